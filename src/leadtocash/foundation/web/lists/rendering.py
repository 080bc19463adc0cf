"""The list page: from a declaration and the request's parameters to what the template prints."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import Any
from urllib.parse import urlencode

from django.db import models
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from leadtocash.foundation.web import formats
from leadtocash.foundation.web.lists.cells import cells_html
from leadtocash.foundation.web.lists.columns import Column
from leadtocash.foundation.web.lists.export import EXPORT_CAP, as_csv, as_xlsx
from leadtocash.foundation.web.lists.page import ListPage, capped_count

Params = dict[str, str]
VIEW_CAP = 999
PORTION = 2000


def render_list(
    request: HttpRequest, page: ListPage, *, template: str = "web/list.html", **extra: Any
) -> HttpResponse | StreamingHttpResponse:
    """Answer a list's address: the page, the counts of its views (?part=views), or its export (?export=xlsx|csv)."""
    params = {name: str(value) for name, value in request.GET.items() if value and name != "part"}
    today = timezone.localdate()
    person = request.user
    if request.GET.get("part") == "views":
        return render(
            request, "web/_views.html", {"page": {"views": _views(page, params, person, today, counted=True)}}
        )
    rows = page.selected(params, person, today)
    if params.get("export") in {"xlsx", "csv"}:
        return _export(page, rows, params, person)
    return render(request, template, {"page": _page(page, rows, params, person, today), **extra})


def _export(
    page: ListPage, rows: models.QuerySet[Any], params: Params, person: Any
) -> HttpResponse | StreamingHttpResponse:
    order = page.order_of(params)
    ordered = rows.order_by(f"-{order.field}" if order.descending else order.field, "pk")[:EXPORT_CAP]
    write = as_xlsx if params["export"] == "xlsx" else as_csv
    return write(page.name, page.visible_columns(person), _prepared(page, ordered))


def _prepared(page: ListPage, rows: models.QuerySet[Any]) -> Iterator[Any]:
    """The rows of an export, portion by portion with what their columns need."""
    reading = rows.iterator(chunk_size=PORTION)
    while portion := list(islice(reading, PORTION)):
        page.prepare(portion)
        yield from portion


def _page(page: ListPage, rows: models.QuerySet[Any], params: Params, person: Any, today: date) -> dict[str, Any]:
    columns = page.visible_columns(person)
    piece = page.slice(rows, params)
    whole = not (piece.next or piece.previous)
    count, more = (len(piece.rows), False) if whole else capped_count(rows)
    primary = page.primary if page.primary and page.primary.may(person) else None
    narrowed = _narrowed(page, params)
    heads = _heads(page, columns, params)
    return {
        "name": page.name,
        "title": page.title,
        "subtitle": page.subtitle,
        "primary": {"label": primary.label, "url": reverse(primary.url_name)} if primary else None,
        "export_urls": {kind: _url(params, export=kind, cursor=None) for kind in ("xlsx", "csv")},
        "views": _views(page, params, person, today, counted=False),
        "views_url": _url(params, part="views", cursor=None) if page.views else "",
        "chips": _chips(page, params, person),
        "filters": _filters(page, params, person),
        "kept": [(k, v) for k, v in params.items() if k in ("view", "ordering")],
        "clear_url": _url({k: v for k, v in params.items() if k == "view"}) if narrowed else "",
        "search": params.get("search", ""),
        "search_hint": page.search_hint,
        "searchable": bool(page.search),
        "columns": heads,
        "bulk": [{"label": b.label, "icon": b.icon, "url": reverse(b.url_name) + b.query} for b in page.bulk],
        "rows": [_row(heads, columns, row) for row in piece.rows],
        "totals": None if more or not piece.rows else _totals(columns, rows, piece.rows if whole else None),
        "count_text": _count_text(count, more),
        "next_url": _url(params, cursor=piece.next) if piece.next else "",
        "prev_url": _url(params, cursor=piece.previous) if piece.previous else "",
        "narrowed": narrowed,
        "empty": _empty(page, narrowed, primary),
    }


