"""The lists of work: to do, late, to take, done, started by me, copied to me; and what runs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.kernel.text import joined
from leadtocash.foundation.web.lists import Choice, Column, Flag, Person
from leadtocash.foundation.web.lists.filters import Filter, Params
from leadtocash.foundation.web.lists.page import Bulk, Empty, ListPage
from leadtocash.foundation.workflow import overviews, queries
from leadtocash.foundation.workflow.clocks import tag_of
from leadtocash.foundation.workflow.definitions import graph_of, newest
from leadtocash.foundation.workflow.models import Copy, ProcessDefinition, ProcessInstance, WorkItem
from leadtocash.foundation.workflow.registry import subjects

_STATES = {"running": "doing", "ended": "done", "withdrawn": "idle"}
_OUTCOMES = {"approved": "done", "done": "done", "rejected": "late", "returned": "wait"}


@dataclass(frozen=True, kw_only=True)
class WorkPage(ListPage):
    """A list whose rows learn the amounts of their documents, many at once."""

    instance_of: Callable[[Any], ProcessInstance] = lambda item: item.instance

    def prepare(self, rows: Sequence[Any]) -> None:
        found = overviews.amounts(self.instance_of(row) for row in rows)
        for row in rows:
            instance = self.instance_of(row)
            row.amount = found.get((instance.record_kind, instance.record_id))


@dataclass(frozen=True, kw_only=True)
class StartedPage(WorkPage):
    """What one started, with those who have it now."""

    def prepare(self, rows: Sequence[Any]) -> None:
        super().prepare(rows)
        names = overviews.holders_of(row.pk for row in rows)
        for row in rows:
            row.having = joined(names.get(row.pk, ()))


class Late(Flag):
    """Work past its limit, asked at the moment of asking."""

    def narrow(self, rows: models.QuerySet[Any], params: Params, person: Any) -> models.QuerySet[Any]:
        late = replace(self, condition=Q(due_at__lt=timezone.localtime()))
        return super(Late, late).narrow(rows, params, person)


def processes(_person: Any) -> Iterable[tuple[str, Any]]:
    """The processes one may filter by: the newest version of each, by name."""
    rows = ProcessDefinition.objects.order_by("key", "-version").distinct("key").defer("bpmn")
    return [(one.key, one.label) for one in sorted(rows, key=lambda one: one.name)]


def kinds(_person: Any) -> Iterable[tuple[str, Any]]:
    """The kinds of documents that processes run on."""
    return [(kind, kind_label(kind)) for kind, _subject in subjects.items()]


def kind_label(kind: str) -> str:
    return str(apps.get_model(kind)._meta.verbose_name)


def _clock(item: WorkItem) -> tuple[str, str]:
    return tag_of(item, now=timezone.localtime())


def _said(item: WorkItem) -> tuple[str, Any]:
    return _OUTCOMES.get(item.outcome, "plain"), item.get_outcome_display()


def _state(instance: ProcessInstance) -> tuple[str, Any]:
    return _STATES[instance.state], instance.get_state_display()


def _read(copy: Copy) -> tuple[str, Any]:
    return ("plain", _("read")) if copy.read_at else ("doing", _("new"))


def _step(item: WorkItem) -> str:
    label = "" if item.label == item.assignee.name else item.label
    parts = [item.step.label, label, str(item.get_added_display()) if item.added else ""]
    return " · ".join(part for part in parts if part)


def _from(item: WorkItem) -> str:
    sender = item.sent_by.name if item.sent_by else ""
    if item.on_behalf_of is None:
        return sender
    behalf = str(_("for %(name)s") % {"name": item.on_behalf_of.name})
    return f"{sender} · {behalf}" if sender else behalf


def filters(prefix: str = "instance__", *, due: bool = True) -> tuple[Filter, ...]:
    """By process and kind of document, and what is late."""
    narrow: tuple[Filter, ...] = (
        Choice(name="process", label=_("Process"), field=f"{prefix}process", options=processes),
        Choice(name="kind", label=_("Kind of document"), field=f"{prefix}record_kind", options=kinds),
    )
    return (*narrow, Late(name="late", label=_("Overdue"))) if due else narrow


TITLE = Column(key="title", label=_("Document"), value="instance.title", slot="a")
PROCESS = Column(key="process", label=_("Process"), value="instance.definition.label")
STEP = Column(key="step", label=_("Step"), value=_step, slot="c")
AMOUNT = Column(key="amount", label=_("Amount"), kind="wan", slot="b")
SENT_BY = Column(key="sent_by", label=_("From whom"), value=_from, slot="d")
SINCE = Column(key="since", label=_("Since"), value="opened_at", kind="datetime", order="opened_at", slot="f")
CLOCK = Column(key="clock", label=_("Time left"), kind="tag", tag=_clock, order="due_at", slot="e")
OPEN = (TITLE, STEP, PROCESS, AMOUNT, SENT_BY, SINCE, CLOCK)
SEARCH = ("instance__title__icontains",)
BULK = (
    Bulk(label=_("Approve"), url_name="workflow:bulk", icon="circle-check", query="?decision=approve"),
    Bulk(label=_("Reject"), url_name="workflow:bulk", icon="circle-x", query="?decision=reject"),
)

TO_DO = WorkPage(
    name="inbox",
    title=_("Inbox"),
    rows=queries.to_do,
    columns=OPEN,
    order="-opened_at",
    empty=Empty(title=_("Nothing to do"), text=_("What is given to you appears here, with its clock.")),
    filters=filters(),
    search=SEARCH,
    search_hint=_("Document"),
    bulk=BULK,
)
LATE = WorkPage(
    name="late",
    title=_("Overdue"),
    rows=lambda person: queries.late(person, now=timezone.localtime()),
    columns=OPEN,
    order="due_at",
    empty=Empty(title=_("Nothing is overdue"), text=_("Work past its limit appears here.")),
    filters=filters(due=False),
    search=SEARCH,
    search_hint=_("Document"),
    bulk=BULK,
)
POOL = WorkPage(
    name="pool",
    title=_("To take"),
    rows=overviews.pool,
    columns=OPEN,
    order="opened_at",
    empty=Empty(
        title=_("Nothing to take"),
        text=_("Work that several colleagues could do appears here until one of you takes it."),
    ),
    filters=filters(),
    search=SEARCH,
    search_hint=_("Document"),
    bulk=(Bulk(label=_("Take"), url_name="workflow:bulk-claim", icon="inbox"),),
)
DONE = WorkPage(
    name="done",
    title=_("Done"),
    rows=queries.done,
    columns=(
        TITLE,
        Column(key="step", label=_("Step"), value=_step, slot="c"),
        PROCESS,
        AMOUNT,
        Column(key="outcome", label=_("Decision"), kind="tag", tag=_said, slot="e"),
        Column(key="closed_at", label=_("When"), kind="datetime", order="closed_at", slot="f"),
        Column(key="comment", label=_("Comment"), slot="d"),
    ),
    order="-closed_at",
    empty=Empty(title=_("Nothing done yet"), text=_("What you have decided or done appears here.")),
    filters=filters(due=False),
    search=SEARCH,
    search_hint=_("Document"),
)
STARTED = StartedPage(
    name="started",
    title=_("Started by me"),
    rows=queries.started,
    columns=(
        Column(key="title", label=_("Document"), slot="a"),
        Column(key="process", label=_("Process"), value="definition.label", slot="c"),
        AMOUNT,
        Column(key="state", label=_("State"), kind="tag", tag=_state, slot="e"),
        Column(key="with", label=_("With whom"), value="having", slot="d"),
        Column(key="started_at", label=_("Started"), kind="datetime", order="started_at", slot="f"),
        Column(key="ended_at", label=_("Ended"), kind="datetime"),
    ),
    order="-started_at",
    empty=Empty(title=_("You have started nothing yet"), text=_("Processes you start appear here until they end.")),
    filters=(
        *filters("", due=False),
        Choice(name="state", label=_("State"), options=ProcessInstance.State.choices),
    ),
    search=("title__icontains",),
    search_hint=_("Document"),
    instance_of=lambda instance: instance,
)
COPIED = WorkPage(
    name="copied",
    title=_("Copied to me"),
    rows=queries.copied,
    columns=(
        TITLE,
        Column(key="process", label=_("Process"), value="instance.definition.label", slot="c"),
        AMOUNT,
        Column(key="by", label=_("From whom"), value="by.name", slot="d"),
        Column(key="comment", label=_("Comment")),
        Column(key="at", label=_("When"), kind="datetime", order="at", slot="f"),
        Column(key="read", label=_("State"), kind="tag", tag=_read, slot="e"),
    ),
    order="-at",
    empty=Empty(
        title=_("Nothing was copied to you"), text=_("What colleagues give you to read appears here; you need not act.")
    ),
    filters=(
        *filters(due=False),
        Flag(name="unread", label=_("Not read yet"), condition=Q(read_at=None)),
    ),
    search=SEARCH,
    search_hint=_("Document"),
)


class _Step(Choice):
    """One step of one process."""

    def narrow(self, rows: models.QuerySet[Any], params: Params, person: Any) -> models.QuerySet[Any]:
        process, _colon, node = params.get(self.name, "").partition(":")
        return rows.filter(instance__process=process, activity__node=node) if node else rows


class _Older(Choice):
    """Open for at least so many days."""

    def narrow(self, rows: models.QuerySet[Any], params: Params, person: Any) -> models.QuerySet[Any]:
        least = params.get(self.name, "")
        if not least.isdigit() or len(least) > 4:
            return rows
        return rows.filter(opened_at__lte=timezone.localtime() - timedelta(days=int(least)))


@dataclass(frozen=True, kw_only=True)
class RunningPage(ListPage):
    """Running work for administrators: a row leads to what they may do with it, not to the document."""

    def prepare(self, rows: Sequence[Any]) -> None:
        for row in rows:
            row.get_absolute_url = partial(reverse, "workflow:running-instance", args=[row.instance_id])


def _steps(_person: Any) -> Iterable[tuple[str, Any]]:
    for key, label in processes(None):
        definition = newest(key)
        if definition is not None:
            for node in graph_of(definition.pk).steps():
                yield f"{key}:{node.id}", f"{label} · {node.label}"


def _holder(item: WorkItem) -> str:
    if item.on_behalf_of is None:
        return item.assignee.name
    return item.assignee.name + " · " + _("for %(name)s") % {"name": item.on_behalf_of.name}


def _age(item: WorkItem) -> int:
    return (timezone.localdate() - timezone.localdate(item.opened_at)).days


def _how(item: WorkItem) -> tuple[str, Any]:
    if item.is_fallback:
        return "late", _("nobody found")
    return ("idle", item.get_state_display()) if item.state == WorkItem.State.WAITING else ("doing", _("To do"))


RUNNING = RunningPage(
    name="running",
    title=_("Running processes"),
    subtitle=_("Everything that lies with somebody now"),
    rows=overviews.running,
    columns=(
        TITLE,
        PROCESS,
        Column(key="step", label=_("Step"), value=_step, slot="c"),
        Column(key="holder", label=_("With whom"), value=_holder, slot="d"),
        Column(key="since", label=_("Since"), value="opened_at", kind="datetime", order="opened_at", slot="f"),
        Column(key="age", label=_("Days"), value=_age, kind="number"),
        CLOCK,
        Column(key="how", label=_("State"), kind="tag", tag=_how, slot="b"),
    ),
    order="opened_at",
    empty=Empty(title=_("Nothing is running"), text=_("Processes that wait for somebody appear here.")),
    filters=(
        *filters(),
        _Step(name="step", label=_("Step"), options=_steps),
        Person(name="holder", label=_("With whom"), field="assignee_id"),
        _Older(
            name="older",
            label=_("Open for at least"),
            options=(("3", _("3 days")), ("7", _("7 days")), ("14", _("14 days")), ("30", _("30 days"))),
        ),
        Flag(name="nobody", label=_("Nobody found"), field="is_fallback"),
    ),
    search=SEARCH,
    search_hint=_("Document"),
)
TO_DO_LABEL = _("To do")
TABS: tuple[WorkPage, ...] = (TO_DO, LATE, POOL, DONE, STARTED, COPIED)
