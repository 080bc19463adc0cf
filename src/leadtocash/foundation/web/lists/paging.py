"""Keyset paging: the next page is found by the last row's own values, so page 10,000 costs what page 1 costs."""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q


@dataclass(frozen=True)
class Order:
    """A sort order: field, direction; the key always ends with the primary key, so that it is total."""

    field: str
    descending: bool = False

    def clauses(self, nullable: bool, backwards: bool) -> list[Any]:
        down = self.descending != backwards
        if not nullable:
            return [f"-{self.field}" if down else self.field, "-pk" if down else "pk"]
        ends = {"nulls_first": True} if backwards else {"nulls_last": True}
        key = F(self.field).desc(**ends) if down else F(self.field).asc(**ends)
        return [key, "-pk" if down else "pk"]


@dataclass(frozen=True)
class Slice:
    """One page of rows with the cursors of its neighbours ("" when there is none)."""

    rows: list[Any]
    next: str
    previous: str


def take(rows: models.QuerySet[Any], order: Order, *, cursor: str, size: int) -> Slice:
    """Cut one page of `size` rows behind the cursor. A cursor that cannot be read gives the first page."""
    nullable = _nullable(rows.model, order.field)
    place = _decode(cursor)
    backwards = bool(place and place["way"] == "b")
    if place is not None:
        try:
            rows = rows.filter(_beyond(order, place["value"], place["pk"], nullable, backwards))
        except (ValueError, TypeError, ValidationError):
            place, backwards = None, False
    found = list(rows.order_by(*order.clauses(nullable, backwards))[: size + 1])
    more = len(found) > size
    found = found[:size]
    if backwards:
        found.reverse()
    has_next, has_previous = (True, more) if backwards else (more, place is not None)
    return Slice(
        rows=found,
        next=_encode("f", found[-1], order) if found and has_next else "",
        previous=_encode("b", found[0], order) if found and has_previous else "",
    )


def _beyond(order: Order, value: Any, pk: int, nullable: bool, backwards: bool) -> Q:
    down = order.descending != backwards
    side = "lt" if down else "gt"
    if order.field == "pk":
        return Q(**{f"pk__{side}": pk})
    same = Q(**{order.field: value, f"pk__{side}": pk})
    if value is None:
        tail = Q(**{f"{order.field}__isnull": True, f"pk__{side}": pk})
        return tail | Q(**{f"{order.field}__isnull": False}) if backwards else tail
    beyond = Q(**{f"{order.field}__{side}e": value}) & (Q(**{f"{order.field}__{side}": value}) | same)
    if nullable and not backwards:
        beyond |= Q(**{f"{order.field}__isnull": True})
    return beyond


def _nullable(model: type[models.Model], path: str) -> bool:
    null = False
    current: Any = model
    for step in path.split("__"):
        if step == "pk":
            return null
        field = current._meta.get_field(step)
        null = null or bool(getattr(field, "null", False))
        current = field.related_model
    return null


def _encode(way: str, row: Any, order: Order) -> str:
    value: Any = row
    for step in order.field.split("__"):
        value = getattr(value, step) if value is not None else None
    if isinstance(value, models.Model):
        value = value.pk
    packed = json.dumps([way, None if value is None else _text(value), row.pk], separators=(",", ":"))
    return base64.urlsafe_b64encode(packed.encode()).decode().rstrip("=")


def _text(value: Any) -> Any:
    if isinstance(value, bool | int):
        return value
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _decode(cursor: str) -> dict[str, Any] | None:
    if not cursor:
        return None
    try:
        way, value, pk = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, binascii.Error, TypeError):
        return None
    if way not in ("f", "b") or not isinstance(pk, int) or not isinstance(value, str | int | None):
        return None
    return {"way": way, "value": value, "pk": pk}
