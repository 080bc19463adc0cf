"""Which work lies with whom, and which processes one may see: always those of records one may see."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import models
from django.http import Http404

from leadtocash.foundation.access.gate import fetch
from leadtocash.foundation.access.scoping import kind_of
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.workflow.models import Activity, ProcessInstance, WorkItem

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


def fetch_item(user: User, pk: int) -> tuple[WorkItem, Any]:
    """A work item and its record, if this person may see the record, else 404."""
    rows = WorkItem.objects.select_related("instance__definition", "activity", "assignee", "sent_by")
    item = rows.filter(pk=pk).first()
    if item is None:
        raise Http404
    return item, record_for(user, item.instance)


def items_of(user: User) -> models.QuerySet[WorkItem]:
    """This person's work, whatever its state."""
    related = ("instance__definition", "activity", "assignee", "sent_by")
    return WorkItem.objects.filter(assignee=user).select_related(*related)


def to_do(user: User) -> models.QuerySet[WorkItem]:
    return items_of(user).filter(state=State.OPEN)


def done(user: User) -> models.QuerySet[WorkItem]:
    return items_of(user).filter(state=State.DONE)


def late(user: User, *, now: datetime) -> models.QuerySet[WorkItem]:
    return to_do(user).filter(due_at__lt=now)


def started(user: User) -> models.QuerySet[ProcessInstance]:
    """The processes this person has started."""
    return ProcessInstance.objects.filter(started_by=user).select_related("definition")


def waiting_for(user: User, *, now: datetime) -> tuple[int, bool]:
    """How much there is to do (counted no further than a menu shows), and whether something of it is late."""
    mine = WorkItem.objects.filter(assignee=user, state=State.OPEN)
    count = mine.order_by()[: MOST_COUNTED + 1].count()
    return count, bool(count) and mine.filter(due_at__lt=now).exists()


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
    rows = Activity.objects.filter(instance=instance).select_related("instance")
    return list(rows.prefetch_related(models.Prefetch("items", queryset=said)).order_by("opened_at", "pk"))
