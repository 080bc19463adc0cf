"""Keyset paging: the next page is found by the last row's own values, so page 10,000 costs what page 1 costs."""

from __future__ import annotations

import base64
import binascii
import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.expressions import OrderBy
from django.utils.translation import gettext as _

from leadtocash.foundation.kernel.extra import ExtraValue
from leadtocash.foundation.web.lists.filters.base import wrong


@dataclass(frozen=True)
class Order:
    """A sort key: field and direction; empty values come last in both. The primary key makes an order total.

    filled: the rows are known to have no empty values.
    """

    field: str
    descending: bool = False
    filled: bool = False

    def clause(self, nullable: bool, backwards: bool) -> Any:
        down = self.descending != backwards
        if not nullable:
            return f"-{self.field}" if down else self.field
        ends = {"nulls_first": True} if backwards else {"nulls_last": True}
        return F(self.field).desc(**ends) if down else F(self.field).asc(**ends)


@dataclass(frozen=True)
class Slice:
    """One page of rows with the cursors of its neighbours ("" when there is none)."""

    rows: list[Any]
    next: str
    previous: str


def sorted_by(rows: models.QuerySet[Any], orders: Sequence[Order], *, backwards: bool = False) -> models.QuerySet[Any]:
    """The rows in this order, made total by the primary key in the direction of the last sort key."""
    keys = [*orders, Order("pk", orders[-1].descending)]
    return rows.order_by(*(key.clause(_nullable(rows, key), backwards) for key in keys))


def take(
    rows: models.QuerySet[Any], orders: Order | Sequence[Order], *, cursor: str, size: int, strict: bool = False,
    values: Sequence[str] | None = None,
) -> Slice:  # fmt: skip
    """Cut one page of `size` rows behind the cursor; values: paths, for rows that are mappings of these and `pk`.

    A cursor that cannot be read, or was made for another order, gives the first page; ValidationError when strict.
    """
    orders = (orders,) if isinstance(orders, Order) else orders
    place = _decode(cursor, orders)
    backwards = bool(place and place.backwards)
    try:
        parts = _parts(rows, orders, place)
    except (ValueError, TypeError, ValidationError):
        place, backwards = None, False
        parts = _parts(rows, orders, None)
    if strict and cursor and place is None:
        raise wrong("cursor", _("This cursor cannot be read, or belongs to another order; begin without one."))
    found: list[Any] = []
    paths = dict.fromkeys(["pk", *(order.field for order in orders), *(values or ())])
    for part, keys in parts:
        read = sorted_by(part, keys, backwards=backwards)[: size + 1 - len(found)]
        found += _records(part, read, keys) if values is None else read.values(*paths)
        if len(found) > size:
            break
    more = len(found) > size
    found = found[:size]
    if backwards:
        found.reverse()
    has_next, has_previous = (True, more) if backwards else (more, place is not None)
    return Slice(
        rows=found,
        next=_encode("f", found[-1], orders) if found and has_next else "",
        previous=_encode("b", found[0], orders) if found and has_previous else "",
    )


def _records(rows: models.QuerySet[Any], read: models.QuerySet[Any], orders: Sequence[Order]) -> list[Any]:
    """The records that were read. Where no index leads through them all have to be looked at to be sorted: then only
    their keys are, and what stands beside a record is joined to those of the page alone."""
    if is_walked(rows.model, orders[0]):
        return list(read)
    keys = list(read.values_list("pk", flat=True))
    known = rows.order_by().in_bulk(keys)
    return [known[key] for key in keys if key in known]


@dataclass(frozen=True)
class _Place:
    """Where a page begins: the sort values and the key of the row before it."""

    backwards: bool
    values: list[Any]
    pk: int


_Part = tuple[models.QuerySet[Any], Sequence[Order]]


def _parts(rows: models.QuerySet[Any], orders: Sequence[Order], place: _Place | None) -> list[_Part]:
    """The rows behind the place with their order, one part to be read after the other.

    Of a custom field the rows that have a value are one part and the others another: its index holds only the first,
    and serves both directions.
    """
    first, *rest = orders
    if not isinstance(rows.query.annotations.get(first.field), ExtraValue):
        return [(rows if place is None else rows.filter(_beyond(rows, orders, place)), orders)]
    filled, empty = rows.filter(**{f"{first.field}__isnull": False}), rows.filter(**{f"{first.field}__isnull": True})
    last = rest or [Order("pk", first.descending)]
    parts: list[_Part] = [(filled, [replace(first, filled=True), *rest]), (empty, last)]
    if place is None:
        return parts
    here = int(place.values[0] is None)
    part, keys = parts[here]
    begun = part.filter(_beyond(part, keys, replace(place, values=place.values[here:]))), keys
    return [begun, parts[1 - here]] if here == place.backwards else [begun]


