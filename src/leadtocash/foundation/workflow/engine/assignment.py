"""Who gets a step.

The rule in the definition, resolved to people; nobody found goes to the administrators.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from leadtocash.foundation.accounts import people
from leadtocash.foundation.accounts.models import Department, User
from leadtocash.foundation.authority import matrix
from leadtocash.foundation.kernel.errors import Missing, RuleError
from leadtocash.foundation.workflow.engine.run import Run
from leadtocash.foundation.workflow.graph import Node
from leadtocash.foundation.workflow.registry import Signer, lists

ADMINISTRATORS = "system_admin"


@dataclass(frozen=True)
class Share:
    """One person's part in a step. Several of one slot are a pool; places give the order of signing."""

    person: User
    slot: str
    place: int
    label: str = ""
    is_fallback: bool = False


def shares(run: Run, node: Node) -> list[Share]:
    """Who gets the step. Raises RuleError when neither anybody nor an administrator can be found."""
    found: list[Share] = []
    for place, signer in enumerate(_signers(run, node)):
        pool = [signer.person] if signer.person else _holders(run, signer.role)
        fallback = not pool
        for person in pool or _administrators(node, signer):
            found.append(Share(person, signer.slot, place, signer.label, fallback))
    return _once(found)


def _signers(run: Run, node: Node) -> Sequence[Signer]:
    kind, _colon, name = node.assign.partition(":")
    match kind:
        case "each":
            signers = lists.get(name)(run.record, run.instance)
        case "matrix":
            department = run.subject.department(run.record)
            ruling = matrix.approvers(name, run.known, department, on=run.act.today)
            signers = [Signer(slot=role, role=role) for role in ruling.roles]
        case "role" if node.mode == "any":
            signers = [Signer(slot=name, role=name)]
        case "role":
            signers = [Signer(slot=person.username, person=person, label=person.name) for person in _holders(run, name)]
        case _:
            person = _person(run, name)
            if person is not None and kind == "superior":
                person = people.superior_of(person)
            signers = [Signer(slot=name, person=person if person and person.is_active else None)]
    return signers or [Signer(slot=name)]


def _person(run: Run, name: str) -> User | None:
    if name == "owner":
        return run.subject.owner(run.record)
    if name == "starter":
        return run.instance.started_by
    return run.subject.people[name](run.record)


def _holders(run: Run, role: str) -> list[User]:
    if not role:
        return []
    department: Department | None = run.subject.department(run.record)
    return people.with_role(role, department=department)


def _administrators(node: Node, signer: Signer) -> list[User]:
    administrators = people.with_role(ADMINISTRATORS)
    if not administrators:
        raise RuleError(
            _("Nobody can be found for the step “%(step)s”, and there is no administrator to hand it on.")
            % {"step": node.label},
            code="nobody_found",
            missing=[Missing(what=_("A person for: %(whom)s") % {"whom": signer.label or signer.role or signer.slot})],
        )
    return administrators


def _once(found: list[Share]) -> list[Share]:
    """The same person once per slot."""
    return list({(share.slot, share.person.pk): share for share in reversed(found)}.values())[::-1]
