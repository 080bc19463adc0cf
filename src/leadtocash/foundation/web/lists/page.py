"""The declaration of a list, and the rows it gives a person for some parameters."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.functional import Promise

from leadtocash.foundation.kernel.text import clean_line
from leadtocash.foundation.web.lists.columns import Column
from leadtocash.foundation.web.lists.filters import Filter
from leadtocash.foundation.web.lists.paging import Order, Slice, take

COUNT_CAP = 10_000
PAGE_SIZE = 50
Rows = Callable[[Any], models.QuerySet[Any]]
Narrow = Callable[[models.QuerySet[Any], Any, date], models.QuerySet[Any]]


@dataclass(frozen=True, kw_only=True)
class View:
    """A named selection shown as a tab above the list."""

    key: str
    label: Promise | str
    narrow: Narrow


@dataclass(frozen=True, kw_only=True)
class Primary:
    """The page's one main button."""

    label: Promise | str
    url_name: str
    may: Callable[[Any], bool]


@dataclass(frozen=True, kw_only=True)
class Bulk:
    """What can be done with the selected rows: their keys (pk) are posted to the address."""

    label: Promise | str
    url_name: str
    icon: str = ""
    query: str = ""


@dataclass(frozen=True, kw_only=True)
class Empty:
    """What an empty list says: why it is empty, when one needs it."""

    title: Promise | str
    text: Promise | str


@dataclass(frozen=True, kw_only=True)
class ListPage:
    """A list, declared once for page, export and API.

    rows: person -> the rows he may see, with select_related for the columns; search: field paths with lookups
    ("name__icontains" on small tables, "name__zh" on big ones); order: the default, "-created_at" style, by
    column key or field; empty: what an empty list says.
    """

    name: str
    title: Promise | str
    rows: Rows
    columns: Sequence[Column]
    order: str
    empty: Empty
    subtitle: Promise | str = ""
    filters: Sequence[Filter] = ()
    views: Sequence[View] = ()
    search: Sequence[str] = ()
    search_hint: Promise | str = ""
    primary: Primary | None = None
    bulk: Sequence[Bulk] = ()

    def visible_columns(self, person: Any) -> list[Column]:
        return [c for c in self.columns if c.may is None or c.may(person)]

    def selected(self, params: Mapping[str, str], person: Any, today: date) -> models.QuerySet[Any]:
        """All rows of the list for these parameters: view, filters, search."""
        rows = self.rows(person)
        view = next((v for v in self.views if v.key == params.get("view")), None)
        if view is not None:
            rows = view.narrow(rows, person, today)
        for one in self.filters:
            rows = one.narrow(rows, params, person)
        words = clean_line(params.get("search", ""))[:80]
        if words and self.search:
            rows = rows.filter(_containing(rows.model, self.search, words))
        return rows

    def order_of(self, params: Mapping[str, str]) -> Order:
        """The sort order asked for ("ordering=-amount"), else the default."""
        wanted = params.get("ordering", "")
        key = wanted.lstrip("-")
        column = next((c for c in self.columns if c.key == key and c.order), None)
        if column is not None:
            return Order(column.order, descending=wanted.startswith("-"))
        field = self.order.lstrip("-")
        default = next((c.order for c in self.columns if c.key == field and c.order), field)
        return Order(default, descending=self.order.startswith("-"))

    def slice(self, rows: models.QuerySet[Any], params: Mapping[str, str], size: int = PAGE_SIZE) -> Slice:
        """One page of the selected rows behind ?cursor=."""
        piece = take(rows, self.order_of(params), cursor=params.get("cursor", ""), size=size)
        self.prepare(piece.rows)
        return piece

    def prepare(self, rows: Sequence[Any]) -> None:
        """Give the rows of a page, or of a portion of an export, together what their columns need beyond them."""


def _containing(model: type[models.Model], paths: Sequence[str], words: str) -> Q:
    """The condition of a search: one of the paths contains the words.

    Paths with a gram index are asked one by one, each by its own index, and their rows put together: in one
    condition with OR the database would compute the grams of every row again. (UNION, not UNION ALL: of that the
    planner expects two hundred rows, however many there are.)
    """
    if not any(path.endswith("__zh") for path in paths):
        condition = Q()
        for path in paths:
            condition |= Q(**{path: words})
        return condition
    first, *others = [_found_by(model, path, words) for path in paths]
    return Q(pk__in=first.union(*others) if others else first)


def _found_by(model: type[models.Model], path: str, words: str) -> models.QuerySet[Any, Any]:
    """The keys of the rows found by one path; what lies on another table is looked for there first."""
    start, _, rest = path.partition("__")
    field = model._meta.get_field(start)
    condition: Any = words
    if isinstance(field, models.ForeignKey):
        path, condition = f"{start}__in", _found_by(field.remote_field.model, rest, words)
    return model._base_manager.filter(**{path: condition}).values("pk")


def capped_count(rows: models.QuerySet[Any], cap: int = COUNT_CAP) -> tuple[int, bool]:
    """How many rows, counted no further than the cap; and whether the cap was reached."""
    found = rows.order_by().values("pk")[: cap + 1].count()
    return min(found, cap), found > cap
