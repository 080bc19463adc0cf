"""Key-account plans: written and changed (OPP-12)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leadtocash.areas.customers import queries as customer_queries
from leadtocash.areas.visits import permissions
from leadtocash.areas.visits.models import AccountPlan, PlanActivity
from leadtocash.foundation.access.gate import require
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.accounts.people import main_department
from leadtocash.foundation.administration.handover import move
from leadtocash.foundation.journal import recording
from leadtocash.foundation.journal.verbs import verb
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.models import lock
from leadtocash.foundation.kernel.text import clean_line

WRITTEN = verb("visits.plan_written", gettext_lazy("Plan of the year written"), icon="calendar-stats")
CHANGED = verb("visits.plan_changed", gettext_lazy("Plan of the year changed"), icon="pencil")
ACTIVITIES = verb("visits.plan_activities", gettext_lazy("Activities planned: %(count)s"), icon="checklist")
HANDED_OVER = verb("visits.plan_handed_over", gettext_lazy("Taken over from %(name)s"), tone="wait", icon="users")
Rows = Sequence[Mapping[str, Any]]


@transaction.atomic
def write_plan(values: Mapping[str, Any], activities: Rows = (), *, act: Act) -> AccountPlan:
    """Write the plan of a customer one may see for a year; one plan a year.

    Raises ValidationError at the field, NotAllowed.
    """
    require(act.person, permissions.EDIT_PLAN)
    plan = AccountPlan(owner=act.person, department=main_department(act.person), **values)
    if not customer_queries.is_visible(plan.customer, act.person):
        raise ValidationError({"customer": _("This customer does not exist, or you may not see it.")})
    recording.save(plan, WRITTEN, act=act)
    _write_activities(plan, activities, act=act)
    return plan


@transaction.atomic
def change_plan(
    plan: AccountPlan, values: Mapping[str, Any], activities: Rows | None = None, *, act: Act,
    revision: int | None = None,
) -> AccountPlan:  # fmt: skip
    """Change a plan; `activities`, when given, take the place of all there were."""
    plan = lock(plan, revision=revision)
    require(act.person, permissions.EDIT_PLAN, plan)
    for name, value in values.items():
        if name not in ("customer", "year"):
            setattr(plan, name, value)
    recording.save(plan, CHANGED, act=act)
    if activities is not None:
        _write_activities(plan, activities, act=act)
    return plan


@transaction.atomic
def hand_over(person: User, to: User | None, *, act: Act, reason: str, only: Collection[int] | None = None) -> None:
    """Give a person's plans to his successor (part of a hand-over, which has asked who may)."""
    rows = AccountPlan.objects.filter(owner=person)
    if to is not None:
        move(rows if only is None else rows.filter(pk__in=only), "owner", to=to, verb=HANDED_OVER, act=act,
             reason=reason, data={"name": person.name})  # fmt: skip


def _write_activities(plan: AccountPlan, rows: Rows, *, act: Act) -> None:
    wanted = [PlanActivity(plan=plan, **row) for row in rows]
    if len({(one.quarter, one.kind) for one in wanted}) < len(wanted):
        raise ValidationError({"activities": _("A kind stands twice in one quarter; add the numbers up.")})
    if [_facts(one) for one in wanted] == [_facts(one) for one in plan.activities.all()]:
        return
    for one in wanted:
        one.what = clean_line(one.what)
        one.clean_fields(exclude=["plan"])
    plan.activities.all().delete()
    PlanActivity.objects.bulk_create(wanted)
    recording.write(plan, ACTIVITIES, act=act, data={"count": len(wanted)})


def _facts(one: PlanActivity) -> tuple[Any, ...]:
    return one.quarter, one.kind, one.times, one.what
