"""The list page: from a declaration and the request's parameters to what the template prints."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from leadtocash.foundation.web.lists import parts, totals
from leadtocash.foundation.web.lists.bulk import MOST
from leadtocash.foundation.web.lists.columns import Column
from leadtocash.foundation.web.lists.export import FORMS, as_csv, as_xlsx, exporters
from leadtocash.foundation.web.lists.kept import Kept, KeptView, Tools, differs, keeper, kept, meant, opened
from leadtocash.foundation.web.lists.modes import board, calendar, gantt
from leadtocash.foundation.web.lists.page import ListPage, capped_count
from leadtocash.foundation.web.lists.paging import Order, sorted_by

Params = parts.Params
PORTION = 2000
SHAPES: dict[str, Callable[[Any, Any], dict[str, Any]]] = {
    "board": board.shown, "calendar": calendar.shown, "gantt": gantt.shown,
}  # fmt: skip
#: where the rows of a list can be imported: (name of the list, person) -> address, "" for nowhere
importing: list[Callable[[str, Any], str]] = []


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What a person asks of a list: rows, columns and order are the same for page, totals and export.

    found: the same rows without what is computed only for columns, to be counted.
    problems: sentences about parameters that could not be understood; there are no rows then.
    """

    page: ListPage
    person: Any
    today: date
    params: Params
    kept: Kept
    view: KeptView | None
    found: models.QuerySet[Any]
    rows: models.QuerySet[Any]
    orders: list[Order]
    columns: list[Column]
    problems: list[str]


def asked(page: ListPage, params: Params, person: Any, *, by_default: bool = True) -> Asked:
    """Understand the parameters of a list's address for this person."""
    page = page.seen_by(person)
    today, mine, view, problems = timezone.localdate(), kept(person, page.name), None, list[str]()
    try:
        params, view = opened(params, mine, by_default=by_default)
        found, orders = page.found(params, person, today), page.orders_of(params, person)
    except ValidationError as error:
        problems = error.messages
        found, orders = page.rows(person).none(), page.orders_of({})
    chosen = [key for key in params.get("columns", "").split(",") if key] or mine.columns
    columns = page.shown_columns(person, chosen)
    return Asked(
        page=page, person=person, today=today, params=params, kept=mine, view=view, found=found,
        rows=page.completed(found), orders=orders, columns=columns, problems=problems,
    )  # fmt: skip


def render_list(request: HttpRequest, page: ListPage, *, template: str = "web/list.html", **extra: Any) -> Any:
    """Answer a list's address: the page, the counts of its views (?part=views), its totals (?part=totals), or its
    export (?export=xlsx|csv)."""
    params = parts.params_of(request.GET)
    part = params.pop("part", "")
    if part == "views":
        mine = kept(request.user, page.name)
        found = parts.tabs(page, params, mine, request.user, timezone.localdate(), counted=True)
        return render(request, "web/_views.html", {"page": {"views": found}})
    one = asked(page, params, request.user)
    if part == "totals":
        shown = {
            "columns": one.columns,
            "totals": totals.of_many(one.columns, one.rows),
            "bulk": page.visible_bulk(one.person),
        }
        return render(request, "web/_totals.html", {"page": shown})
    if params.get("export") in FORMS and not one.problems:
        writer = next(exporters.values(), None)
        return writer.answer(request, one, params["export"]) if writer else at_once(one, params["export"])
    mode = _mode(one)
    if part == "lane" and one.page.board is not None:
        lane = board.more(one, one.page.board, params.get("lane", ""), params.get("cursor", ""))
        return render(request, "web/_lane.html", {"lane": lane})
    shown = _shown_as(one, mode, request.path) if mode else _page(one, request.path)
    return render(request, template, {"page": {**shown, "modes": modes(one.page, one.params, mode)}, **extra})


def at_once(one: Asked, form: str) -> HttpResponseBase:
    """An export as the answer itself, for few rows."""
    return (as_xlsx if form == "xlsx" else as_csv)(one.page.title, one.columns, exported(one))


def exported(one: Asked) -> Iterator[Any]:
    """The rows of an export in the order of the page, portion by portion with what their columns need."""
    reading = sorted_by(one.rows, one.orders).iterator(chunk_size=PORTION)
    while portion := list(islice(reading, PORTION)):
        one.page.prepare(portion)
        yield from portion


def _mode(one: Asked) -> str:
    """How the list is shown: "" as a table, else the name of one of its modes."""
    wanted = one.params.get("as", "")
    return wanted if wanted in SHAPES and getattr(one.page, wanted) is not None and not one.problems else ""


def modes(page: ListPage, params: Params, current: str, at: str = "") -> list[dict[str, Any]]:
    """The switch between the modes and what stands beside them; none for a list that is only a table.

    at: the list's address, on another page than its own.
    """
    labels = (("", _("List"), "list"), ("board", _("Board"), "layout-kanban"),
              ("calendar", _("Calendar"), "calendar"), ("gantt", _("Timeline"), "timeline"))  # fmt: skip
    found = [
        {"label": label, "icon": icon, "current": key == current,
         "url": at + parts.url({**params, "as": key}, cursor=None, day=None)}
        for key, label, icon in labels if not key or getattr(page, key) is not None
    ]  # fmt: skip
    found += [
        {"label": one.label, "icon": one.icon, "url": reverse(one.url_name), "current": one.key == current}
        for one in page.besides
    ]
    return found if len(found) > 1 else []


