"""The plan of a project as bars over its days, with today: lengths in hundredths of the whole; pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import models
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from leadtocash.areas.presales.models import ElementAction
from leadtocash.areas.presales.words import tag_of_action
from leadtocash.foundation.web.lists.modes import Bar

DAY = timedelta(days=1)
SHORTEST = 14  # days; a shorter plan is not drawn broader than this
TICKS = 7
STEPS = (1, 2, 7, 14, 28, 56, 91, 182, 365)
TONES = {"wait": "doing", "late": "late", "done": "done"}


@dataclass(frozen=True)
class Row:
    """An action and where its bar lies."""

    action: ElementAction
    left: float
    width: float
    tone: str
    words: str


@dataclass(frozen=True)
class Tick:
    """A day on the axis."""

    at: float
    day: date


@dataclass(frozen=True)
class Timeline:
    """today: where today lies."""

    rows: Sequence[Row]
    ticks: Sequence[Tick]
    today: float


def first_day(action: ElementAction) -> date:
    """Without a first day it is done on its last."""
    return action.starts_on or action.due_on


def tone_of(action: ElementAction, today: date) -> str:
    """done, late, or doing."""
    return TONES[tag_of_action(action, today)[0]]


def timeline_of(actions: Iterable[ElementAction], today: date) -> Timeline | None:
    """The bars in the order they begin; None for an empty plan."""
    found = sorted(actions, key=lambda one: (first_day(one), one.due_on, one.pk))
    if not found:
        return None
    first = min(today, *(first_day(one) for one in found))
    last = max(today, first + SHORTEST * DAY, *(one.due_on for one in found))
    whole = (last - first).days + 1

    def at(day: date) -> float:
        return round((day - first).days * 100 / whole, 2)

    rows = [
        Row(
            action=one, left=at(first_day(one)), width=round(at(one.due_on + DAY) - at(first_day(one)), 2),
            tone=tone_of(one, today), words=_words(one),
        )
        for one in found
    ]  # fmt: skip
    step = next((days for days in STEPS if whole / days <= TICKS), STEPS[-1])
    ticks = [Tick(at(day), day) for day in (first + n * DAY for n in range(0, whole, step)) if at(day) < 88]
    return Timeline(rows=rows, ticks=ticks, today=round(at(today) + 50 / whole, 2))


def _words(action: ElementAction) -> str:
    days = f"{first_day(action).isoformat()} \u2013 {action.due_on.isoformat()}"
    return _("%(what)s, %(name)s, %(days)s") % {"what": action.what, "name": action.owner.name, "days": days}


def bars_of(action: ElementAction, today: date) -> list[Bar]:
    """The same in the list of all planned actions."""
    return [Bar(action.what, first_day(action), action.due_on, tone_of(action, today))]


def within(rows: models.QuerySet[Any], first: date, last: date) -> models.QuerySet[Any]:
    """The actions that reach into these days."""
    return rows.annotate(begins=Coalesce("starts_on", "due_on")).filter(due_on__gte=first, begins__lte=last)
