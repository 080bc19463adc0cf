"""Who gets a step.

The rule in the definition, resolved to people; nobody found and the applicant himself as the definition says;
at last to deputies (`deputies`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from django.utils.translation import gettext as _

from leadtocash.foundation.accounts import people
from leadtocash.foundation.accounts.models import Department, User
from leadtocash.foundation.authority import matrix
from leadtocash.foundation.kernel.errors import Missing, RuleError
from leadtocash.foundation.workflow import verbs
from leadtocash.foundation.workflow.engine.copying import person_of_record
from leadtocash.foundation.workflow.engine.deputies import Deputies
from leadtocash.foundation.workflow.engine.run import Run
from leadtocash.foundation.workflow.graph import Node
from leadtocash.foundation.workflow.models import WorkItem
from leadtocash.foundation.workflow.registry import Signer, lists

ADMINISTRATORS = "system_admin"


Automatic = WorkItem.Automatic


@dataclass(frozen=True)
class Share:
    """One person's part in a step. Several of one slot are a pool; places give the order of signing.

    automatic: by the definition nobody has to be asked; the person is who would have been.
    """

    person: User
    slot: str
    place: int
    label: str = ""
    is_fallback: bool = False
    on_behalf_of: User | None = None
    automatic: str = ""


class Asked(NamedTuple):
    """A person who is asked, or need not be."""

    person: User
    fallback: bool = False
    automatic: str = ""


def shares(run: Run, node: Node) -> list[Share]:
    """Who gets the step. Raises RuleError when neither anybody nor an administrator can be found."""
    found: list[Share] = []
    for place, signer in enumerate(signers(run, node)):
        pool = [signer.person] if signer.person else _holders(run, signer.role)
        found += [
            Share(person, signer.slot, place, signer.label, is_fallback=fallback, automatic=automatic)
            for person, fallback, automatic in _asked(run, node, signer, pool)
        ]
    if row := run.instance.values.get(f"{node.id}_row"):
        run.journal(verbs.BY_ROW, node, system=True, row=row)
    return _once(_through_deputies(run, node, found))


def signers(run: Run, node: Node) -> Sequence[Signer]:
    """Who has to sign, as the definition says, before anybody's absence is looked at."""
    kind, _colon, name = node.assign.partition(":")
    match kind:
        case "each":
            found = lists.get(name)(run.record, run.instance)
        case "matrix":
            department = run.subject.department(run.record)
            ruling = matrix.approvers(name, run.known, department, on=run.act.today)
            run.remember({f"{node.id}_row": ruling.row.code})
            found = [Signer(slot=role, role=role) for role in ruling.roles]
        case "role" if node.mode == "any":
            found = [Signer(slot=name, role=name)]
        case "role":
            found = [Signer(slot=person.username, person=person, label=person.name) for person in _holders(run, name)]
        case _:
            person = person_of_record(run, name)
            if person is not None and kind == "superior":
                person = people.superior_of(person)
            found = [Signer(slot=name, person=person if person and person.is_active else None)]
    return found or [Signer(slot=name)]


def _holders(run: Run, role: str) -> list[User]:
    if not role:
        return []
    department: Department | None = run.subject.department(run.record)
    return people.with_role(role, department=department, led=run.subject.owner(run.record) or run.applicant)


def _asked(run: Run, node: Node, signer: Signer, pool: list[User]) -> list[Asked]:
    """Who of a pool is asked: the applicant does not approve his own request, where the step says so.

    A step given to him by name is his.
    """
    if not pool:
        return _nobody(run, node, signer)
    named = node.assign in ("person:owner", "person:starter")
    own = "self" if named or node.work != "decide" else run.graph.rule(node, "own")
    applicant = None if own == "self" else run.applicant
    if applicant is None or applicant not in pool:
        return [Asked(person) for person in pool]
    others = [Asked(person) for person in pool if person != applicant]
    if others:
        return others
    if own == "skip":
        return [Asked(applicant, automatic=Automatic.OWN)]
    superior = people.superior_of(applicant)
    return [Asked(superior)] if superior is not None else administrators(node, signer)


def _nobody(run: Run, node: Node, signer: Signer) -> list[Asked]:
    rule = run.graph.rule(node, "nobody")
    if rule == "superior":
        owner = run.subject.owner(run.record) or run.applicant
        superior = people.superior_of(owner) if owner else None
        if superior is not None and superior != run.applicant:
            return [Asked(superior)]
    found = administrators(node, signer)
    if rule == "skip" and node.work == "decide":
        return [found[0]._replace(automatic=Automatic.NOBODY)]
    return found


def administrators(node: Node, signer: Signer) -> list[Asked]:
    """They get what nobody else can be found for. Raises RuleError when there are none."""
    found = people.with_role(ADMINISTRATORS)
    if not found:
        raise RuleError(
            _("Nobody can be found for the step “%(step)s”, and there is no administrator to hand it on.")
            % {"step": node.label},
            code="nobody_found",
            missing=[Missing(what=_("A person for: %(whom)s") % {"whom": signer.label or signer.role or signer.slot})],
        )
    return [Asked(person, fallback=True) for person in found]


def _through_deputies(run: Run, node: Node, found: list[Share]) -> list[Share]:
    """Those who are away are stood in for."""
    asked = [share for share in found if not share.is_fallback and not share.automatic]
    deputies = Deputies(run, {share.person.pk for share in asked})
    if not deputies.any:
        return found
    given: list[Share] = []
    for share in found:
        if share not in asked:
            given.append(share)
            continue
        taken = {other.person.pk for other in [*found, *given] if other.slot != share.slot}
        stand_in = deputies.for_person(share.person, node, taken=taken)
        if stand_in is None:
            given.append(share)
        elif stand_in.administrators:
            found_instead = administrators(node, Signer(slot=share.slot, label=share.label))
            away = share.person
            given += [replace(share, person=a.person, is_fallback=True, on_behalf_of=away) for a in found_instead]
        else:
            given.append(replace(share, person=stand_in.person, on_behalf_of=share.person))
    return given


def _once(found: list[Share]) -> list[Share]:
    """The same person once per slot, for himself rather than for another."""
    chosen: dict[tuple[str, int], Share] = {}
    for share in sorted(found, key=lambda share: share.on_behalf_of is not None):
        chosen.setdefault((share.slot, share.person.pk), share)
    return sorted(chosen.values(), key=lambda share: share.place)
