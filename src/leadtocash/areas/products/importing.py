"""The catalogue from tables, with list and floor prices: the way to renew a price list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leadtocash.areas.products import actions, permissions
from leadtocash.areas.products.models import Product, Series
from leadtocash.foundation.access.gate import allowed
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.exchange import cells
from leadtocash.foundation.exchange.importable import Column, Given, Importable, choosing
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.text import clean_line


class Products(Importable):
    """Models with their prices; one known by its model is changed where the person asks for it."""

    kind, model, label = "products.product", Product, gettext_lazy("Products")
    list_name, list_url, order = "products", "products:list", 30
    note = gettext_lazy("To renew prices, import model and prices and choose to overwrite what is there.")
    columns = (
        Column(key="model", label=gettext_lazy("model"), required=True,
               names=gettext_lazy("product model|part number")),
        Column(key="name", label=gettext_lazy("name"), names=gettext_lazy("product name")),
        Column(key="series", label=gettext_lazy("series"), names=gettext_lazy("product series"),
               help=gettext_lazy("code or name of a series; needed for a new model")),
        Column(key="unit", label=gettext_lazy("unit")),
        choosing("grade", gettext_lazy("class"), Product.Grade.choices),
        Column(key="list_price", label=gettext_lazy("list price"), parse=cells.amount,
               help=gettext_lazy("yuan without tax; needed for a new model")),
        Column(key="floor_price", label=gettext_lazy("floor price"), parse=cells.amount),
        Column(key="cost", label=gettext_lazy("cost"), parse=cells.amount),
        Column(key="warranty_years", label=gettext_lazy("warranty years"), parse=cells.whole),
        Column(key="needs_serial", label=gettext_lazy("has serial numbers"), parse=cells.flag),
        Column(key="serial_pattern", label=gettext_lazy("serial number pattern")),
        Column(key="is_active", label=gettext_lazy("on sale"), parse=cells.flag),
    )  # fmt: skip
    once = ("model",)

    def may(self, person: User) -> bool:
        return allowed(person, permissions.MANAGE)

    def understand(self, rows: Sequence[Given], *, act: Act) -> None:
        known = {one.model: one for one in Product.objects.filter(model__in=[row.values["model"] for row in rows])}
        shelves: dict[str, set[Series]] = {}
        for one in Series.objects.select_related("category"):
            for word in {one.code, one.name, str(one), f"{one.category.code}/{one.code}"}:
                shelves.setdefault(clean_line(word).casefold(), set()).add(one)
        for row in rows:
            row.twin = known.get(row.values["model"])
            self._shelve(row, shelves)
            if row.twin is None and "list_price" not in row.values:
                row.refuse("list_price", _("This is needed."))

    def _shelve(self, row: Given, shelves: Mapping[str, set[Series]]) -> None:
        said = row.values.pop("series", "")
        found = shelves.get(said.casefold(), set())
        if len(found) == 1:
            row.values["series"] = next(iter(found))
        elif found:
            row.refuse("series", _("Several categories have such a series; write category/series by their codes."))
        elif said or row.twin is None:
            row.refuse("series", _("There is no such series.") if said else _("This is needed."))

    def make(self, row: Given, *, act: Act) -> models.Model:
        return actions.create_product(self.data_of(row), act=act)

    def alter(self, row: Given, values: Mapping[str, Any], *, act: Act) -> models.Model:
        return actions.change_product(row.twin, values, act=act)

    def restore(self, record: Any, values: Mapping[str, Any], *, act: Act) -> None:
        actions.change_product(record, values, act=act)
