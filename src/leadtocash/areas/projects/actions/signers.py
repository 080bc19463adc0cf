"""Who hands a signed sheet in, and who confirms a closing: the lists the processes ask for."""

from __future__ import annotations

from collections.abc import Sequence

from leadtocash.areas.projects.models import Project
from leadtocash.foundation.accounts.models import Position, Role
from leadtocash.foundation.workflow.models import ProcessInstance
from leadtocash.foundation.workflow.registry import Signer

CONFIRMERS = ("commerce_rep", "finance", "tech_support")


def signoff_senders(project: Project, _instance: ProcessInstance) -> Sequence[Signer]:
    """The account manager; in a branch also its marketing assistant, who may hand it in for him (S0 2.5.1)."""
    branch = Position.objects.filter(
        role__code="marketing_assistant", department=project.department, person__is_active=True
    )
    helpers = {position.person_id: position.person for position in branch.select_related("person")}
    return [
        Signer(slot="owner", person=project.owner, label=project.owner.name),
        *(Signer(slot=f"branch-{pk}", person=person, label=person.name) for pk, person in helpers.items()),
    ]


def closing_confirmers(project: Project, _instance: ProcessInstance) -> Sequence[Signer]:
    """Commerce, finance, technical support and the account manager confirm a closing notice (S0 2.5.2)."""
    names = dict(Role.objects.filter(code__in=[*CONFIRMERS, "account_manager"]).values_list("code", "name"))
    departments = [Signer(slot=code, role=code, label=names.get(code, code)) for code in CONFIRMERS]
    owner = Signer(slot="account_manager", person=project.owner, label=names.get("account_manager", ""))
    return [*departments, owner]