def _beyond(rows: models.QuerySet[Any], orders: Sequence[Order], place: _Place) -> Q:
    """Rows behind the place: later in the first key, or equal there and later in the second, and so on."""
    if orders[0].field == "pk":
        return _later(orders[0], place.pk, nullable=False, backwards=place.backwards)
    condition = _later(Order("pk", orders[-1].descending), place.pk, nullable=False, backwards=place.backwards)
    for order, value in reversed(list(zip(orders, place.values, strict=True))):
        nullable = _nullable(rows, order)
        later = _later(order, value, nullable=nullable, backwards=place.backwards)
        same = Q(**{f"{order.field}__isnull": True}) if value is None else Q(**{order.field: value})
        condition = later | same & condition if later else same & condition
    first, value = orders[0], place.values[0]
    if value is None or (_nullable(rows, first) and not place.backwards):
        return condition
    side = "lte" if first.descending != place.backwards else "gte"
    return Q(**{f"{first.field}__{side}": value}) & condition  # what an index can begin with


def _later(order: Order, value: Any, *, nullable: bool, backwards: bool) -> Q:
    """Rows that come after this value in one sort key; empty ones are last, or first when going backwards."""
    if value is None:
        return Q(**{f"{order.field}__isnull": False}) if backwards else Q()
    side = "lt" if order.descending != backwards else "gt"
    later = Q(**{f"{order.field}__{side}": value})
    return later | Q(**{f"{order.field}__isnull": True}) if nullable and not backwards else later


def _nullable(rows: models.QuerySet[Any], order: Order) -> bool:
    if order.filled or order.field in rows.query.annotations:
        return not order.filled
    null = False
    current: Any = rows.model
    for step in order.field.split("__"):
        if step == "pk":
            return null
        field = current._meta.get_field(step)
        null = null or bool(getattr(field, "null", False))
        current = field.related_model
    return null


def is_walked(model: type[models.Model], order: Order) -> bool:
    """Does an index lead through the rows in this order, empty values last?"""
    field = next((one for one in model._meta.concrete_fields if order.field in (one.name, one.attname)), None)
    if field is None or order.field == "pk":
        return order.field == "pk"
    wanted = F(field.name).desc(nulls_last=True) if order.descending else F(field.name).asc(nulls_last=True)
    return (field.unique and not field.null) or any(
        _begins(index, field, order.descending, wanted)
        for index in model._meta.indexes
        if type(index) is models.Index and index.condition in (None, Q(removed_at=None))
    )


def _begins(index: models.Index, field: Any, descending: bool, wanted: OrderBy) -> bool:
    if index.expressions:
        return index.expressions[0] == wanted
    name, turned = index.fields_orders[0]
    return name == field.name and (not field.null or not (turned or descending))


def _encode(way: str, row: Any, orders: Sequence[Order]) -> str:
    pk = row["pk"] if isinstance(row, dict) else row.pk
    packed = json.dumps([way, [_value(row, order) for order in orders], pk, _mark(orders)], separators=(",", ":"))
    return base64.urlsafe_b64encode(packed.encode()).decode().rstrip("=")


def _value(row: Any, order: Order) -> Any:
    value: Any = row[order.field] if isinstance(row, dict) else row
    for step in () if isinstance(row, dict) else order.field.split("__"):
        value = getattr(value, step) if value is not None else None
    if isinstance(value, models.Model):
        value = value.pk
    if value is None or isinstance(value, bool | int):
        return value
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _mark(orders: Sequence[Order]) -> int:
    """By which a cursor is known to belong to this order."""
    return zlib.crc32(repr([(order.field, order.descending) for order in orders]).encode())


def _decode(cursor: str, orders: Sequence[Order]) -> _Place | None:
    if not cursor:
        return None
    try:
        way, values, pk, mark = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, binascii.Error, TypeError):
        return None
    if way not in ("f", "b") or not isinstance(pk, int) or mark != _mark(orders):
        return None
    if not isinstance(values, list) or len(values) != len(orders):
        return None
    if not all(isinstance(value, str | int | None) for value in values):
        return None
    return _Place(way == "b", values, pk)
