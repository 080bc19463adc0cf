"""Win a deal, lose it, work on it again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from leadtocash.areas.customers import actions as customers
from leadtocash.areas.market import rules as market_rules
from leadtocash.areas.market.models import CloseReason, Competitor
from leadtocash.areas.opportunities import events, gates, rules
from leadtocash.areas.opportunities.actions.asking import end_requests
from leadtocash.areas.opportunities.actions.deals import locked
from leadtocash.areas.opportunities.models import DealRival, Opportunity
from leadtocash.foundation.journal import recording
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.errors import Missing
from leadtocash.foundation.kernel.events import publish
from leadtocash.foundation.kernel.text import clean_line, joined


@transaction.atomic
def win_opportunity(
    opportunity: Opportunity,
    *,
    act: Act,
    closed_on: date | None = None,
    amount: Decimal | None = None,
    closed_for: CloseReason | None = None,
    reason: str = "",
    rivals: Sequence[Competitor] = (),
    revision: int | None = None,
) -> Opportunity:
    """The customer decided for us: today unless a day is given, for the final amount in yuan with tax.

    closed_for, reason: why, by a reason of the list and in words; rivals: whom it was won against. Needs a customer
    and an amount. The customer's status becomes won (CRM-3); publishes OpportunityWon.
    """
    opportunity = locked(opportunity, act=act, revision=revision)
    opportunity.amount = opportunity.amount if amount is None else amount
    rules.check_win(state=opportunity.state, number=opportunity.number, missing=missing_to_win(opportunity))
    gates.check(opportunity, None, today=act.today)
    _close(opportunity, Opportunity.State.WON, closed_on, closed_for, reason, act=act)
    data = {"amount": f"{opportunity.amount:,.2f}"}
    recording.save(opportunity, events.WON, act=act, reason=opportunity.close_reason, data=data)
    named = name_rivals(opportunity, rivals, act=act)
    if opportunity.customer is not None:
        customers.note_win(opportunity.customer, act=act, opportunity=opportunity.number)
    why = closed_for.code if closed_for else ""
    publish(events.OpportunityWon(opportunity_id=opportunity.pk, act=act, reason=why, rivals=named))
    return opportunity


@transaction.atomic
def lose_opportunity(
    opportunity: Opportunity,
    *,
    act: Act,
    closed_for: CloseReason | None = None,
    reason: str = "",
    closed_on: date | None = None,
    rivals: Sequence[Competitor] = (),
    lost_to: Competitor | None = None,
    revision: int | None = None,
) -> Opportunity:
    """The customer decided against us, or dropped it; the reason is kept to learn from (OPP-11).

    closed_for, reason: why, by a reason of the list or in words; rivals: who else was in it; lost_to: who got it.
    Publishes OpportunityLost.
    """
    opportunity = locked(opportunity, act=act, revision=revision)
    rules.check_open(state=opportunity.state, number=opportunity.number)
    rules.check_loss(has_code=closed_for is not None, reason=clean_line(reason))
    opportunity.lost_to = lost_to
    _close(opportunity, Opportunity.State.LOST, closed_on, closed_for, reason, act=act)
    recording.save(opportunity, events.LOST, act=act, reason=opportunity.close_reason)
    named = name_rivals(opportunity, [*([lost_to] if lost_to else []), *rivals], act=act)
    publish(
        events.OpportunityLost(
            opportunity_id=opportunity.pk, act=act, reason=closed_for.code if closed_for else "", rivals=named,
            lost_to=lost_to.pk if lost_to else None,
        )
    )  # fmt: skip
    return opportunity


def name_rivals(opportunity: Opportunity, rivals: Sequence[Competitor], *, act: Act) -> tuple[int, ...]:
    """Keep who else was in a decided deal, each once; gives their ids. The caller has asked who may."""
    named = {one.pk: one for one in rivals}
    if named:
        DealRival.objects.bulk_create([DealRival(opportunity=opportunity, competitor=one) for one in named.values()])
        recording.write(opportunity, events.AGAINST, act=act, data={"names": joined(named.values())})
    return tuple(named)


@transaction.atomic
def reopen_opportunity(opportunity: Opportunity, *, act: Act, reason: str, revision: int | None = None) -> Opportunity:
    """Work on a closed opportunity again, in the stage it had.

    Publishes OpportunityReopened; whoever built something on the win may refuse.
    """
    opportunity = locked(opportunity, act=act, revision=revision)
    rules.check_reopening(state=opportunity.state, number=opportunity.number)
    rules.check_reason(clean_line(reason))
    was_won = opportunity.state == Opportunity.State.WON
    opportunity.state, opportunity.closed_on, opportunity.close_reason = Opportunity.State.OPEN, None, ""
    opportunity.closed_for = opportunity.lost_to = None
    opportunity.rivals.all().delete()
    opportunity.stage_since = act.today
    recording.save(opportunity, events.REOPENED, act=act, reason=clean_line(reason))
    publish(events.OpportunityReopened(opportunity_id=opportunity.pk, was_won=was_won, act=act))
    return opportunity


def missing_to_win(opportunity: Opportunity) -> list[Missing]:
    """What the deal still lacks to be won and where to supply it; page and refusal show the same list."""
    return rules.missing_to_win(
        has_customer=opportunity.customer_id is not None,
        amount=opportunity.amount,
        owner=opportunity.owner.name,
        since=opportunity.opened_on,
        edit_url=f"{opportunity.get_absolute_url()}edit/",
    )


def _close(
    opportunity: Opportunity, state: str, closed_on: date | None, closed_for: CloseReason | None, reason: str, *,
    act: Act,
) -> None:  # fmt: skip
    day = closed_on or act.today
    rules.check_closing_day(day, opened_on=opportunity.opened_on, today=act.today)
    if closed_for is not None:
        market_rules.check_reason(used_for=closed_for.used_for, is_active=closed_for.is_active, outcome=state)
    opportunity.state, opportunity.closed_on = state, day
    opportunity.closed_for, opportunity.close_reason = closed_for, clean_line(reason)
    end_requests(opportunity, act=act, reason=_("The opportunity is closed."))
