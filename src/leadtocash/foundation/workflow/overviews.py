"""What the pages of work show beyond one person's items: counts of his lists, amounts, pools, boards, what runs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.apps import apps
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from leadtocash.foundation.access.scoping import visible_q
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.workflow import queries
from leadtocash.foundation.workflow.graph import Node
from leadtocash.foundation.workflow.models import Activity, Copy, ProcessDefinition, ProcessInstance, WorkItem
from leadtocash.foundation.workflow.queries import MOST_COUNTED
from leadtocash.foundation.workflow.registry import subjects

State = WorkItem.State


class Counts(NamedTuple):
    """How much lies in a person's lists, each counted no further than the menu does."""

    inbox: int
    late: int
    pool: int
    copied: int


def counts(user: User, *, now: datetime) -> Counts:
    """The live counts beside the tabs of the inbox."""
    unread = Copy.objects.filter(person=user, read_at=None)
    rows = (queries.to_do(user), queries.late(user, now=now), pool(user), unread)
    return Counts(*(one.order_by()[: MOST_COUNTED + 1].count() for one in rows))


def pool(user: User) -> models.QuerySet[WorkItem]:
    """Work that lies with several people, of whom one is to take it, and nobody has yet."""
    fellows = WorkItem.objects.filter(
        activity=OuterRef("activity"), slot=OuterRef("slot"), state=State.OPEN, under=None
    )
    others = Exists(fellows.exclude(pk=OuterRef("pk")))
    return queries.to_do(user).filter(others, claimed_at=None, under=None, is_fallback=False)


def in_pool(item: WorkItem) -> bool:
    """Can this item be taken from its pool: do others have it as well?"""
    if item.state != State.OPEN or item.claimed_at or item.under_id or item.is_fallback:
        return False
    fellows = WorkItem.objects.filter(activity=item.activity_id, slot=item.slot, state=State.OPEN, under=None)
    return fellows.exclude(pk=item.pk).exists()


def queue(user: User, *, most: int = MOST_COUNTED) -> list[int]:
    """The keys of what there is to do, the most urgent first: the order in which one item follows another."""
    mine = WorkItem.objects.filter(assignee=user, state=State.OPEN)
    return list(mine.order_by(F("due_at").asc(nulls_last=True), "opened_at", "pk").values_list("pk", flat=True)[:most])


def amounts(instances: Iterable[ProcessInstance]) -> dict[tuple[str, int], Decimal]:
    """The amounts of records, by kind and key: one query for each kind, whatever the number of rows."""
    known = [one for one in instances if one.record_kind in subjects and subjects.get(one.record_kind).amount]
    return _values(known, lambda kind: subjects.get(kind).amount)


def revisions(instances: Iterable[ProcessInstance]) -> dict[tuple[str, int], int]:
    """The revisions of records that count them, by kind and key."""
    counted = [one for one in instances if hasattr(_model(one.record_kind), "revision")]
    return _values(counted, lambda _kind: "revision")


def _values(instances: Iterable[ProcessInstance], path: Callable[[str], str]) -> dict[tuple[str, int], Any]:
    wanted: dict[str, set[int]] = {}
    for instance in instances:
        wanted.setdefault(instance.record_kind, set()).add(instance.record_id)
    found: dict[tuple[str, int], Any] = {}
    for kind, keys in wanted.items():
        for key, value in _model(kind)._base_manager.filter(pk__in=keys).values_list("pk", path(kind)):
            if value is not None:
                found[kind, key] = value
    return found


def holders_of(instance_ids: Iterable[int]) -> dict[int, list[str]]:
    """The names of those who have something of these processes now, in one query."""
    rows = WorkItem.objects.filter(instance__in=list(instance_ids), state=State.OPEN).order_by("place", "pk")
    found: dict[int, list[str]] = {}
    for instance_id, name in rows.values_list("instance_id", "assignee__name"):
        names = found.setdefault(instance_id, [])
        if name not in names:
            names.append(name)
    return found


def having(instance_ids: Iterable[int]) -> dict[int, list[WorkItem]]:
    """Who has something of these processes now: their open items with step and person, by process."""
    found: dict[int, list[WorkItem]] = {}
    for item in _open_items().filter(instance__in=list(instance_ids)):
        found.setdefault(item.instance_id, []).append(item)
    return found


class Lane(NamedTuple):
    """A column of the board: a step, its open rounds (the oldest first), whether there are more than shown."""

    node: Node
    cards: Sequence[Any]
    total: int
    more: bool


def board(definition: ProcessDefinition, user: User, nodes: Iterable[Node], *, most: int = 30) -> list[Lane]:
    """The open work of a process by step, only of records this person may see."""
    lanes, visible = [], _visible(definition.record_kind, user)
    for node in nodes:
        rows = Activity.objects.filter(visible, process=definition.key, node=node.id, is_open=True)
        cards = list(
            rows.select_related("instance__definition")
            .prefetch_related(models.Prefetch("items", queryset=_open_items(), to_attr="having"))
            .order_by("opened_at", "pk")[: most + 1]
        )
        more = len(cards) > most
        count = rows.order_by()[: MOST_COUNTED + 1].count() if more else len(cards)
        lanes.append(Lane(node, cards[:most], count, more))
    return lanes


def running(_user: User) -> models.QuerySet[WorkItem]:
    """Everything that lies with somebody in running processes, for those who administer them."""
    rows = WorkItem.objects.filter(state__in=(State.OPEN, State.WAITING))
    return rows.select_related("instance__definition", "activity", "assignee", "on_behalf_of", "sent_by")


def own_phrases(user: User, outcomes: Sequence[str], *, most: int = 4, within: int = 60) -> list[str]:
    """What this person writes again and again with such decisions: short comments of late, the most frequent first."""
    said = (
        WorkItem.objects.filter(assignee=user, state=State.DONE, outcome__in=outcomes)
        .exclude(comment="")
        .order_by(F("closed_at").desc(nulls_last=True), "-pk")
        .values_list("comment", flat=True)[:within]
    )
    times: dict[str, int] = {}
    for words in said:
        if len(words) <= 40 and "\n" not in words:
            times[words] = times.get(words, 0) + 1
    return sorted((words for words, n in times.items() if n > 1), key=lambda words: -times[words])[:most]


def _visible(kind: str, user: User) -> Q:
    """The condition on open steps that leaves those of records this person may see."""
    model = _model(kind)
    condition = visible_q(model, user)
    if condition == Q():
        return condition
    return Q(instance__record_id__in=model._base_manager.filter(condition).values("pk"))


def _open_items() -> models.QuerySet[WorkItem]:
    rows = WorkItem.objects.filter(state=State.OPEN).select_related("assignee", "on_behalf_of", "activity")
    return rows.order_by("place", "pk")


def _model(kind: str) -> type[models.Model]:
    model: type[models.Model] = apps.get_model(kind)
    return model
