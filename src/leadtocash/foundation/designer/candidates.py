"""Which running processes could go on by another version, and what stands against the others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from leadtocash.foundation.designer.rules import mapping
from leadtocash.foundation.designer.rules.mapping import Standing
from leadtocash.foundation.workflow.definitions import graph_of
from leadtocash.foundation.workflow.models import Activity, ProcessDefinition, ProcessInstance, Token


@dataclass(frozen=True)
class Candidate:
    """A running process: where it stands, and why it cannot move (empty: it can)."""

    instance: ProcessInstance
    at: list[str] = field(default_factory=list)
    why: list[str] = field(default_factory=list)


def preview(
    definition: ProcessDefinition, *, by_hand: Mapping[str, str] | None = None, most: int = 500
) -> list[Candidate]:
    """The running processes of other versions, those that can move first."""
    rows = ProcessInstance.objects.filter(process=definition.key, state=ProcessInstance.State.RUNNING)
    instances = list(rows.exclude(definition=definition).select_related("definition").order_by("-pk")[:most])
    standing = standing_of(instances)
    new, found = graph_of(definition.pk), []
    for one in instances:
        old, at = graph_of(one.definition_id), standing[one.pk]
        why = mapping.hindrances(old, new, mapping.propose(old, new, by_hand), at)
        labels = [old.nodes[name].label for name in sorted(at.waiting) if name in old.nodes]
        found.append(Candidate(one, labels, why))
    return sorted(found, key=lambda one: (bool(one.why), -one.instance.pk))


def standing_of(instances: Sequence[ProcessInstance]) -> dict[int, Standing]:
    """Where each of these processes stands, in two questions to the database."""
    places: dict[int, dict[str, set[str]]] = {
        one.pk: {"active": set(), "parked": set(), "arrived": set()} for one in instances
    }
    for pk, node, state in Token.objects.filter(instance__in=instances).values_list("instance_id", "node", "state"):
        places[pk][state].add(node)
    visited: dict[int, set[str]] = {one.pk: set() for one in instances}
    resuming: dict[int, set[str]] = {one.pk: set() for one in instances}
    rows = Activity.objects.filter(instance__in=instances)
    for pk, node, resume, is_open in rows.values_list("instance_id", "node", "resume_to", "is_open"):
        visited[pk].add(node)
        if resume and is_open:
            resuming[pk].add(resume)
    return {
        one.pk: Standing(
            waiting=places[one.pk]["active"],
            parked=places[one.pk]["parked"],
            joined=places[one.pk]["arrived"],
            visited=visited[one.pk] | set(one.rounds),
            resuming=resuming[one.pk],
            values=set(one.values),
        )
        for one in instances
    }
