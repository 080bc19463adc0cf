"""The lists of work: to do, late, done, started by me."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.web.lists import Column
from leadtocash.foundation.web.lists.page import Empty, ListPage
from leadtocash.foundation.workflow import queries
from leadtocash.foundation.workflow.clocks import tag_of
from leadtocash.foundation.workflow.models import ProcessInstance, WorkItem

_STATES = {"running": "doing", "ended": "done", "withdrawn": "idle"}
_OUTCOMES = {"approved": "done", "done": "done", "rejected": "late", "returned": "wait"}


def _clock(item: WorkItem) -> tuple[str, str]:
    return tag_of(item, now=timezone.localtime())


def _said(item: WorkItem) -> tuple[str, Any]:
    return _OUTCOMES.get(item.outcome, "plain"), item.get_outcome_display()


def _state(instance: ProcessInstance) -> tuple[str, Any]:
    return _STATES[instance.state], instance.get_state_display()


def _step(item: WorkItem) -> str:
    return f"{item.step.label} · {item.label}" if item.label else item.step.label


TITLE = Column(key="title", label=_("Document"), value="instance.title", slot="a")
PROCESS = Column(key="process", label=_("Process"), value="instance.definition.label", slot="c")
STEP = Column(key="step", label=_("Step"), value=_step, slot="b")
SENT_BY = Column(key="sent_by", label=_("From"), value="sent_by.name", slot="d")
SINCE = Column(key="since", label=_("Since"), value="opened_at", kind="datetime", order="opened_at", slot="f")
DUE = Column(key="due", label=_("Due"), value="due_at", kind="date", order="due_at")
CLOCK = Column(key="clock", label=_("Time left"), kind="tag", tag=_clock, slot="e")
SEARCH = ("instance__title__icontains",)

TO_DO = ListPage(
    name="inbox",
    title=_("Inbox"),
    rows=queries.to_do,
    columns=(TITLE, STEP, PROCESS, SENT_BY, SINCE, DUE, CLOCK),
    order="-opened_at",
    empty=Empty(title=_("Nothing to do"), text=_("What is given to you appears here, with its clock.")),
    search=SEARCH,
    search_hint=_("Document"),
)
LATE = ListPage(
    name="late",
    title=_("Overdue"),
    rows=lambda person: queries.late(person, now=timezone.localtime()),
    columns=(TITLE, STEP, PROCESS, SENT_BY, SINCE, DUE, CLOCK),
    order="due_at",
    empty=Empty(title=_("Nothing is overdue"), text=_("Work past its limit appears here.")),
    search=SEARCH,
    search_hint=_("Document"),
)
DONE = ListPage(
    name="done",
    title=_("Done"),
    rows=queries.done,
    columns=(
        TITLE,
        STEP,
        PROCESS,
        Column(key="outcome", label=_("Decision"), kind="tag", tag=_said, slot="d"),
        Column(key="closed_at", label=_("When"), kind="datetime", order="closed_at", slot="f"),
        Column(key="comment", label=_("Comment"), slot="e"),
    ),
    order="-closed_at",
    empty=Empty(title=_("Nothing done yet"), text=_("What you have decided or done appears here.")),
    search=SEARCH,
    search_hint=_("Document"),
)
STARTED = ListPage(
    name="started",
    title=_("Started by me"),
    rows=queries.started,
    columns=(
        Column(key="title", label=_("Document"), slot="a"),
        Column(key="process", label=_("Process"), value="definition.label", slot="c"),
        Column(key="state", label=_("State"), kind="tag", tag=_state, slot="b"),
        Column(key="started_at", label=_("Started"), kind="datetime", order="started_at", slot="f"),
        Column(key="ended_at", label=_("Ended"), kind="datetime", slot="e"),
    ),
    order="-started_at",
    empty=Empty(title=_("You have started nothing yet"), text=_("Processes you start appear here until they end.")),
    search=("title__icontains",),
    search_hint=_("Document"),
)
