"""What a bid's page shows: tags, facts, steps, verbs, checklist, bidders."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _

from leadtocash.areas.bids import actions, permissions, rules
from leadtocash.areas.bids.models import Bid, BidItem, Part
from leadtocash.areas.bids.tables import STATES
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.calendar import days
from leadtocash.foundation.kernel.errors import Missing
from leadtocash.foundation.kernel.text import joined
from leadtocash.foundation.web import formats
from leadtocash.foundation.web.details import Verb

RIGHTS = {"edit": permissions.EDIT, "prepare": permissions.PREPARE, "bond": permissions.BOND}
DASH = "\u2014"


def tags(bid: Bid) -> list[dict[str, Any]]:
    return [{"state": STATES[Bid.State(bid.state)], "label": bid.get_state_display()}]


def facts(bid: Bid, *, sees_deal: bool) -> list[dict[str, Any]]:
    """The facts under the title."""
    deal = bid.opportunity
    link = format_html('<a href="{}">{}</a>', deal.get_absolute_url(), deal.name) if sees_deal else deal.name
    return [
        {"label": _("Opportunity"), "value": link},
        {"label": _("Buyer of the tender"), "value": bid.buyer},
        {"label": _("Deadline"), "value": moment(bid.deadline)},
        {"label": _("Opening at"), "value": moment(bid.opening_at)},
        {"label": _("Our price"), "value": DASH if bid.price is None else formats.money(bid.price)},
        {"label": _("Bond outstanding"), "value": formats.money(bid.bond_out)},
        {"label": _("Account manager"), "value": bid.owner.name},
    ]


def moment(at: datetime | None) -> str:
    """A day with its time, in the company's time."""
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M") if at else DASH


def steps(bid: Bid) -> list[dict[str, Any]]:
    """The way of a bid: where it is."""
    way = (rules.REGISTERED, rules.DECIDING, rules.PREPARING, rules.PRICING, rules.READY, rules.SUBMITTED, rules.OPENED)
    if bid.state in (rules.DECLINED, rules.MISSED):
        return []
    here = way.index(bid.state) if bid.state in way else len(way)
    states = ["past" if place < here else "now" if place == here else "next" for place in range(len(way))]
    return [
        {"label": Bid.State(name).label, "caption": "", "state": state} for name, state in zip(way, states, strict=True)
    ]


def note(bid: Bid, *, now: datetime) -> dict[str, Any] | None:
    """How near the deadline is; how it ended."""
    if bid.state == rules.MISSED:
        return {"tone": "late", "text": _("It was not handed in by the deadline.")}
    if bid.state in rules.CLOSED:
        words = [str(bid.closed_for)] if bid.closed_for else []
        words += [_("Won by %(name)s") % {"name": bid.winner}] if bid.winner else []
        words += [bid.lesson] if bid.lesson else []
        return {"tone": "info", "text": " \u00b7 ".join(words)} if words else None
    if bid.state not in rules.BEFORE:
        return None
    if now > bid.deadline:
        return {"tone": "late", "text": _("The deadline is over; the bid cannot be submitted any more.")}
    left = days.between(timezone.localdate(now), timezone.localdate(bid.deadline))
    text = _("Handed in by %(moment)s, in %(left)s.")
    values = {"moment": moment(bid.deadline), "left": formats.working_days(left)}
    return {"tone": "wait" if left <= 5 else "info", "text": text % values}


def verbs(bid: Bid, *, may: Mapping[str, bool], missing: int) -> tuple[list[Verb], list[Verb]]:
    """Buttons and the menu behind the dots."""

    def at(name: str, *args: Any) -> str:
        return reverse(f"bids:{name}", args=[bid.pk, *args])

    opened = bid.state in (rules.OPENED, rules.WON, rules.LOST, rules.VOID)
    papers = [
        Verb(label=_("Print the approval form"), url=at("print-approval"), icon="printer"),
        Verb(label=_("Print the checklist"), url=at("print-checklist"), icon="printer"),
        *([Verb(label=_("Print the opening record"), url=at("print-opening"), icon="printer")] if opened else []),
        Verb(label=_("Days as a calendar file"), url=at("calendar"), icon="calendar-event"),
    ]
    shown = []
    if may["edit"] and bid.state in rules.BEFORE:
        shown.append(Verb(label=_("Edit"), url=at("edit"), icon="pencil"))
    if may["edit"] and bid.state == rules.REGISTERED:
        shown.append(Verb(label=_("Ask whether to bid"), url=at("decision"), post=True, primary=True))
    if may["edit"] and bid.state in (rules.PREPARING, rules.PRICING, rules.READY):
        ready = bid.state == rules.READY
        shown.append(Verb(label=_("Seal and hand in"), url=at("submission"), post=True, primary=ready, missing=missing))
    if may["edit"] and bid.state in (rules.SUBMITTED, rules.OPENED):
        first = bid.state == rules.SUBMITTED
        shown.append(Verb(label=_("Record the opening"), url=at("opening"), icon="gavel", primary=first))
    if may["edit"] and bid.state == rules.OPENED:
        shown.append(Verb(label=_("Result and review"), url=at("result"), primary=True))
    if may["bond"] and (bid.bond_needed or bid.bond_out):
        shown.append(Verb(label=_("Bid bond"), url=at("bond"), icon="cash", primary=not may["edit"]))
    return shown, papers


