"""The parts of a list page: tabs, chips, heads, rows; and its addresses."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _

from leadtocash.foundation.web import formats
from leadtocash.foundation.web.lists.cells import row_html
from leadtocash.foundation.web.lists.columns import Column
from leadtocash.foundation.web.lists.kept import Kept
from leadtocash.foundation.web.lists.page import ALL, ListPage, capped_count
from leadtocash.foundation.web.lists.paging import Order

Params = dict[str, str]
VIEW_CAP = 999
MOST_COUNTED = 20
#: what stays when another view is opened, or the conditions are cleared: order and mode
KEPT_BESIDE = ("ordering", "as", "span", "zoom")


def params_of(given: QueryDict) -> Params:
    """The parameters of an address; one that stands several times means all of its values."""
    values = ((name, ",".join(filter(None, found))) for name, found in given.lists())
    return {name: value for name, value in values if value}


def url(params: Mapping[str, str], **changes: str | None) -> str:
    query = urlencode({k: v for k, v in {**params, **changes}.items() if v})
    return f"?{query}" if query else "?"


def tabs(page: ListPage, params: Params, kept: Kept, person: Any, today: date, *, counted: bool) -> list[Any]:
    """The views as tabs: all, those shipped, those saved; counts cost a query each and come after the page."""
    if not page.views and not kept.views:
        return []
    order = {k: v for k, v in params.items() if k in KEPT_BESIDE}
    all_url = url({**order, "view": ALL} if kept.default else order)
    saved, view = params.get("saved"), params.get("view", ALL)
    shown = [{"label": _("All"), "url": all_url, "selected": not saved and view == ALL, "count": None}]
    found: list[tuple[Any, Params, Params, bool]] = [
        (one.label, {"view": one.key}, {**order, "view": one.key}, not saved and view == one.key) for one in page.views
    ]
    found += [(v.label, dict(v.params), {"saved": str(v.pk)}, saved == str(v.pk)) for v in kept.views]
    for place, (label, conditions, address, selected) in enumerate(found):
        count = _count(page, conditions, person, today) if counted and place < MOST_COUNTED else None
        shown.append({"label": label, "url": url(address), "selected": selected, "count": count})
    for tab, one in zip(shown[1 + len(page.views) :], kept.views, strict=True):
        tab["title"] = one.shared_by
    return shown


def _count(page: ListPage, conditions: Params, person: Any, today: date) -> str | None:
    try:
        found, more = capped_count(page.found(conditions, person, today), VIEW_CAP)
    except ValidationError:  # a saved view may name what has gone since
        return None
    return f"{found}+" if more else str(found)


def narrowed(page: ListPage, params: Params) -> bool:
    names = {"search", *(n for f in page.filters for n in f.names())}
    return any(n in params for n in names)


def chips(page: ListPage, params: Params, person: Any) -> list[dict[str, Any]]:
    """What narrows the list, each with the address without it."""
    found = []
    for one in page.visible_filters(person):
        words = one.words(params, person) if any(n in params for n in one.names()) else ""
        if words:
            without = {k: v for k, v in params.items() if k not in one.names()}
            found.append({"label": one.label, "value": words, "remove_url": url(without, cursor=None)})
    return found


def filters(page: ListPage, params: Params, person: Any) -> list[dict[str, Any]]:
    return [{"name": f.name, "label": f.label, **f.control(params, person)} for f in page.visible_filters(person)]


def heads(columns: list[Column], params: Params, orders: list[Order]) -> list[dict[str, Any]]:
    """The column heads: a click sorts by one alone, with Shift it is added to those there are (or turned round)."""
    asked = [key for key in params.get("ordering", "").split(",") if key]
    found = []
    for column in columns:
        place = next((n for n, o in enumerate(orders) if column.order and o.field == column.order), None)
        state = None if place is None else "desc" if orders[place].descending else "asc"
        wanted = f"-{column.key}" if state == "asc" or (state is None and column.align) else column.key
        added = [wanted if key.removeprefix("-") == column.key else key for key in asked]
        if wanted not in added:
            added.append(wanted)
        unit = formats.unit_of(column.kind)
        found.append({
            "key": column.key, "label": column.label, "unit": unit, "align": column.align, "slot": column.slot,
            "sort_state": state, "sort_place": place + 1 if place is not None and len(orders) > 1 else None,
            "sort_url": url(params, ordering=wanted, cursor=None) if column.order else "",
            "sort_add_url": url(params, ordering=",".join(added), cursor=None) if column.order else "",
        })  # fmt: skip
    return found


def row(heads: list[dict[str, Any]], columns: list[Column], record: Any, *, pick: bool) -> dict[str, Any]:
    """A row, written too; pick: it can be chosen, to do something with many."""
    address, cells = record.get_absolute_url(), _cells(columns, record)
    html = row_html(heads, cells, address, record.pk if pick else None)
    return {"url": address, "pk": record.pk, "cells": cells, "html": html}


def _cells(columns: list[Column], record: Any) -> list[dict[str, Any]]:
    cells = []
    for column in columns:
        cell: dict[str, Any] = {
            "key": column.key,
            "align": column.align,
            "slot": column.slot,
            "kind": column.kind,
        }
        if column.tag is not None:
            cell["state"], cell["text"] = column.tag(record)
        else:
            value = column.of(record)
            cell["text"] = formats.by_kind(column.kind, value)
            cell["title"] = str(value) if column.kind == "text" and isinstance(value, str) and len(value) > 14 else ""
        cells.append(cell)
    return cells
