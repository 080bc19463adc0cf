"""A record's page: header, steps, tabs (own and registered), right column."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.safestring import mark_safe

from leadtocash.foundation.kernel.registry import Registry
from leadtocash.foundation.web import numbers, panels

#: more verbs for the menu of every record's page: (request, record) -> verbs
more_verbs: Registry[Callable[[HttpRequest, models.Model], Sequence[Verb]]] = Registry("verb of every record")
#: told of every record whose page is opened: (request, record)
watchers: Registry[Callable[[HttpRequest, models.Model], None]] = Registry("watcher of opened records")


@dataclass(frozen=True, kw_only=True)
class Tab:
    """One of the page's own tabs; the context is only computed when the tab is open."""

    key: str
    label: Promise | str
    template: str
    context: Callable[[], Mapping[str, Any]] = dict
    count: int | None = None


@dataclass(frozen=True, kw_only=True)
class Verb:
    """A button: what can be done, and, when it cannot be done yet, how many things are missing (held).

    form_url: a page with a form (GET); post_url: posts at once; `confirm`: question asked before.
    """

    label: Promise | str
    url: str
    post: bool = False
    icon: str = ""
    primary: bool = False
    danger: bool = False
    missing: int = 0
    confirm: Promise | str = ""


def render_detail(
    request: HttpRequest, template: str, record: models.Model, *, tabs: Sequence[Tab] = (), **context: Any
) -> HttpResponse:
    """Render a record's page (`template` extends web/detail.html).

    Which tab is open comes from ?tab=; an htmx request for a tab gets only the tab's body.
    """
    registered = panels.of(record, "tab")
    beside = [panel.number for _key, panel in [*registered, *panels.of(record, "head")] if panel.number]
    numbers.of_page(request, record, beside)
    keys = [tab.key for tab in tabs] + [key for key, _ in registered]
    wanted = request.GET.get("tab", "")
    current = wanted if wanted in keys else (keys[0] if keys else "")
    shown = [_tab_of(tab.key, tab.label, tab.count, current) for tab in tabs]
    shown += [_tab_of(key, panel.label, _count(request, record, panel), current) for key, panel in registered]
    page = {
        **context,
        "more": [*context.get("more", ()), *(verb for make in more_verbs.values() for verb in make(request, record))],
        "record": record,
        "tabs": shown,
        "current_tab": current,
        "tab_body": _body(request, record, tabs, dict(registered), current, context),
        "head_panels": panels.render(request, record, "head"),
        "top_panels": panels.render(request, record, "top"),
        "side_panels": [
            *panels.render(request, record, "side"),
            *([] if tabs else panels.render(request, record, "data")),
        ],
    }
    for watcher in watchers.values():
        watcher(request, record)
    return render(request, template, page)


def _count(request: HttpRequest, record: models.Model, panel: panels.Panel) -> int | None:
    if panel.number:
        return numbers.of_page(request)[panel.number][0]
    return panel.count(request.user, record) if panel.count else None


def _data_tab(tabs: Sequence[Tab]) -> Tab:
    return next((tab for tab in tabs if tab.key == "data"), tabs[0])


def _tab_of(key: str, label: Promise | str, count: int | None, current: str) -> dict[str, Any]:
    return {"key": key, "label": label, "count": count, "url": f"?tab={key}", "current": key == current}


def _body(
    request: HttpRequest,
    record: models.Model,
    tabs: Sequence[Tab],
    registered: Mapping[str, panels.Panel],
    current: str,
    context: Mapping[str, Any],
) -> str:
    for tab in tabs:
        if tab.key == current:
            own = {**context, **tab.context(), "record": record}
            below = panels.render(request, record, "data") if tab is _data_tab(tabs) else []
            return mark_safe("".join([render_to_string(tab.template, own, request), *below]))  # noqa: S308 - templates
    panel = registered.get(current)
    if panel is None:
        return ""
    return render_to_string(panel.template, {**(panel.context(request, record) or {}), "record": record}, request)