def _views(page: ListPage, params: Params, person: Any, today: date, *, counted: bool) -> list[dict[str, Any]]:
    if not page.views:
        return []
    shown = [{"label": _("All"), "url": _url(_bare(params)), "selected": not params.get("view"), "count": None}]
    for view in page.views:
        count = None
        if counted:
            found, more = capped_count(view.narrow(page.rows(person), person, today), VIEW_CAP)
            count = f"{found}+" if more else str(found)
        shown.append({
            "label": view.label,
            "url": _url({**_bare(params), "view": view.key}),
            "selected": params.get("view") == view.key,
            "count": count,
        })  # fmt: skip
    return shown


def _bare(params: Params) -> Params:
    return {k: v for k, v in params.items() if k == "ordering"}


def _narrowed(page: ListPage, params: Params) -> bool:
    names = {"search", *(n for f in page.filters for n in f.names())}
    return any(n in params for n in names)


def _chips(page: ListPage, params: Params, person: Any) -> list[dict[str, Any]]:
    chips = []
    for one in page.filters:
        words = one.words(params, person)
        if words:
            without = {k: v for k, v in params.items() if k not in one.names()}
            chips.append({"label": one.label, "value": words, "remove_url": _url(without, cursor=None)})
    return chips


def _filters(page: ListPage, params: Params, person: Any) -> list[dict[str, Any]]:
    return [{"name": f.name, "label": f.label, **f.control(params, person)} for f in page.filters]


def _heads(page: ListPage, columns: list[Column], params: Params) -> list[dict[str, Any]]:
    order = page.order_of(params)
    heads = []
    for column in columns:
        state = ("desc" if order.descending else "asc") if column.order == order.field else None
        wanted = f"-{column.key}" if state == "asc" or (state is None and column.align) else column.key
        url = _url(params, ordering=wanted, cursor=None) if column.order else ""
        unit = _("10k yuan") if column.kind == "wan" else _("yuan") if column.kind == "money" else ""
        heads.append(
            {"key": column.key, "label": column.label, "unit": unit, "align": column.align, "slot": column.slot,
             "sort_url": url, "sort_state": state}
        )  # fmt: skip
    return heads


def _row(heads: list[dict[str, Any]], columns: list[Column], row: Any) -> dict[str, Any]:
    url, cells = row.get_absolute_url(), _cells(columns, row)
    return {"url": url, "pk": row.pk, "cells": cells, "cells_html": cells_html(heads, cells, url)}


def _cells(columns: list[Column], row: Any) -> list[dict[str, Any]]:
    cells = []
    for column in columns:
        cell: dict[str, Any] = {
            "key": column.key,
            "align": column.align,
            "slot": column.slot,
            "kind": column.kind,
        }
        if column.tag is not None:
            cell["state"], cell["text"] = column.tag(row)
        else:
            value = column.of(row)
            cell["text"] = formats.by_kind(column.kind, value)
            cell["title"] = str(value) if column.kind == "text" and isinstance(value, str) and len(value) > 14 else ""
        cells.append(cell)
    return cells


def _totals(columns: list[Column], rows: models.QuerySet[Any], shown: list[Any] | None) -> list[str] | None:
    summed = [c for c in columns if c.total]
    if not summed:
        return None
    if shown is not None:
        sums = {c.key: sum((c.of(row) or Decimal(0) for row in shown), Decimal(0)) for c in summed}
    else:
        fields = {f"sum_{c.key}": Sum(c.order or c.key) for c in summed}
        found = rows.order_by().aggregate(**fields)
        sums = {c.key: found[f"sum_{c.key}"] or Decimal(0) for c in summed}
    return [formats.by_kind(c.kind, sums[c.key]) if c.total else "" for c in columns]


def _count_text(count: int, more: bool) -> str:
    if more:
        return _("more than %(count)s rows") % {"count": f"{count:,}"}
    return ngettext("%(count)s row", "%(count)s rows", count) % {"count": f"{count:,}"}


def _empty(page: ListPage, narrowed: bool, primary: Any) -> dict[str, Any]:
    if narrowed:
        return {
            "title": _("Nothing under these conditions"),
            "text": _("Take a condition away, or clear them all."),
        }
    action = {"label": primary.label, "url": reverse(primary.url_name)} if primary else None
    return {"title": page.empty.title, "text": page.empty.text, "action": action}


def _url(params: Params, **changes: str | None) -> str:
    query = urlencode({k: v for k, v in {**params, **changes}.items() if v})
    return f"?{query}" if query else "?"
