"""Columns of a list: what is shown, how, and whether one can sort by it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from django.utils.functional import Promise

Kind = Literal["text", "code", "link", "money", "wan", "number", "percent", "date", "datetime", "tag", "person", "html"]
RIGHT = {"money", "wan", "number", "percent"}


@dataclass(frozen=True, kw_only=True)
class Column:
    """key: stable name (API sorting, export); value: attribute path or function of the row; kind: how it is printed.

    order: the database field to sort by, "" when one cannot; tag: row -> (state class, words) for kind "tag";
    slot: place in the three-line card on a phone, a to f; total: summed under the table; may: who sees the column;
    extra: offered, but shown only to whoever chooses it;
    hides: the protected field a computed value is made of ("project.cost_amount").
    """

    key: str
    label: Promise | str
    value: str | Callable[[Any], Any] = ""
    kind: Kind = "text"
    order: str = ""
    tag: Callable[[Any], tuple[str, Any]] | None = None
    template: str = ""
    hides: str = ""
    slot: str = ""
    total: bool = False
    may: Callable[[Any], bool] | None = None
    extra: bool = False

    @property
    def align(self) -> str:
        return "n" if self.kind in RIGHT else ""

    def of(self, row: Any) -> Any:
        """The plain value of this column for a row (export, API, totals)."""
        if self.tag is not None:
            return str(self.tag(row)[1])
        if callable(self.value):
            return self.value(row)
        value: Any = row
        for step in (self.value or self.key).split("."):
            value = getattr(value, step, None)
            if value is None:
                return None
            if callable(value):
                value = value()
        return value
