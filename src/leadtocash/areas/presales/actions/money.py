"""Pre-sales cost against its budget (OPP-9, S2 E.8)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from leadtocash.areas.presales import events, permissions, queries, rules
from leadtocash.areas.presales.actions.common import locked
from leadtocash.areas.presales.models import Cost, PresalesProject
from leadtocash.foundation.accounts.people import superior_of
from leadtocash.foundation.journal import recording
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.errors import RuleError
from leadtocash.foundation.kernel.text import clean_line


@transaction.atomic
def record_cost(project: PresalesProject, values: Mapping[str, Any], *, act: Act) -> Cost:
    """Record what was spent; by the acting person unless `by` is given. Amount in yuan.

    Raises RuleError before the decision, and beyond the budget; ValidationError at the field.
    """
    project = locked(project, permissions.EDIT, act=act)
    facts = queries.facts_of(project)
    rules.check_gone(facts, clause=rules.MONEY)
    cost = Cost(**{"by": act.person, **values, "project": project})
    cost.what = clean_line(cost.what)
    cost.clean_fields(exclude=["project"])
    if cost.amount <= 0:
        raise ValidationError({"amount": _("How much?")})
    rules.check_past(cost.spent_on, today=act.today, field="spent_on")
    superior = superior_of(project.opportunity.owner)
    rules.check_budget(
        facts, cost.amount, spent=queries.spent_on(project), budget=project.budget,
        who=superior.name if superior else "", ask_url=reverse("presales:ask-budget", args=[project.pk]),
    )  # fmt: skip
    cost.save()
    recording.save(project, events.SPENT, act=act, data={"amount": f"{cost.amount:,.2f}", "what": cost.what})
    return cost


@transaction.atomic
def withdraw_cost(cost: Cost, *, reason: str, act: Act) -> Cost:
    """It was entered wrongly: it does not count any more, and stays to be seen."""
    project = locked(cost.project, permissions.EDIT, act=act)
    cost = Cost.objects.get(pk=cost.pk)
    if cost.withdrawn_at is not None:
        raise RuleError(_("It has been taken back already."), code="withdrawn")
    rules.check_gone(queries.facts_of(project), clause=rules.MONEY)
    reason = clean_line(reason)
    rules.check_words(reason, field="reason")
    cost.withdrawn_at = act.at
    cost.save(update_fields=["withdrawn_at"])
    data = {"amount": f"{cost.amount:,.2f}", "what": cost.what}
    recording.save(project, events.UNSPENT, act=act, reason=reason, data=data)
    return cost


@transaction.atomic
def lower_budget(
    project: PresalesProject, budget: Decimal, *, reason: str, act: Act, revision: int | None = None
) -> PresalesProject:
    """A manager takes budget back, in yuan, with a reason; not below what is spent. More of it is asked for.

    Raises ValidationError at the field, RuleError, Stale, NotAllowed.
    """
    project = locked(project, permissions.BUDGET, act=act, revision=revision)
    rules.check_gone(queries.facts_of(project), clause=rules.MONEY)
    rules.check_less(budget, spent=queries.spent_on(project), before=project.budget)
    reason = clean_line(reason)
    rules.check_words(reason, field="reason")
    data = {"before": f"{project.budget:,.2f}", "after": f"{budget:,.2f}"}
    project.budget = budget
    return recording.save(project, events.BUDGET_CHANGED, act=act, reason=reason, data=data)
