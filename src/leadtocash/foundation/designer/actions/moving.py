"""Move running processes to another version, each by itself (WFL-1: migration where it is allowed)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from leadtocash.foundation.access.gate import require
from leadtocash.foundation.designer import candidates
from leadtocash.foundation.designer.permissions import MIGRATE
from leadtocash.foundation.designer.rules import mapping
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.errors import Missing, RuleError
from leadtocash.foundation.workflow.actions.migrating import move_to
from leadtocash.foundation.workflow.definitions import graph_of
from leadtocash.foundation.workflow.engine.run import lock
from leadtocash.foundation.workflow.models import ProcessDefinition, ProcessInstance


@dataclass(frozen=True)
class Moved:
    """What became of one process: empty `why` for one that was moved."""

    instance: ProcessInstance
    why: list[str]


def migrate(
    instance: ProcessInstance,
    definition: ProcessDefinition,
    *,
    act: Act,
    reason: str,
    by_hand: Mapping[str, str] | None = None,
) -> ProcessInstance:
    """Move one running process to a version. Raises RuleError with everything that stands against it."""
    require(act.person, MIGRATE)
    if not reason.strip():
        raise RuleError(_("Say why the processes go on by another version."), code="reason_missing")
    if definition.key != instance.process:
        raise RuleError(_("This is a version of another process."), code="other_process")
    with transaction.atomic():
        run = lock(instance, act=act)
        if run is None:
            raise RuleError(_("This process is already over; nothing is left to do in it."), code="process_over")
        if run.instance.definition_id == definition.pk:
            raise RuleError(_("It already goes by this version."), code="same_version")
        old, new = run.graph, graph_of(definition.pk)
        node_map = mapping.propose(old, new, by_hand)
        standing = candidates.standing_of([run.instance])[run.instance.pk]
        if found := mapping.hindrances(old, new, node_map, standing):
            raise RuleError(
                _("This process cannot go on by the new version."),
                code="no_migration",
                missing=[Missing(what=why) for why in found],
            )
        return move_to(run, definition, node_map, reason=reason.strip())


def migrate_many(
    instances: Iterable[ProcessInstance],
    definition: ProcessDefinition,
    *,
    act: Act,
    reason: str,
    by_hand: Mapping[str, str] | None = None,
) -> list[Moved]:
    """Move several, each in its own transaction; one that cannot is told and does not hold up the others."""
    require(act.person, MIGRATE)
    done = []
    for instance in instances:
        try:
            migrate(instance, definition, act=act, reason=reason, by_hand=by_hand)
            done.append(Moved(instance, []))
        except RuleError as refusal:
            if refusal.code == "reason_missing":
                raise
            done.append(Moved(instance, [str(one.what) for one in refusal.missing] or [refusal.message]))
    return done