def gate(bid: Bid, missing: Sequence[Missing]) -> dict[str, Any] | None:
    """What keeps it from being handed in, the open lines of a part as one; nothing before it is decided to bid."""
    if bid.state not in rules.PREPARED or not missing:
        return None
    lines = [item for item in bid.items.all() if item.state == BidItem.State.TODO]
    parts = [(part, [item for item in lines if item.part == part.value]) for part in Part]
    href, do = f"{bid.get_absolute_url()}?tab=checklist", _("Work through the checklist")
    items = [
        Missing(
            what=_("%(part)s: %(n)d lines open") % {"part": part.label, "n": len(found)}, href=href, do=do,
            who=joined(dict.fromkeys(item.owner.name for item in found)), clause=rules.CLAUSE,
        )
        for part, found in parts if found
    ]  # fmt: skip
    rest = missing[len(lines) :]
    return {"title": _("Still missing to hand it in"), "items": [*items, *rest]}


def rows(bid: Bid) -> list[tuple[str, Any]]:
    """The tender's data, label and value."""
    weights = (bid.weight_technical, bid.weight_commercial, bid.weight_price)
    scoring = _("technology %(t)d, commercial %(c)d, price %(p)d") % dict(zip("tcp", weights, strict=True))
    return [
        (_("Tender number"), bid.tender_number),
        (_("Tender agency"), bid.agency),
        (_("Published on"), formats.full_date(bid.published_on)),
        (_("Questions until"), moment(bid.questions_until)),
        (_("Place of the opening"), bid.opening_place),
        (_("Buyer's budget"), formats.money(bid.budget) if bid.budget is not None else ""),
        (_("Bid bond"), formats.money(bid.bond_amount) if bid.bond_amount else ""),
        (_("Bond due on"), formats.full_date(bid.bond_due_on)),
        (_("Points"), scoring if any(weights) else ""),
        (_("How the price is scored"), bid.get_formula_display() if any(weights) else ""),
        (_("Price released on"), formats.full_date(bid.price_released_on)),
        (_("Submitted at"), moment(bid.submitted_at)),
    ]


def checklist(
    bid: Bid, items: Sequence[BidItem], *, may: Mapping[str, bool], person: User, today: date
) -> dict[str, Any]:
    """The parts with their lines; which may be finished now, and which lines this person brings."""
    preparing = bid.state == rules.PREPARING and may["prepare"]
    return {
        "parts": [
            {
                "part": part,
                "items": [item for item in items if item.part == part.value],
                "finished": part.value in bid.parts_done,
                "missing": len(actions.missing_of(bid, part)),
                "finish_url": reverse("bids:part", args=[bid.pk, part.value])
                if preparing and part in actions.PREPARED and part.value not in bid.parts_done
                else "",
            }
            for part in Part
        ],
        "may_prepare": may["prepare"] and bid.state in rules.BEFORE,
        "mine": {item.pk for item in items if item.owner == person and bid.state in rules.BEFORE},
        "today": today,
    }  # fmt: skip


def bidders(bid: Bid) -> list[dict[str, Any]]:
    """The bidders with what follows from the tender's weights; by the rank announced, else by price."""
    found = list(bid.bidders.all())
    weights = rules.Weights(
        technical=bid.weight_technical, commercial=bid.weight_commercial, price=bid.weight_price, formula=bid.formula
    )
    pairs = zip(found, rules.standings(actions.scored(found), weights), strict=True)
    return [
        {"row": row, "standing": standing}
        for row, standing in sorted(pairs, key=lambda pair: (pair[0].is_void, pair[0].rank or 999, pair[0].price))
    ]