def _shown_as(one: Asked, mode: str, at: str) -> dict[str, Any]:
    """The page in one of its modes: the same frame round another body."""
    try:
        shown = SHAPES[mode](one, getattr(one.page, mode))
    except ValidationError:
        one.params.pop("day", None)
        shown = SHAPES[mode](one, getattr(one.page, mode))
    count, more = capped_count(one.found)
    views = parts.tabs(one.page, one.params, one.kept, one.person, one.today, counted=False)
    return {
        **_frame(one, at),
        "shown": shown,
        "export_urls": {kind: parts.url(one.params, export=kind, cursor=None, day=None) for kind in FORMS},
        "views": views,
        "views_url": parts.url(one.params, part="views", cursor=None) if views else "",
        "count_text": _count_text(count, more),
    }


def _page(one: Asked, at: str) -> dict[str, Any]:
    page, params = one.page, one.params
    searched = "search" in params and not one.problems
    rows, counted = page.sought(params, one.person, one.today) if searched else (one.rows, None)
    piece = page.slice(page.completed(rows), {} if one.problems else params, person=one.person)
    whole = not (piece.next or piece.previous)
    count, more = (len(piece.rows), False) if whole else counted or capped_count(one.found)
    few = totals.of_rows(one.columns, piece.rows) if whole else None if more else totals.of_all(one.columns, one.rows)
    later = more and any(c.total for c in one.columns)
    heads = parts.heads(one.columns, params, one.orders)
    bulk = _bulk(one, 0 if whole or more else count)
    views = parts.tabs(page, params, one.kept, one.person, one.today, counted=False)
    return {
        **_frame(one, at),
        "export_urls": {kind: parts.url(params, export=kind, cursor=None) for kind in ("xlsx", "csv")},
        "views": views,
        "views_url": parts.url(params, part="views", cursor=None) if views else "",
        "columns": heads,
        **bulk,
        "rows": [parts.row(heads, one.columns, row, pick=bool(bulk["bulk"])) for row in piece.rows],
        "totals": few,
        "totals_url": parts.url(params, part="totals", cursor=None) if later else "",
        "count_text": _count_text(count, more),
        "next_url": parts.url(params, cursor=piece.next) if piece.next else "",
        "prev_url": parts.url(params, cursor=piece.previous) if piece.previous else "",
    }


def _bulk(one: Asked, count: int) -> dict[str, Any]:
    """What can be done with many rows; with all found, where they are more than one page but not too many."""
    deeds = one.page.visible_bulk(one.person)
    found = count if 0 < count <= MOST and any(deed.found for deed in deeds) else 0
    return {
        "bulk": [{"label": b.label, "icon": b.icon, "url": reverse(b.url_name) + b.query} for b in deeds],
        "bulk_found": found,
        "bulk_query": urlencode(meant(one.params)),
    }


def _frame(one: Asked, at: str) -> dict[str, Any]:
    """What stands round the rows: title, filters, tools, and what an empty list says."""
    page, params = one.page, one.params
    primary = page.primary if page.primary and page.primary.may(one.person) else None
    narrowed = parts.narrowed(page, params)
    found = keeper()
    return {
        "name": page.name,
        "title": page.title,
        "subtitle": page.subtitle,
        "import_url": next(filter(None, (where(page.name, one.person) for where in importing)), ""),
        "primary": {"label": primary.label, "url": reverse(primary.url_name)} if primary else None,
        "problems": one.problems,
        "chips": parts.chips(page, params, one.person),
        "filters": parts.filters(page, params, one.person),
        "kept": [(k, v) for k, v in params.items() if k in ("view", "columns", "saved", *parts.KEPT_BESIDE)],
        "clear_url": parts.url({k: v for k, v in params.items() if k in ("view", "columns", *parts.KEPT_BESIDE)})
        if narrowed
        else "",
        "search": params.get("search", ""),
        "search_hint": page.search_hint,
        "searchable": bool(page.search),
        "tools": found.tools(one.person, page, params, one.view, at) if found else Tools(),
        "changed": one.view is not None and not one.problems and differs(params, one.view),
        "narrowed": narrowed,
        "empty": _empty(one, narrowed, primary),
    }


def _count_text(count: int, more: bool) -> str:
    if more:
        return _("more than %(count)s rows") % {"count": f"{count:,}"}
    return ngettext("%(count)s row", "%(count)s rows", count) % {"count": f"{count:,}"}


def _empty(one: Asked, narrowed: bool, primary: Any) -> dict[str, Any]:
    if one.problems:
        return {"title": _("This condition cannot be understood"), "text": " ".join(one.problems)}
    if narrowed:
        return {
            "title": _("Nothing under these conditions"),
            "text": _("Take a condition away, or clear them all."),
        }
    action = {"label": primary.label, "url": reverse(primary.url_name)} if primary else None
    return {"title": one.page.empty.title, "text": one.page.empty.text, "action": action}
