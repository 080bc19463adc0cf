"""Who decides next, and why: the departments, then the roles of the authority table with their people."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from leadtocash.areas.contracts import actions, queries, rules
from leadtocash.areas.contracts.models import Contract
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.accounts.people import with_role
from leadtocash.foundation.authority import matrix
from leadtocash.foundation.kernel.errors import RuleError
from leadtocash.foundation.web.formats import working_days


def deciders(contract: Contract) -> dict[str, Any]:
    """The card "who decides next" of a draft: the departments of the next round, then the authority table."""
    slots = queries.to_be_asked(contract)
    asked = [rules.DEPARTMENTS[slot] for slot in slots]
    entries = []
    if asked:
        people = [f"{one.label} {_names(with_role(one.role, department=contract.department))}" for one in asked]
        limit = working_days(3)
        entries.append({"title": _("Departments, all at once"), "text": _(", ").join(people), "limit": limit})
    facts = {"amount": contract.amount, "margin": contract.margin_share, "contract_kind": contract.kind}
    try:
        ruling = matrix.approvers(actions.CONTRACT_DOCUMENT, facts, contract.department, on=timezone.localdate())
    except RuleError as refusal:
        return {"clause": "S3 4.5", "note": refusal.message, "entries": entries}
    titles = queries.role_titles(ruling.roles)
    for role in ruling.roles:
        names = _names(with_role(role, department=contract.department))
        entries.append({"title": titles.get(role, role), "text": names, "limit": working_days(2)})
    note = _("By row %(row)s of the authority table.") % {"row": ruling.row.code}
    return {"clause": ruling.row.clause or "S3 4.5", "note": note, "entries": entries}


def _names(people: list[User]) -> str:
    return _(", ").join(person.name for person in people)
