"""What reviews have said: opinions by round, who has it now, who is asked next."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import models
from django.utils import timezone

from leadtocash.areas.contracts import rules
from leadtocash.areas.contracts.models import Contract, ContractRevision
from leadtocash.areas.contracts.queries.records import snapshot
from leadtocash.foundation.access.scoping import kind_of
from leadtocash.foundation.calendar import days
from leadtocash.foundation.kernel.errors import Missing
from leadtocash.foundation.kernel.text import joined
from leadtocash.foundation.workflow.definitions import graph_of, newest
from leadtocash.foundation.workflow.graph import Node
from leadtocash.foundation.workflow.models import Activity, WorkItem
from leadtocash.foundation.workflow.queries import matrix_rows
from leadtocash.foundation.workflow.slots import speaking

REVIEW = "contract_review"
COUNTERSIGN, REVISE, AUTHORITY, REGISTER = "countersign", "revise", "authority", "register"
SPOKE = (Activity.Outcome.APPROVED, Activity.Outcome.REJECTED, Activity.Outcome.RETURNED)


@dataclass(frozen=True)
class Said:
    """One opinion in a round, or the waiting for it. used: working days taken so far; late: beyond the limit."""

    slot: str
    label: str
    who: str
    outcome: str
    comment: str
    at: datetime | None
    used: int
    late: bool

    @property
    def tone(self) -> str:
        """The class of the opinion in the matrix."""
        return {"approved": "y", "rejected": "n", "returned": "r"}.get(self.outcome, "w")


@dataclass(frozen=True)
class Round:
    """One round: when it ran, what each said (by slot), by which row of the authority table it was given out."""

    number: int
    opened_at: datetime
    closed_at: datetime | None
    said: dict[str, Said] = field(default_factory=dict)
    row: str = ""

    @property
    def spoken(self) -> int:
        return sum(1 for one in self.said.values() if one.outcome)


def steps_of_review() -> Mapping[str, Node]:
    """The steps of the review as the next one will run, by their ids; none before anything is published."""
    found = newest(REVIEW)
    return graph_of(found.pk).nodes if found else {}


def rounds(contract: Contract, *, now: datetime) -> list[Round]:
    """The rounds of the departments, oldest first; those taken back before anybody spoke are left out."""
    return [
        Round(number, activity.opened_at, activity.closed_at, _voices(activity, now))
        for number, activity in enumerate(_activities(contract, COUNTERSIGN), start=1)
    ]


def approvals(contract: Contract, *, now: datetime) -> list[Round]:
    """The same for the approvals by the authority matrix."""
    by = matrix_rows(kind_of(contract), contract.pk)

    def row(activity: Activity) -> str:
        return by.get((activity.instance_id, activity.node, activity.round), "")

    return [
        Round(number, activity.opened_at, activity.closed_at, _voices(activity, now), row(activity))
        for number, activity in enumerate(_activities(contract, AUTHORITY), start=1)
    ]


def holders(contract: Contract) -> list[Missing]:
    """Who has the contract now, with which step, since when: one line for each part, however many may take it."""
    items = (
        WorkItem.objects.filter(
            instance__record_kind=kind_of(contract), instance__record_id=contract.pk, state=WorkItem.State.OPEN
        )
        .select_related("assignee", "activity", "instance")
        .order_by("place", "pk")
    )
    names: dict[tuple[int, str], list[str]] = {}
    for item in items:
        names.setdefault((item.activity_id, item.slot), []).append(item.assignee.name)
    found = []
    for item in items:
        if not (people := names.pop((item.activity_id, item.slot), [])):
            continue
        node = graph_of(item.instance.definition_id).nodes[item.activity.node]
        what = str(rules.DEPARTMENTS[item.slot].matter) if item.slot in rules.DEPARTMENTS else node.label
        found.append(
            Missing(what=what, who=joined(people), since=timezone.localdate(item.opened_at), clause=node.clause)
        )
    return found


def is_open(contract: Contract, step: str) -> bool:
    """Does the review stand at this step?"""
    return Activity.objects.filter(
        instance__record_kind=kind_of(contract),
        instance__record_id=contract.pk,
        instance__process=REVIEW,
        instance__state="running",
        node=step,
        is_open=True,
    ).exists()


def to_be_asked(contract: Contract) -> list[str]:
    """The departments the next round asks: all the first time, then those touched, opposed or silent (S3 4.5)."""
    opinions: dict[str, rules.Opinion] = {}
    seen: dict[str, int] = {}
    for activity in _activities(contract, COUNTERSIGN):
        for slot, (item, *_others) in speaking(_items(activity)).items():
            if item.state == WorkItem.State.DONE and slot in rules.DEPARTMENTS:
                opinions[slot] = rules.Opinion(item.outcome)
                seen[slot] = item.revision or 0
    if not opinions:
        return list(rules.DEPARTMENTS)
    revisions = list(contract.rounds.order_by("number"))
    now = snapshot(contract)
    changed = {
        slot: slot in rules.touched(rules.changes(_seen(revisions, revision), now)) for slot, revision in seen.items()
    }
    return rules.whom_to_ask(opinions, changed, ask_all=contract.ask_all)


def changed_since_last_round(contract: Contract) -> list[rules.Change]:
    """What the newest round changed against the one before; of a returned draft, what it changed so far."""
    revisions = list(contract.rounds.order_by("-number")[:2])
    if contract.state == Contract.State.DRAFT and revisions:
        return rules.changes(revisions[0].snapshot, snapshot(contract))
    if len(revisions) < 2:
        return []
    return rules.changes(revisions[1].snapshot, revisions[0].snapshot)


def _seen(revisions: list[ContractRevision], revision: int) -> dict[str, Any]:
    """The snapshot that lay before somebody who decided on this revision of the contract."""
    shown = [one for one in revisions if one.snapshot["revision"] <= revision]
    found: dict[str, Any] = shown[-1].snapshot if shown else {}
    return found


def _activities(contract: Contract, node: str) -> Iterable[Activity]:
    items = WorkItem.objects.select_related("assignee").order_by("place", "pk")
    rows = Activity.objects.filter(
        instance__record_kind=kind_of(contract),
        instance__record_id=contract.pk,
        instance__process=REVIEW,
        node=node,
    ).exclude(outcome__in=[Activity.Outcome.RECALLED, Activity.Outcome.CANCELLED])
    return rows.prefetch_related(models.Prefetch("items", queryset=items)).order_by("opened_at", "pk")


def _items(activity: Activity) -> list[WorkItem]:
    return list(activity.items.all())


def _voices(activity: Activity, now: datetime) -> dict[str, Said]:
    """What each slot says: who spoke for it, else those who are to speak."""
    found: dict[str, Said] = {}
    for slot, (item, *others) in speaking(_items(activity)).items():
        spoke = item.state == WorkItem.State.DONE
        if spoke and item.outcome not in SPOKE:
            continue
        end = item.closed_at if spoke and item.closed_at else now
        used = days.between(timezone.localdate(item.opened_at), timezone.localdate(end))
        found[slot] = Said(
            slot=slot,
            label=item.label,
            who=joined(one.assignee.name for one in (item, *others)),
            outcome=item.outcome if spoke else "",
            comment=item.comment,
            at=item.closed_at if spoke else None,
            used=used,
            late=bool(item.due_at and end > item.due_at),
        )
    return found
