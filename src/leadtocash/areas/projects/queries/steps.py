"""Where the processes of a project stand: open steps, who has them, who has confirmed."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import models
from django.utils.timezone import localdate

from leadtocash.areas.projects.models import Project
from leadtocash.areas.projects.rules.checklist import Item
from leadtocash.foundation.access.scoping import kind_of
from leadtocash.foundation.accounts.models import Role, User
from leadtocash.foundation.kernel.text import joined
from leadtocash.foundation.workflow.definitions import graph_of
from leadtocash.foundation.workflow.models import Activity, ProcessInstance, WorkItem
from leadtocash.foundation.workflow.slots import speaking

SETUP, SIGNOFF, CLOSING = "project_setup", "signoff", "closing"


def open_steps(project: Project, process: str) -> list[str]:
    """The ids of the steps that are open in a running process of the project."""
    rows = Activity.objects.filter(
        is_open=True,
        instance__process=process,
        instance__record_kind=kind_of(project),
        instance__record_id=project.pk,
        instance__state=ProcessInstance.State.RUNNING,
    )
    return list(rows.order_by("pk").values_list("node", flat=True))


def open_items(project: Project, processes: Sequence[str]) -> models.QuerySet[WorkItem]:
    """The work that lies with people now."""
    return (
        WorkItem.objects.filter(
            state=WorkItem.State.OPEN,
            instance__process__in=processes,
            instance__record_kind=kind_of(project),
            instance__record_id=project.pk,
        )
        .select_related("assignee", "activity", "instance")
        .order_by("activity_id", "place", "pk")
    )


def waiting_for(project: Project, processes: Sequence[str], *, clause: str) -> list[Item]:
    """One item for each open share of a step: which step, whose desk, since when."""
    shares: dict[tuple[int, str], list[WorkItem]] = {}
    for item in open_items(project, processes):
        shares.setdefault((item.activity_id, item.slot), []).append(item)
    found = []
    for pool in shares.values():
        first = pool[0]
        node = graph_of(first.instance.definition_id).nodes[first.activity.node]
        who = joined(item.assignee.name for item in pool)
        what = f"{node.label} · {first.label}" if first.label else node.label
        found.append(Item(what=what, who=who, since=localdate(first.opened_at), clause=node.clause or clause))
    return found


def confirmations(project: Project) -> list[WorkItem]:
    """The shares of the last closing round: who has to confirm, who has, when and with which words."""
    last = (
        ProcessInstance.objects.filter(process=CLOSING, record_kind=kind_of(project), record_id=project.pk)
        .order_by("-pk")
        .first()
    )
    if last is None:
        return []
    gone = [WorkItem.State.TRANSFERRED, WorkItem.State.RECALLED, WorkItem.State.REMOVED]
    rows = WorkItem.objects.filter(instance=last, activity__node="confirm").exclude(state__in=gone)
    items = list(rows.select_related("assignee").order_by("place", "pk"))
    said = speaking(items)
    slots = {item.slot: item for item in reversed(items)}  # an objection may have stopped the closing before they spoke
    return [said[slot][0] if slot in said else slots[slot] for slot in dict.fromkeys(item.slot for item in items)]


def holders(project: Project, process: str) -> list[User]:
    """The people who have open work of a process."""
    return list({item.assignee_id: item.assignee for item in open_items(project, [process])}.values())


def role_titles(codes: Sequence[str]) -> dict[str, str]:
    """What these roles are called in the reader's language."""
    return {role.code: str(role) for role in Role.objects.filter(code__in=codes)}
