"""Register a tender, change what is known of it, ask whether to bid."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leadtocash.areas.bids import events, permissions, queries, rules
from leadtocash.areas.bids.models import Bid, BidItem, ChecklistEntry
from leadtocash.areas.opportunities import rules as deals
from leadtocash.areas.opportunities.models import Opportunity
from leadtocash.foundation.access.gate import require, sees
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.administration.handover import move
from leadtocash.foundation.calendar import days
from leadtocash.foundation.journal import recording
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.models import lock
from leadtocash.foundation.kernel.text import clean_line
from leadtocash.foundation.numbering.numbers import declare, next_number
from leadtocash.foundation.workflow import actions as process
from leadtocash.foundation.workflow.models import ProcessInstance

SERIES = declare("bid", gettext_lazy("Bid approval and checklist"), "ZBJC-{year}-{seq:04d}")
PROCESS = "bid"
#: the steps of the process that lie with the owner, some where nobody holds their role
OWN_STEPS = ("technical", "commercial", "qualification", "hand_in", "opening", "review")
_LINES = ("title", "buyer", "agency", "tender_number", "opening_place")


@transaction.atomic
def register_bid(opportunity: Opportunity, values: Mapping[str, Any], *, act: Act) -> Bid:
    """Register a tender on an open deal; it belongs to the deal's owner and gets a copy of the checklist template.

    Raises ValidationError at the field (a deadline that is over, a bond without a day), RuleError for a closed deal.
    """
    opportunity = lock(opportunity)
    require(act.person, permissions.EDIT)
    if not sees(act.person, opportunity):
        raise ValidationError({"opportunity": _("This opportunity does not exist, or you may not see it.")})
    deals.check_open(state=opportunity.state, number=opportunity.number)
    bid = Bid(opportunity=opportunity, owner=opportunity.owner, department=opportunity.department, **values)
    require(act.person, permissions.EDIT, bid)
    _check(bid, act=act)
    rules.check_new_deadline(deadline=bid.deadline, now=act.at)
    bid.number = next_number(SERIES, act=act)
    recording.save(bid, events.REGISTERED, act=act)
    _copy_template(bid, act=act)
    return bid


@transaction.atomic
def change_bid(bid: Bid, values: Mapping[str, Any], *, act: Act, revision: int | None = None) -> Bid:
    """Change what is known of a tender until it is handed in: clarifications move deadlines.

    Our price is not changed any more once it is put up for release. Raises RuleError, Stale, ValidationError.
    """
    bid = lock(bid, revision=revision)
    require(act.person, permissions.EDIT, bid)
    rules.check_state(bid.state, rules.BEFORE, _("The bid is handed in or given up; its data do not change any more."))
    price, deadline = bid.price, bid.deadline
    for name, value in values.items():
        setattr(bid, name, value)
    if bid.price != price and bid.state in (rules.PRICING, rules.READY):
        raise ValidationError({"price": _("The price is put up for release and does not change any more.")})
    _check(bid, act=act)
    if bid.deadline != deadline:
        rules.check_new_deadline(deadline=bid.deadline, now=act.at)
    return recording.save(bid, events.CHANGED, act=act)


@transaction.atomic
def ask_decision(bid: Bid, *, act: Act, revision: int | None = None) -> Bid:
    """Ask whether to bid: by the authority matrix (form ZBJC). Raises RuleError once it was asked or too late."""
    bid = lock(bid, revision=revision)
    require(act.person, permissions.EDIT, bid)
    rules.check_state(bid.state, (rules.REGISTERED,), _("It was asked already whether to bid."))
    rules.check_deadline(deadline=bid.deadline, now=act.at)
    bid.state = Bid.State.DECIDING
    recording.save(bid, events.ASKED, act=act)
    process.start(PROCESS, bid, act=act)
    return bid


def go(record: Bid, *, act: Act, instance: ProcessInstance) -> None:
    """It was decided to bid (service bids.go)."""
    record.state = Bid.State.PREPARING
    recording.save(record, events.GO, act=act)


def decline(record: Bid, *, act: Act, instance: ProcessInstance) -> None:
    """It was decided not to bid (service bids.decline)."""
    record.state, record.closed_on = Bid.State.DECLINED, act.today
    recording.save(record, events.DECLINED, act=act)


@transaction.atomic
def taken_back(bid: Bid, *, act: Act) -> Bid:
    """The process was withdrawn or given up half-way: it can be asked again, what was prepared stays."""
    bid = lock(bid)
    if bid.state in rules.BEFORE and bid.state != rules.REGISTERED:
        bid.state, bid.parts_done, bid.price_released_on = Bid.State.REGISTERED, [], None
        recording.save(bid, events.TAKEN_BACK, act=act)
    return bid


@transaction.atomic
def follow_deals(deals: Collection[int], to: User, *, act: Act) -> None:
    """These opportunities lie with another account manager now: their undecided bids go with them, with the lines and
    the steps that lay with whoever had them."""
    rows = queries.undecided().filter(opportunity__in=deals).exclude(owner=to)
    for found in rows.select_related("owner", "opportunity"):
        before, bid = found.owner, lock(found)
        bid.owner, bid.department = to, found.opportunity.department
        recording.save(bid, events.HANDED_OVER, act=act, data={"name": before.name})
        todo = BidItem.objects.filter(bid=bid, owner=before, state=BidItem.State.TODO)
        todo.update(owner=to, revision=F("revision") + 1, updated_at=act.at)
        reason = _("The opportunity lies with %(name)s now.") % {"name": to.name}
        process.succeed_on(bid, OWN_STEPS, before, to=to, act=act, reason=reason)


@transaction.atomic
def hand_over_bids(
    person: User, to: User | None, *, act: Act, reason: str, only: Collection[int] | None = None
) -> None:
    """Give a person's undecided bids to his successor (part of a hand-over, which has asked who may)."""
    rows = queries.open_of(person)
    if to is not None:
        move(rows if only is None else rows.filter(pk__in=only), "owner", to=to, verb=events.HANDED_OVER, act=act,
             reason=reason, data={"name": person.name})  # fmt: skip


def _check(bid: Bid, *, act: Act) -> None:
    for name in _LINES:
        setattr(bid, name, clean_line(getattr(bid, name)))
    rules.check_bond(amount=bid.bond_amount, due_on=bid.bond_due_on)
    if bid.bond_amount < bid.bond_paid:
        raise ValidationError({"bond_amount": _("More than this was paid already.")})


def _copy_template(bid: Bid, *, act: Act) -> None:
    entries = ChecklistEntry.objects.filter(is_active=True)
    BidItem.objects.bulk_create(
        BidItem(
            bid=bid, position=place, part=one.part, text=one.text, mandatory=one.mandatory, owner=bid.owner,
            due_on=max(days.back(timezone.localdate(bid.deadline), one.days), act.today),
            created_at=act.at, created_by=act.person, updated_at=act.at,
        )
        for place, one in enumerate(entries, 1)
    )  # fmt: skip
