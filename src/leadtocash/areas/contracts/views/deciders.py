"""Who decides next, and why: the departments, then the roles of the authority table with their people."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from leadtocash.areas.contracts import actions, queries, rules
from leadtocash.areas.contracts.models import Contract
from leadtocash.foundation.accounts.people import with_role
from leadtocash.foundation.authority import matrix
from leadtocash.foundation.kernel.errors import RuleError
from leadtocash.foundation.kernel.text import joined
from leadtocash.foundation.web.formats import working_days
from leadtocash.foundation.workflow.graph import Node


def deciders(contract: Contract) -> dict[str, Any]:
    """The card "who decides next" of a draft: the departments of the next round, then the authority table."""
    steps = queries.steps_of_review()
    countersign, authority = steps.get(queries.COUNTERSIGN), steps.get(queries.AUTHORITY)
    asked = _asked(contract, countersign)
    entries = []
    if asked and countersign is not None:
        people = [f"{one.label} {_names(contract, one.role)}" for one in asked]
        in_order = countersign.mode == "in_order"
        title = _("Units, one after the other") if in_order else _("Departments, all at once")
        text = (" → " if in_order else _(", ")).join(people)
        entries.append({"title": title, "text": text, "limit": _limit(countersign)})
    facts = {"amount": contract.amount, "margin": contract.margin_share, "contract_kind": contract.kind}
    try:
        ruling = matrix.approvers(actions.CONTRACT_DOCUMENT, facts, contract.department, on=timezone.localdate())
    except RuleError as refusal:
        return {"clause": "S3 4.5", "note": refusal.message, "entries": entries}
    titles = queries.role_titles(ruling.roles)
    for role in ruling.roles:
        names = _names(contract, role)
        entries.append({"title": titles.get(role, role), "text": names, "limit": _limit(authority)})
    note = _("By row %(row)s of the authority table.") % {"row": ruling.row.code}
    return {"clause": ruling.row.clause or "S3 4.5", "note": note, "entries": entries}


def _asked(contract: Contract, countersign: Node | None) -> list[rules.Department]:
    """The departments of the next round, or the units that speak in order, as the definition says."""
    if countersign is not None and countersign.assign == f"each:{actions.IN_ORDER}":
        return list(rules.UNITS.values())
    return [rules.DEPARTMENTS[slot] for slot in queries.to_be_asked(contract)]


def _limit(step: Node | None) -> str:
    return working_days(step.limit) if step is not None and step.limit else ""


def _names(contract: Contract, role: str) -> str:
    return joined(person.name for person in with_role(role, department=contract.department, led=contract.owner))
