"""What must hold for the items of an open step; worked out from the top down, apart from the engine's own reckoning."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from leadtocash.foundation.workflow.graph import Graph, Kind, Node
from leadtocash.foundation.workflow.models import Activity, ProcessInstance, WorkItem

LIVE = ("open", "waiting")


def violations(instance: ProcessInstance, graph: Graph) -> Iterator[str]:
    """Every broken rule of signing in the open steps of one instance."""
    steps = {one.pk: one.node for one in Activity.objects.filter(instance=instance, is_open=True)}
    groups: dict[int, list[WorkItem]] = defaultdict(list)
    for item in WorkItem.objects.filter(activity_id__in=steps).order_by("pk"):
        groups[item.activity_id].append(item)
    for closed in Activity.objects.filter(instance=instance, outcome="approved").order_by("-pk")[:2]:
        items = list(WorkItem.objects.filter(activity=closed).order_by("pk"))
        for what in _too_early(graph.nodes[closed.node], closed, items):
            yield f"{closed.node}: {what}"
    for activity_id, name in steps.items():
        node = graph.nodes[name]
        if node.kind == Kind.STEP:
            for what in _step(node, groups[activity_id], instance.started_by_id):
                yield f"{name}: {what}"


def _too_early(node: Node, closed: Activity, items: list[WorkItem]) -> Iterator[str]:
    """An approved step whose slots have not agreed: somebody who was added was cut off."""
    slots: dict[str, list[WorkItem]] = defaultdict(list)
    for item in items:
        slots[item.slot].append(item)
    yes = voices = 0
    for rows in slots.values():
        done = [row for row in rows if row.state == "done"]
        cut = [row for row in rows if row.state == "closed" and row.closed_at == closed.closed_at and row.under_id]
        spoke = [row for row in done if row.under_id is None]
        removed = any(row.state == "removed" and row.under_id is None for row in rows) and not spoke
        voices += not removed
        yes += bool(spoke and not cut and all(row.outcome in ("approved", "done") for row in done))
    need = voices if node.mode in ("all", "in_order") else 1
    if node.mode.startswith("ratio:"):
        need = math.ceil(Decimal(node.mode.partition(":")[2]) * voices)
    if yes < need:
        yield f"approved with {yes} of {need} voices"


def _step(node: Node, items: list[WorkItem], applicant: int | None) -> Iterator[str]:
    slots: dict[str, list[WorkItem]] = defaultdict(list)
    for item in items:
        slots[item.slot].append(item)
    turn = min((item.place for item in items if item.state in LIVE), default=0)
    for slot, rows in slots.items():
        yield from _tree(slot, rows)
        for item in rows:
            if item.state in LIVE:
                waits = _blocked(item, rows) or (node.mode == "in_order" and item.place > turn)
                if waits != (item.state == "waiting"):
                    yield f"{slot}: item {item.pk} is {item.state}, but {'has to wait' if waits else 'could be done'}"
    yield from _decided(node, slots)
    yield from _people(node, items, applicant)


def _blocked(item: WorkItem, rows: list[WorkItem]) -> bool:
    above = next((row for row in rows if row.pk == item.under_id), None)
    if item.added == "after" and above is not None and above.state in LIVE:
        return True
    return any(_alive(child, rows) for child in rows if child.under_id == item.pk and child.added == "before")


def _alive(item: WorkItem, rows: list[WorkItem]) -> bool:
    return item.state in LIVE or any(_alive(child, rows) for child in rows if child.under_id == item.pk)


def _tree(slot: str, rows: list[WorkItem]) -> Iterator[str]:
    known = {row.pk for row in rows}
    for row in rows:
        if row.under_id is not None and row.under_id not in known:
            yield f"{slot}: item {row.pk} was added to another slot or step"
        if row.automatic and row.state != "done":
            yield f"{slot}: item {row.pk} is automatic and {row.state}"
        if row.on_behalf_of_id == row.assignee_id:
            yield f"{slot}: item {row.pk} is done on behalf of oneself"
    roots = [row for row in rows if row.under_id is None and row.state in LIVE]
    claimed = [row for row in roots if row.claimed_at]
    if claimed and len(roots) > 1:
        yield f"{slot}: claimed, but others have it too"
    if any(row.under_id is not None and row.state in LIVE for row in rows) and len(roots) > 1:
        yield f"{slot}: signers were added, but the pool has it too"


def _decided(node: Node, slots: dict[str, list[WorkItem]]) -> Iterator[str]:
    yes = no = pending = 0
    for slot, rows in slots.items():
        live = [row for row in rows if row.state in LIVE]
        against = [row for row in rows if row.state == "done" and row.outcome not in ("approved", "done")]
        done = [row for row in rows if row.state == "done" and row.under_id is None]
        if against and live:
            yield f"{slot}: rejected, but somebody still has to sign"
        if done and any(row.under_id is None for row in live):
            yield f"{slot}: done, but another of the pool still has it"
        if not live and not done and not against and not any(row.state == "removed" for row in rows):
            yield f"{slot}: lost without anybody having spoken"
        no += bool(against)
        pending += bool(live and not against)
        yes += bool(done and not live and not against)
    voices = yes + no + pending
    need = voices
    if node.mode == "any":
        need = 1
    elif node.mode.startswith("ratio:"):
        need = math.ceil(Decimal(node.mode.partition(":")[2]) * voices)
    lost = yes + pending < need and (node.reject == "at_once" or not pending)
    if yes >= need or lost:
        yield f"decided ({yes} yes, {no} no, {pending} pending), but still open"


def _people(node: Node, items: list[WorkItem], applicant: int | None) -> Iterator[str]:
    if node.work != "decide":
        return
    speaking = [row for row in items if row.under_id is None and row.state in (*LIVE, "done") and not row.is_fallback]
    for row in speaking:
        if row.on_behalf_of_id is None:
            continue
        if row.assignee_id == applicant:
            yield f"{row.slot}: the applicant stands in for an approver"
        if any(other.assignee_id == row.assignee_id and other.slot != row.slot for other in speaking):
            yield f"{row.slot}: {row.assignee_id} signs for himself and for another"
