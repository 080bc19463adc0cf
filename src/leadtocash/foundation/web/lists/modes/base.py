"""What the modes of a list have in common: the asked list, its address, values of columns, the day looked at."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from django.db import models

from leadtocash.foundation.web import formats
from leadtocash.foundation.web.lists.columns import Column
from leadtocash.foundation.web.lists.filters import wrong
from leadtocash.foundation.web.lists.paging import Order, take

#: which days are worked, and the name of a holiday; filled from above (foundation/calendar)
WorkDays = Callable[[date, date], Mapping[date, tuple[bool, str]]]
workdays: list[WorkDays] = []

#: rows, person -> the address a drop of each row posts to, by its key; a row that is not there is only a link
Moves = Callable[[Sequence[Any], Any], Mapping[Any, str]]


class AskedList(Protocol):
    """What a mode needs of `rendering.Asked`."""

    @property
    def page(self) -> Any: ...
    @property
    def person(self) -> Any: ...
    @property
    def today(self) -> date: ...
    @property
    def params(self) -> dict[str, str]: ...
    @property
    def rows(self) -> models.QuerySet[Any]: ...
    @property
    def orders(self) -> list[Order]: ...


@dataclass(frozen=True)
class Cells:
    """The columns a card or line shows, as far as this person may see them."""

    columns: Mapping[str, Column]

    @classmethod
    def of(cls, one: AskedList) -> Cells:
        return cls({column.key: column for column in one.page.visible_columns(one.person)})

    def text(self, key: str, row: Any) -> str:
        """What the column of this key says of a row; "" for nothing and for what may not be seen."""
        column = self.columns.get(key)
        value = column.of(row) if column else None
        return "" if column is None or value is None or value == "" else str(formats.by_kind(column.kind, value))

    def texts(self, keys: Sequence[str], row: Any) -> list[str]:
        return [text for text in (self.text(key, row) for key in keys) if text]


def narrowed(one: AskedList, narrow: Any) -> models.QuerySet[Any]:
    """The rows of the list a mode shows."""
    return narrow(one.rows, one.person, one.today) if narrow else one.rows


def slice_of(one: AskedList, rows: models.QuerySet[Any], orders: Sequence[Order], cursor: str, size: int) -> Any:
    """A page of rows by keys, prepared as the list prepares its own."""
    piece = take(rows, orders, cursor=cursor, size=size)
    one.page.prepare(piece.rows)
    return piece


def looked_at(params: Mapping[str, str], today: date) -> date:
    """The day the calendar or chart stands at (?day=). Raises ValidationError."""
    text = params.get("day", "")
    try:
        return date.fromisoformat(text) if text else today
    except ValueError:
        raise wrong("day", text) from None


def month_later(day: date, months: int) -> date:
    """The first of the month so many months from the day's."""
    place = day.year * 12 + day.month - 1 + months
    return date(min(max(place // 12, 1), 9998), place % 12 + 1, 1)


def worked(first: date, last: date) -> Mapping[date, tuple[bool, str]]:
    """Whether days are worked, and what holiday they are; weekdays alone where nothing is known."""
    return workdays[0](first, last) if workdays else {}
