"""Planned actions, risks and the communication plan, one by one (OPP-9)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from django.db import transaction

from leadtocash.areas.presales import events, permissions, queries, rules
from leadtocash.areas.presales.actions.common import locked
from leadtocash.areas.presales.models import Communication, ElementAction, PresalesProject, Risk
from leadtocash.foundation.journal import recording
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.models import lock
from leadtocash.foundation.kernel.text import clean_line

P = TypeVar("P", ElementAction, Risk, Communication)


@transaction.atomic
def add_part(project: PresalesProject, part: P, *, act: Act) -> P:
    """Add a planned action, a risk or a communication (not stored yet). Raises ValidationError at the field."""
    part.project = locked(project, permissions.EDIT, act=act)
    return _stored(part, events.PART_ADDED, act=act)


@transaction.atomic
def change_part(part: P, values: Mapping[str, Any], *, act: Act, revision: int | None = None) -> P:
    """Change one: a result and the day it was done, the state of a risk, the next talk. Raises Stale."""
    project = locked(part.project, permissions.EDIT, act=act)
    part = lock(part, revision=revision)
    part.project = project
    for name, value in values.items():
        setattr(part, name, value)
    return _stored(part, events.PART_CHANGED, act=act)


@transaction.atomic
def complete_part(part: P, *, act: Act) -> P:
    """Done today; of a talk: held, the next one follows by its rhythm; a risk is none any more.

    What is settled already stays as it is, whoever presses again.
    """
    part = type(part).objects.select_related("project__opportunity").get(pk=part.pk)
    if isinstance(part, ElementAction):
        return part if part.done_on else change_part(part, {"done_on": act.today}, act=act)
    if isinstance(part, Communication):
        return change_part(part, {"next_on": rules.next_talk(act.today, part.every)}, act=act)
    return change_part(part, {"state": Risk.State.OVER}, act=act)


@transaction.atomic
def remove_part(part: P, *, act: Act) -> None:
    """Take one out that was entered by mistake; the journal keeps that it was there."""
    project = locked(part.project, permissions.EDIT, act=act)
    rules.check_working(queries.facts_of(project))
    recording.write(project, events.PART_REMOVED, act=act, data=_told(part))
    part.delete()


def _stored(part: P, verb: str, *, act: Act) -> P:
    rules.check_working(queries.facts_of(part.project))
    part.what = clean_line(part.what)
    if isinstance(part, ElementAction) and part.done_on:
        rules.check_past(part.done_on, today=act.today, field="done_on")
    recording.save(part, verb, act=act, data=_told(part))
    recording.write(part.project, verb, act=act, data=_told(part))
    return part


def _told(part: ElementAction | Risk | Communication) -> dict[str, str]:
    return {"kind": str(part._meta.verbose_name), "what": str(part)}
