"""Which work lies with whom, and which processes one may see: always those of records one may see."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import models
from django.http import Http404

from leadtocash.foundation.access.gate import allowed, fetch
from leadtocash.foundation.access.scoping import kind_of
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.journal.models import Entry
from leadtocash.foundation.kernel.act import Act, system_act
from leadtocash.foundation.workflow import predicting, verbs
from leadtocash.foundation.workflow.graph import Node
from leadtocash.foundation.workflow.models import (
    Activity,
    Copy,
    Delegation,
    ProcessDefinition,
    ProcessInstance,
    Retirement,
    WorkItem,
)
from leadtocash.foundation.workflow.permissions import ADMINISTER
from leadtocash.foundation.workflow.predicting import Predicted

State = WorkItem.State
MOST_COUNTED = 99


def record_for(user: User, instance: ProcessInstance) -> Any:
    """The record a process runs on, if this person may see it, else 404."""
    model: type[models.Model] = apps.get_model(instance.record_kind)
    return fetch(model, user, pk=instance.record_id)


def fetch_instance(user: User, pk: int) -> tuple[ProcessInstance, Any]:
    """A process and its record, if this person may see the record, else 404."""
    instance = ProcessInstance.objects.select_related("definition", "started_by").filter(pk=pk).first()
    if instance is None:
        raise Http404
    return instance, record_for(user, instance)


def fetch_administered(user: User, pk: int) -> ProcessInstance:
    """A process for who administers processes, whether or not he sees the record; else as anybody, or 404."""
    instance = ProcessInstance.objects.select_related("definition", "started_by").filter(pk=pk).first()
    if instance is None:
        raise Http404
    if not allowed(user, ADMINISTER):
        record_for(user, instance)
    return instance


def fetch_administered_item(user: User, pk: int) -> WorkItem:
    """A work item for who administers processes, whether or not he sees the record; else as anybody, or 404."""
    item = _with_all(WorkItem.objects.filter(pk=pk)).first()
    if item is None:
        raise Http404
    if not allowed(user, ADMINISTER):
        record_for(user, item.instance)
    return item


def fetch_item(user: User, pk: int) -> tuple[WorkItem, Any]:
    """A work item and its record, if this person may see the record, else 404."""
    item = _with_all(WorkItem.objects.filter(pk=pk)).first()
    if item is None:
        raise Http404
    return item, record_for(user, item.instance)


def items_of(user: User) -> models.QuerySet[WorkItem]:
    """This person's work, whatever its state."""
    return _with_all(WorkItem.objects.filter(assignee=user))


def to_do(user: User) -> models.QuerySet[WorkItem]:
    return items_of(user).filter(state=State.OPEN)


def done(user: User) -> models.QuerySet[WorkItem]:
    return items_of(user).filter(state=State.DONE)


def late(user: User, *, now: datetime) -> models.QuerySet[WorkItem]:
    return to_do(user).filter(due_at__lt=now)


def with_deputies(user: User) -> models.QuerySet[WorkItem]:
    """This person's work that lies with his deputies; he may take it back by acting himself."""
    return _with_all(WorkItem.objects.filter(on_behalf_of=user, state__in=(State.OPEN, State.WAITING)))


def copied(user: User) -> models.QuerySet[Copy]:
    """What colleagues and definitions gave this person to read."""
    return Copy.objects.filter(person=user).select_related("instance__definition", "by")


def unread_copies(user: User) -> int:
    """How much of it he has not read, counted no further than a menu shows."""
    return Copy.objects.filter(person=user, read_at=None).order_by()[: MOST_COUNTED + 1].count()


