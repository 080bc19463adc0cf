"""Panels: a later area (or the foundation) puts a tab or a side card on an earlier area's record page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from django.db import models
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.safestring import SafeString

from leadtocash.foundation.kernel.registry import Registry

Place = Literal["tab", "side", "top", "head", "data"]
Context = Callable[[HttpRequest, Any], dict[str, Any] | None]


@dataclass(frozen=True, kw_only=True)
class Panel:
    """kind: a record kind ("projects.project") or "*" for every record; place "head": beside the title, "data": below
    the tab of the record's data (key "data", else the first). context gives None when there is nothing to show; a tab
    is only built when it is the open one, `count` is what its label shows, or `number`, asked with the others of the
    page (numbers.py)."""

    kind: str
    place: Place
    label: Promise | str
    template: str
    context: Context
    order: int = 50
    count: Callable[[Any, Any], int | None] | None = None
    number: str = ""
    applies: Callable[[Any], bool] = lambda record: True


panels: Registry[Panel] = Registry("panel")


def of(record: models.Model, place: Place) -> list[tuple[str, Panel]]:
    """The panels registered for a record's page at a place, in order."""
    kind = record._meta.label_lower
    found = [(k, p) for k, p in panels.items() if p.kind in (kind, "*") and p.place == place and p.applies(record)]
    return sorted(found, key=lambda pair: pair[1].order)


def render(request: HttpRequest, record: models.Model, place: Place) -> list[SafeString]:
    """The rendered panels of a place that have something to show."""
    shown = []
    for _key, panel in of(record, place):
        context = panel.context(request, record)
        if context is not None:
            shown.append(render_to_string(panel.template, {**context, "record": record}, request))
    return shown
