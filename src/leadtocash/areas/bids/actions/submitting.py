"""Hand the bid in, record the opening, close it with its result."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from leadtocash.areas.bids import events, permissions, rules
from leadtocash.areas.bids.actions.checklist import PREPARED, missing_of
from leadtocash.areas.bids.actions.registering import PROCESS
from leadtocash.areas.bids.models import Bid, Bidder, Part
from leadtocash.areas.market import actions as market
from leadtocash.areas.market import rules as market_rules
from leadtocash.areas.market.models import CloseReason, Competitor
from leadtocash.areas.opportunities import actions as deals
from leadtocash.areas.opportunities import rules as deal_rules
from leadtocash.foundation.access.gate import require
from leadtocash.foundation.journal import recording
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.errors import Missing
from leadtocash.foundation.kernel.events import publish
from leadtocash.foundation.kernel.models import lock
from leadtocash.foundation.workflow import actions as process


@transaction.atomic
def submit_bid(bid: Bid, *, act: Act, revision: int | None = None) -> Bid:
    """The bid is sealed and handed in before the deadline.

    Raises RuleError with what is missing (lines of the checklist, bond, price), and for ever once the deadline is over.
    """
    bid = _mine(bid, act=act, revision=revision)
    rules.check_state(bid.state, rules.BEFORE, _("This bid was handed in already, or given up."))
    rules.check_deadline(deadline=bid.deadline, now=act.at)
    rules.check_ready(missing=missing_to_submit(bid), sentence=_("The bid cannot be handed in yet."))
    bid.state, bid.submitted_at = Bid.State.SUBMITTED, act.at
    recording.save(bid, events.SUBMITTED, act=act)
    process.finish_step(bid, "hand_in", act=act, process=PROCESS)
    return bid


@transaction.atomic
def record_opening(bid: Bid, rows: Sequence[Mapping[str, Any]], *, act: Act, revision: int | None = None) -> Bid:
    """Write down who bid, for how much and with how many points; in the place of what was recorded before.

    Each row: name, competitor, is_us, price, technical, commercial, total, rank, is_void.
    """
    bid = _mine(bid, act=act, revision=revision)
    rules.check_state(bid.state, (rules.SUBMITTED, rules.OPENED), _("Only of a bid that was handed in."))
    made = [Bidder(bid=bid, **row) for row in rows]
    rules.check_opening(scored(made))
    for one in made:
        one.clean_fields(exclude=["bid", "competitor"])
    first = bid.state == rules.SUBMITTED
    bid.bidders.all().delete()
    Bidder.objects.bulk_create(made)
    bid.state = Bid.State.OPENED
    recording.save(bid, events.OPENING_RECORDED, act=act, data={"n": len(made)})
    if first:
        process.finish_step(bid, "opening", act=act, process=PROCESS)
    return bid


@transaction.atomic
def close_bid(
    bid: Bid,
    state: str,
    *,
    act: Act,
    closed_for: CloseReason | None = None,
    winner: Competitor | None = None,
    lesson: str = "",
    with_deal: bool = False,
    revision: int | None = None,
) -> Bid:
    """The result is known: won, lost (to `winner`, if known) or void; with the review of why.

    Keeps the prices that were read out as prices seen of the competitors. with_deal: a lost or void bid loses its
    deal, too, against all who bid. Publishes BidClosed.
    """
    bid = _mine(bid, act=act, revision=revision)
    rules.check_state(bid.state, (rules.OPENED,), _("Record the opening first."))
    if closed_for is not None:
        outcome = "won" if state == rules.WON else "lost"
        market_rules.check_reason(used_for=closed_for.used_for, is_active=closed_for.is_active, outcome=outcome)
    bid.state, bid.closed_on, bid.closed_for, bid.lesson = state, act.today, closed_for, lesson.strip()
    bid.winner = winner if state != rules.WON else None
    recording.save(bid, events.CLOSED, act=act, reason=bid.lesson, data={"state": str(bid.get_state_display())})
    _keep_prices(bid, act=act)
    deal = bid.opportunity
    if with_deal and state != rules.WON and deal.state == deal_rules.OPEN:
        deals.lose_opportunity(
            deal, act=act, closed_for=closed_for, reason=bid.lesson[:300] or bid.number, rivals=rivals_of(bid),
            lost_to=bid.winner,
        )  # fmt: skip
    publish(events.BidClosed(bid_id=bid.pk, opportunity_id=bid.opportunity_id, state=state, act=act))
    process.finish_step(bid, "review", act=act, process=PROCESS)
    return bid


def rivals_of(bid: Bid) -> list[Competitor]:
    """The competitors who bid, each once."""
    rows = bid.bidders.filter(is_us=False, competitor__isnull=False).select_related("competitor")
    return list({row.competitor_id: row.competitor for row in rows if row.competitor}.values())


def missing_to_submit(bid: Bid) -> list[Missing]:
    """What keeps a bid from being handed in: open lines, the bond, the release of the price."""
    found = missing_of(bid, *PREPARED, Part.SEALING)
    if bid.bond_needed:
        what = _("The bid bond of %(amount)s yuan") % {"amount": f"{bid.bond_amount - bid.bond_paid:,.2f}"}
        found.append(Missing(what=what, who=_("Finance"), clause=rules.CLAUSE))
    if bid.price_released_on is None:
        found.append(Missing(what=_("The release of the price"), who=bid.owner.name, clause=rules.CLAUSE))
    return found


def scored(rows: Sequence[Bidder]) -> list[rules.Scored]:
    """The bidders as the rules take them."""
    names = ("name", "price", "is_us", "technical", "commercial", "total", "rank", "is_void")
    return [rules.Scored(**{name: getattr(row, name) for name in names}) for row in rows]


def _keep_prices(bid: Bid, *, act: Act) -> None:
    day = min(timezone.localdate(bid.opening_at or bid.deadline), act.today)
    for row in bid.bidders.filter(is_us=False, competitor__isnull=False).select_related("competitor"):
        if row.competitor is not None:
            values = {"seen_on": day, "what": bid.title, "price": Decimal(row.price), "source": bid.number}
            market.add_price(row.competitor, values, act=act)


def _mine(bid: Bid, *, act: Act, revision: int | None) -> Bid:
    bid = lock(bid, revision=revision)
    require(act.person, permissions.EDIT, bid)
    return bid
