"""The demand channel log: record, look at, answer."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leadtocash.areas.customers import queries as customers
from leadtocash.areas.market import events, permissions, queries, rules
from leadtocash.areas.market.models import Demand
from leadtocash.foundation.access.gate import require
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.accounts.people import main_department
from leadtocash.foundation.administration.handover import move
from leadtocash.foundation.journal import recording
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.models import lock
from leadtocash.foundation.kernel.text import clean_line
from leadtocash.foundation.notices.sending import notify
from leadtocash.foundation.numbering.numbers import declare, next_number

SERIES = declare("demand", gettext_lazy("Market demand"), "XQ-{year}-{seq:04d}")


@transaction.atomic
def record_demand(values: Mapping[str, Any], *, act: Act) -> Demand:
    """Record what somebody asked us for. Raises ValidationError at the field, NotAllowed."""
    require(act.person, permissions.EDIT_DEMANDS)
    demand = Demand(owner=act.person, department=main_department(act.person), **values)
    _check(demand, act=act, customer_before=None)
    demand.number = next_number(SERIES, act=act)
    return recording.save(demand, events.DEMAND_ADDED, act=act)


@transaction.atomic
def change_demand(demand: Demand, values: Mapping[str, Any], *, act: Act, revision: int | None = None) -> Demand:
    """Change what was recorded, as long as it is not closed. Raises Stale, RuleError."""
    demand = lock(demand, revision=revision)
    require(act.person, permissions.EDIT_DEMANDS, demand)
    rules.check_demand(state=demand.state)
    customer_before = demand.customer_id
    for name, value in values.items():
        setattr(demand, name, value)
    _check(demand, act=act, customer_before=customer_before)
    return recording.save(demand, events.DEMAND_CHANGED, act=act)


@transaction.atomic
def answer_demand(demand: Demand, state: str, *, answer: str, act: Act, revision: int | None = None) -> Demand:
    """Say what becomes of a demand: being looked at, planned, answered or declined; who recorded it is told.

    Answered and declined close it and need an answer. Raises RuleError for a closed one.
    """
    demand = lock(demand, revision=revision)
    require(act.person, permissions.ANSWER_DEMANDS, demand)
    rules.check_demand(state=demand.state)
    answer = answer.strip()
    rules.check_answer(state=state, answer=answer)
    demand.state, demand.answer = state, answer
    demand.answered_on, demand.answered_by = act.today, act.person
    recording.save(demand, events.DEMAND_ANSWERED, act=act, data={"state": demand.get_state_display()})
    if demand.owner_id != act.person.pk:
        key = f"market.demand:{demand.pk}:{demand.revision}"
        notify([demand.owner], events.TOLD_ANSWER, act=act, url=demand.get_absolute_url(), key=key, about=demand,
               who=act.person.name, title=str(demand), state=demand.get_state_display())  # fmt: skip
    return demand


@transaction.atomic
def hand_over_demands(
    person: User, to: User | None, *, act: Act, reason: str, only: Collection[int] | None = None
) -> None:
    """Give a person's open demands to his successor (part of a hand-over, which has asked who may)."""
    rows = queries.open_demands_of(person)
    if to is not None:
        move(rows if only is None else rows.filter(pk__in=only), "owner", to=to, verb=events.DEMAND_HANDED_OVER,
             act=act, reason=reason, data={"name": person.name})  # fmt: skip


def _check(demand: Demand, *, act: Act, customer_before: int | None) -> None:
    demand.title, demand.asked_by = clean_line(demand.title), clean_line(demand.asked_by)
    rules.check_day("asked_on", demand.asked_on, today=act.today)
    customer = demand.customer
    if customer is not None and customer.pk != customer_before and not customers.is_visible(customer, act.person):
        raise ValidationError({"customer": _("This customer does not exist, or you may not see it.")})