def fetch_copy(user: User, pk: int) -> Copy:
    """One's own copy, else 404."""
    found = copied(user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def copies_of(instance: ProcessInstance) -> models.QuerySet[Copy]:
    """Who was given this process to read, and who has."""
    return Copy.objects.filter(instance=instance).select_related("person", "by").order_by("-at", "-pk")


def delegations(user: User) -> models.QuerySet[Delegation]:
    """The delegations somebody may see: his own as principal or deputy; who administers processes sees all."""
    rows = Delegation.objects.select_related("principal", "deputy", "created_by").order_by("-from_day", "-pk")
    if allowed(user, ADMINISTER):
        return rows
    return rows.filter(models.Q(principal=user) | models.Q(deputy=user))


def fetch_delegation(user: User, pk: int) -> Delegation:
    """A delegation this person may see, else 404."""
    found = delegations(user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def open_by_step(process: str) -> dict[str, int]:
    """How many records stand at each step of a process now (from an index alone)."""
    rows = Activity.objects.filter(process=process, is_open=True).order_by().values_list("node")
    return dict(rows.annotate(n=models.Count("pk")))


def predicted(instance: ProcessInstance, *, act: Act | None = None) -> list[Predicted]:
    """The open steps of a process and those to come, with the people they would go to."""
    return predicting.predicted(instance, act=act or system_act())


def predicted_for(process: str, record: Any, starter: User, *, act: Act | None = None) -> list[Predicted]:
    """The steps a process would take if this person started it on the record now."""
    return predicting.predicted_for(process, record, starter, act=act or system_act())


def after_rejection(item: WorkItem, record: Any, *, act: Act | None = None) -> list[Node]:
    """What comes when the step of this item is rejected; [] where the definition does not say for certain."""
    return predicting.after_rejection(item.instance, record, item.step, act=act or system_act())


def started(user: User) -> models.QuerySet[ProcessInstance]:
    """The processes this person has started."""
    return ProcessInstance.objects.filter(started_by=user).select_related("definition")


def next_item(user: User, *, after: WorkItem) -> WorkItem | None:
    """What to open after this one: the most urgent of what is left to do."""
    left = to_do(user).exclude(pk=after.pk).order_by(models.F("due_at").asc(nulls_last=True), "opened_at", "pk")
    return left.first()


def on_record(record: models.Model) -> models.QuerySet[ProcessInstance]:
    """The processes of a record, the newest first."""
    rows = ProcessInstance.objects.filter(record_kind=kind_of(record), record_id=record.pk)
    return rows.select_related("definition").order_by("-pk")


def mine_on_record(user: User, record: models.Model) -> list[WorkItem]:
    """What this person has to do on a record now."""
    rows = to_do(user).filter(instance__record_kind=kind_of(record), instance__record_id=record.pk)
    return list(rows.order_by("opened_at", "pk"))


def holders(instance: ProcessInstance) -> list[WorkItem]:
    """Who has something of a process now, since when."""
    rows = WorkItem.objects.filter(instance=instance, state=State.OPEN)
    return list(rows.select_related("assignee", "activity", "instance").order_by("activity_id", "place", "pk"))


def rounds(instance: ProcessInstance) -> list[Activity]:
    """Everything that was opened, oldest first, with what was said."""
    said = WorkItem.objects.select_related("assignee").order_by("place", "pk")
    rows = Activity.objects.filter(instance=instance).prefetch_related(models.Prefetch("items", queryset=said))
    opened = list(rows.order_by("opened_at", "pk"))
    for one in opened:
        one.instance = instance
        for item in one.items.all():
            item.instance = instance
    return opened


def matrix_rows(kind: str, record_id: int) -> dict[tuple[int, str, int], str]:
    """By which row of the authority table a record's steps were given out: (instance, step, round) -> row."""
    told = Entry.objects.filter(kind=kind, record_id=record_id, verb=verbs.BY_ROW).values_list("data", flat=True)
    return {(one["instance"], one["step"], one["round"]): str(one["row"]) for one in told}


def with_retirement(definitions: list[ProcessDefinition]) -> list[ProcessDefinition]:
    """The same, each with `retirement`: since when, by whom and why it is not started any more, or None."""
    retired = {one.process: one for one in Retirement.objects.select_related("by")}
    for one in definitions:
        one.retirement = retired.get(one.key)  # type: ignore[attr-defined]
    return definitions


def _with_all(rows: models.QuerySet[WorkItem]) -> models.QuerySet[WorkItem]:
    return rows.select_related("instance__definition", "activity", "assignee", "sent_by", "on_behalf_of")
