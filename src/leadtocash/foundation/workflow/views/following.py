"""One process as everybody who sees its document may follow it: picture, who has it, who is next, what was said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from leadtocash.foundation.calendar import days
from leadtocash.foundation.journal.timeline import timeline
from leadtocash.foundation.web.acting import person_of
from leadtocash.foundation.workflow import overviews, queries
from leadtocash.foundation.workflow.models import Activity, ProcessInstance, WorkItem
from leadtocash.foundation.workflow.registry import subjects
from leadtocash.foundation.workflow.views import deciding, panels

State = WorkItem.State
ICONS = {"approved": "circle-check", "done": "circle-check", "rejected": "circle-x", "returned": "corner-up-left"}
TONES = {"approved": "y", "done": "y", "rejected": "n", "returned": "r"}
TAGS = {"approved": "done", "done": "done", "received": "done", "rejected": "late", "returned": "wait"}


@dataclass(frozen=True)
class Said:
    """One person's part in a round: what he said or that he still has it, whom he handed it to, how he came in."""

    item: WorkItem
    depth: int
    words: str
    tone: str
    icon: str
    handed_to: str


@require_GET
def instance(request: HttpRequest, pk: int) -> HttpResponse:
    user, now = person_of(request), timezone.now()
    found, record = queries.fetch_instance(user, pk)
    running = found.state == ProcessInstance.State.RUNNING
    predicted = queries.predicted(found) if running else []
    having = overviews.having([found.pk]).get(found.pk, [])
    for item in having:
        item.instance = found
    rows = queries.matrix_rows(found.record_kind, found.record_id)
    standing = panels.standing_of(user, found, having, now)
    context = {
        "title": found.title,
        **panels.picture_of(found, now=now, predicted=predicted),
        "rounds": [_round(one, now, rows) for one in reversed(queries.rounds(found))],
        "having": standing["having"],
        "verbs": standing["verbs"] if running else {"first": [], "rest": []},
        "coming": deciding.coming(predicted),
        "copies": queries.copies_of(found)[:50],
        "events": timeline(record, user, 100, verb__startswith="workflow.", data__instance=found.pk),
        "record_url": subjects.get(found.record_kind).url(record),
        "print_url": reverse("workflow:instance-print", args=[pk]),
    }
    return render(request, "workflow/instance.html", context)


def _round(activity: Activity, now: datetime, by: Mapping[tuple[int, str, int], str]) -> dict[str, Any]:
    node = activity.instance.graph.nodes[activity.node]
    end = activity.closed_at or now
    used = days.between(timezone.localdate(activity.opened_at), timezone.localdate(end))
    rows = list(activity.items.all())
    for row in rows:
        row.activity = activity
    return {
        "activity": activity,
        "name": node.label,
        "row": by.get((activity.instance_id, activity.node, activity.round), ""),
        "tag": TAGS.get(activity.outcome, "doing" if activity.is_open else "idle"),
        "outcome": activity.get_outcome_display() if activity.outcome else _("under way"),
        "used": used,
        "limit": node.limit,
        "is_late": bool(activity.due_at and end > activity.due_at),
        "said": [_said(row, depth, rows) for row, depth in _in_order(rows)],
    }


def _in_order(rows: list[WorkItem]) -> list[tuple[WorkItem, int]]:
    """Everybody with those who were added to him below; members of a pool who did not get to act are left out."""
    shown = [row for row in rows if row.state != State.CLOSED or row.claimed_at]
    kept = {row.pk for row in shown}
    below: dict[int | None, list[WorkItem]] = {}
    for row in shown:
        below.setdefault(row.under_id if row.under_id in kept else None, []).append(row)
    found: list[tuple[WorkItem, int]] = []

    def walk(parent: int | None, depth: int) -> None:
        for row in below.get(parent, []):
            found.append((row, depth))
            walk(row.pk, depth + 1)

    walk(None, 0)
    return found


def _said(item: WorkItem, depth: int, rows: list[WorkItem]) -> Said:
    words = str(item.get_outcome_display() if item.outcome else item.get_state_display())
    if item.automatic:
        words = _("%(what)s by rule: %(why)s") % {"what": words, "why": item.get_automatic_display()}
    icon, tone = ICONS.get(item.outcome, ""), TONES.get(item.outcome, "w")
    if item.state == State.OPEN:
        icon = "clock"
    elif item.state == State.TRANSFERRED:
        icon = "arrows-right-left"
    elif item.state in (State.REMOVED, State.RECALLED):
        icon = "arrow-back-up"
    return Said(item, min(depth, 2), words, tone, icon or "point", _handed_to(item, rows))


def _handed_to(item: WorkItem, rows: list[WorkItem]) -> str:
    if item.state != State.TRANSFERRED:
        return ""
    later = [row for row in rows if row.slot == item.slot and row.under_id == item.under_id and row.pk > item.pk]
    return min(later, key=lambda row: row.pk).assignee.name if later else ""
