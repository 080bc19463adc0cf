"""The declaration of a list, and the rows it gives a person for some parameters."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from leadtocash.foundation.kernel.text import clean_line
from leadtocash.foundation.web.lists.columns import Column
from leadtocash.foundation.web.lists.filters import Filter, wrong
from leadtocash.foundation.web.lists.paging import Order, Slice, is_walked, take
from leadtocash.foundation.web.lists.searching import INDEXED, LONGEST, apart, containing, hits_of, holding

if TYPE_CHECKING:
    from leadtocash.foundation.web.lists.modes import Board, Calendar, Gantt

COUNT_CAP = 10_000
#: more hits than this are met on the way through the sort sooner than they are all read: of a million rows one in 200
COMMON = 5_000
PAGE_SIZE = 50
MOST_ORDERS = 4
ALL = "all"
Rows = Callable[[Any], models.QuerySet[Any]]
#: how many rows, and whether there are more
Count = tuple[int, bool]
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
    """What can be done with the selected rows: their keys (pk) are posted to the address.

    found: it takes all rows found as well (see bulk.bulk_view).
    """

    label: Promise | str
    url_name: str
    icon: str = ""
    query: str = ""
    may: Callable[[Any], bool] = lambda person: True
    found: bool = False


@dataclass(frozen=True, kw_only=True)
class Empty:
    """What an empty list says: why it is empty, when one needs it."""

    title: Promise | str
    text: Promise | str


@dataclass(frozen=True, kw_only=True)
class Beside:
    """Another page on the same rows, beside the modes of the list (a report)."""

    key: str
    label: Promise | str
    icon: str
    url_name: str


@dataclass(frozen=True, kw_only=True)
class ListPage:
    """A list, declared once for page, export and API.

    rows: person -> the rows he may see, with select_related for the columns; computed: what the database computes of
    them for columns, filters and orders, by name: only added where it is used; search: field paths with lookups
    ("name__icontains" on small tables, "name__zh" on big ones); order: the default, "-created_at" style, by
    column key or field; empty: what an empty list says. board, calendar, gantt: how else it is shown (?as=board).
    """

    name: str
    title: Promise | str
    rows: Rows
    columns: Sequence[Column]
    order: str
    empty: Empty
    computed: Mapping[str, Any] = field(default_factory=dict)
    subtitle: Promise | str = ""
    filters: Sequence[Filter] = ()
    views: Sequence[View] = ()
    search: Sequence[str] = ()
    search_hint: Promise | str = ""
    primary: Primary | None = None
    bulk: Sequence[Bulk] = ()
    board: Board | None = None
    calendar: Calendar | None = None
    gantt: Gantt | None = None
    besides: Sequence[Beside] = ()

    def __post_init__(self) -> None:
        lists.setdefault(self.name, self)

    def seen_by(self, person: Any) -> ListPage:
        """This list as the person may read it: without the columns, filters and orders he may not see."""
        page: ListPage = self
        for reader in readers:
            page = reader(page, person)
        return page

    def visible_columns(self, person: Any) -> list[Column]:
        """The columns the person may see."""
        return [c for c in self.columns if c.may is None or c.may(person)]

    def visible_filters(self, person: Any) -> list[Filter]:
        """The filters the person may use."""
        return [f for f in self.filters if f.may is None or f.may(person)]

    def visible_bulk(self, person: Any) -> list[Bulk]:
        """What the person may do with many rows."""
        return [one for one in self.bulk if one.may(person)]

    def shown_columns(self, person: Any, chosen: Sequence[str] = ()) -> list[Column]:
        """The chosen columns in their order, as far as he may see them; without a choice those shown to everybody."""
        seen = {c.key: c for c in self.visible_columns(person)}
        found = [seen[key] for key in dict.fromkeys(chosen) if key in seen]
        return found or [c for c in seen.values() if not c.extra]

    def model_of(self, person: Any) -> type[models.Model]:
        """What its rows are of."""
        if self.name not in _models:
            _models[self.name] = self.rows(person).model
        return _models[self.name]

    def selected(self, params: Mapping[str, str], person: Any, today: date) -> models.QuerySet[Any]:
        """All rows of the list for these parameters, with all that is computed of them: view, filters, search.

        Raises ValidationError with a sentence for each parameter that cannot be understood.
        """
        return self.narrowed(self.completed(self.rows(person)), params, person, today)

    def found(self, params: Mapping[str, str], person: Any, today: date) -> models.QuerySet[Any]:
        """The same rows with no more computed than these parameters ask for: to be counted, or read as values."""
        filters = {one.path for one in self.filters if any(name in params for name in one.names())}
        asked = filters | {order.field for order in self.orders_of(params, person)}
        rows = self.rows(person).annotate(**{name: one for name, one in self.computed.items() if name in asked})
        return self.narrowed(rows, params, person, today)

    def sought(self, params: Mapping[str, str], person: Any, today: date) -> tuple[models.QuerySet[Any], Count | None]:
        """The same rows in the form by which a page of them is quickest, and how many where that had to be known.

        What many rows contain is not read as a whole to be sorted: it is met soon by going along the index of the sort.
        """
        words = self._words(params)
        if not words or not any(path.endswith(INDEXED) for path in self.search):
            return self.found(params, person, today), None
        rows = self.found({name: value for name, value in params.items() if name != "search"}, person, today)
        parts = apart(rows.model, self.search, words)
        hits, keys = hits_of(rows, parts, few=COMMON, most=COUNT_CAP + 1)
        count = min(hits, COUNT_CAP), hits > COUNT_CAP
        if keys is not None:
            return rows.filter(pk__in=keys), count
        walked = is_walked(rows.model, self.orders_of(params, person)[0])
        return rows.filter((holding if walked else containing)(rows.model, self.search, words)), count

    def _words(self, params: Mapping[str, str]) -> str:
        return clean_line(params.get("search", ""))[:LONGEST] if self.search else ""

    def completed(self, rows: models.QuerySet[Any]) -> models.QuerySet[Any]:
        """Rows of this list with all that is computed of them."""
        known = rows.query.annotations
        return rows.annotate(**{name: one for name, one in self.computed.items() if name not in known})

    def narrowed(
        self, rows: models.QuerySet[Any], params: Mapping[str, str], person: Any, today: date
    ) -> models.QuerySet[Any]:
        """Those of the rows that these parameters ask for."""
        errors: dict[str, list[str]] = {}
        key = params.get("view", ALL)
        view = next((v for v in self.views if v.key == key), None)
        if view is not None:
            rows = view.narrow(rows, person, today)
        elif key != ALL:
            errors["view"] = [_("This list has no view “%(key)s”.") % {"key": key[:40]}]
        for one in self.filters:
            if not any(name in params for name in one.names()):
                continue
            try:
                if one.may is not None and not one.may(person):
                    raise wrong(one.name, _("You may not filter by “%(label)s”.") % {"label": one.label})
                rows = one.narrow(rows, params, person)
            except ValidationError as error:
                errors |= error.message_dict
        if errors:
            raise ValidationError(errors)
        words = self._words(params)
        return rows.filter(containing(rows.model, self.search, words)) if words else rows

    def orders_of(self, params: Mapping[str, str], person: Any = None) -> list[Order]:
        """The sort keys asked for ("ordering=-amount,name"), else the default one.

        Raises ValidationError for a column one cannot sort by, or may not see.
        """
        columns = {c.key: c for c in (self.visible_columns(person) if person else self.columns) if c.order}
        found: dict[str, Order] = {}
        for wanted in filter(None, params.get("ordering", "").split(",")[:MOST_ORDERS]):
            key = wanted.removeprefix("-")
            if key not in columns:
                raise wrong("ordering", _("This list cannot be sorted by “%(key)s”.") % {"key": key[:40]})
            found.setdefault(key, Order(columns[key].order, descending=wanted.startswith("-")))
        return list(found.values()) or [self._default_order()]

    def _default_order(self) -> Order:
        field = self.order.removeprefix("-")
        default = next((c.order for c in self.columns if c.key == field and c.order), field)
        return Order(default, descending=self.order.startswith("-"))

    def slice(
        self, rows: models.QuerySet[Any], params: Mapping[str, str], size: int = PAGE_SIZE, *,
        person: Any = None, strict: bool = False, values: Sequence[str] | None = None,
    ) -> Slice:  # fmt: skip
        """One page of the selected rows behind ?cursor=; `strict` refuses a cursor that cannot be read.

        values: the paths to read, for rows that are mappings of these and `pk` instead of records.
        """
        orders = self.orders_of(params, person)
        piece = take(rows, orders, cursor=params.get("cursor", ""), size=size, strict=strict, values=values)
        if values is None:
            self.prepare(piece.rows)
        return piece

    def prepare(self, rows: Sequence[Any]) -> None:
        """Give the rows of a page, or of a portion of an export, together what their columns need beyond them."""


#: every list there is, by name
lists: dict[str, ListPage] = {}
#: by the name of the list: asking for its rows only to learn their model costs as much as a query
_models: dict[str, type[models.Model]] = {}


def capped_count(rows: models.QuerySet[Any], cap: int = COUNT_CAP) -> Count:
    """How many rows, counted no further than the cap; and whether the cap was reached."""
    found = rows.order_by().values("pk")[: cap + 1].count()
    return min(found, cap), found > cap


#: what fits a list to the person who reads it; filled from above (foundation/access/listing.py)
readers: list[Callable[[ListPage, Any], ListPage]] = []
