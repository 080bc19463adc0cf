"""Everything that can be done to the catalogue; the only module that writes it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction

from leadtocash.areas.products import events, permissions, rules
from leadtocash.areas.products.models import Category, Product, Series
from leadtocash.foundation.access.gate import require
from leadtocash.foundation.journal import recording
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.models import lock
from leadtocash.foundation.kernel.text import clean_line

S = TypeVar("S", Category, Series)


@transaction.atomic
def create_product(values: Mapping[str, Any], *, act: Act) -> Product:
    """Add a model to the catalogue. Raises ValidationError at the field, NotAllowed."""
    _require(values, act=act)
    product = Product(**values)
    _tidy(product)
    return recording.save(product, events.CREATED, act=act)


@transaction.atomic
def change_product(product: Product, values: Mapping[str, Any], *, act: Act, revision: int | None = None) -> Product:
    """Change a model. Raises Stale when `revision` is no longer the current one."""
    product = lock(product, revision=revision)
    _require(values, act=act)
    for name, value in values.items():
        setattr(product, name, value)
    _tidy(product)
    return recording.save(product, events.CHANGED, act=act)


@transaction.atomic
def save_category(values: Mapping[str, Any], *, act: Act, category: Category | None = None) -> Category:
    """Add a category, or change the given one. Raises ValidationError for a code that exists."""
    require(act.person, permissions.MANAGE)
    return _save_shelf(category or Category(), values, events.CATEGORY_SAVED, act=act)


@transaction.atomic
def save_series(values: Mapping[str, Any], *, act: Act, series: Series | None = None) -> Series:
    """Add a series, or change the given one. Raises ValidationError for a code its category has already."""
    require(act.person, permissions.MANAGE)
    return _save_shelf(series or Series(), values, events.SERIES_SAVED, act=act)


@transaction.atomic
def take_over_products(products: Iterable[Product], *, act: Act) -> list[Product]:
    """Store products read from another system, each with its journal entry; the caller has asked who may."""
    stored = []
    for product in products:
        _tidy(product)
        stored.append(recording.save(product, events.CREATED, act=act))
    return stored


def _save_shelf(shelf: S, values: Mapping[str, Any], verb: str, *, act: Act) -> S:
    for name, value in values.items():
        setattr(shelf, name, value)
    shelf.code, shelf.name = clean_line(shelf.code).upper(), clean_line(shelf.name)
    shelf.full_clean()
    shelf.save()
    recording.write(shelf, verb, act=act, data={"name": str(shelf)})
    return shelf


def _require(values: Mapping[str, Any], *, act: Act) -> None:
    require(act.person, permissions.MANAGE)
    for name, permission in (("cost", permissions.SEE_COST), ("floor_price", permissions.SEE_FLOOR_PRICE)):
        if name in values:
            require(act.person, permission)


def _tidy(product: Product) -> None:
    product.model, product.name = clean_line(product.model), clean_line(product.name)
    errors: dict[str, Any] = {}
    try:
        rules.check_prices(list_price=product.list_price, floor_price=product.floor_price)
    except ValidationError as error:
        errors["floor_price"] = error
    try:
        rules.check_serial_pattern(product.serial_pattern)
    except ValidationError as error:
        errors["serial_pattern"] = error
    if errors:
        raise ValidationError(errors)
