"""What the area gives to the others: menu, process subject, gate checks, deadlines, panels; what it hears."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from leadtocash.areas.bids import actions, permissions, queries, rules, signers
from leadtocash.areas.bids import criteria as _criteria  # noqa: F401 - registers its checks
from leadtocash.areas.bids.deadlines import dues
from leadtocash.areas.bids.importing_items import BidItems
from leadtocash.areas.bids.models import Bid, BidItem
from leadtocash.areas.bids.tables import BIDS, BONDS, ITEMS, STATES
from leadtocash.areas.opportunities import actions as deals
from leadtocash.areas.opportunities import papers
from leadtocash.areas.opportunities import rules as deal_rules
from leadtocash.areas.opportunities.events import OpportunitiesGiven, OpportunityWon
from leadtocash.areas.opportunities.keeping import check_kept
from leadtocash.areas.opportunities.models import Opportunity
from leadtocash.areas.winning import tenders
from leadtocash.foundation.access.gate import allowed
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.administration.handover import Holding, holdings
from leadtocash.foundation.authority.matrix import ShippedRow, examples, ship
from leadtocash.foundation.calendar.feed import MOST, Due, dated
from leadtocash.foundation.calendar.feed import sources as deadlines
from leadtocash.foundation.documents.registry import Holder, holders
from leadtocash.foundation.documents.retention import retentions
from leadtocash.foundation.exchange.importable import importables
from leadtocash.foundation.kernel.events import listen
from leadtocash.foundation.recycling.registry import Disposable, disposables
from leadtocash.foundation.search.sources import Source, sources
from leadtocash.foundation.web.acting import person_of
from leadtocash.foundation.web.lists.pickers import Picker, pickers
from leadtocash.foundation.web.lists.places import Place, places
from leadtocash.foundation.web.navigation import Entry, entries
from leadtocash.foundation.web.panels import Panel, panels
from leadtocash.foundation.workflow.events import ProcessEnded, WorkReturned
from leadtocash.foundation.workflow.examples import example_of
from leadtocash.foundation.workflow.models import Activity, ProcessInstance
from leadtocash.foundation.workflow.registry import Fact, Link, Subject, list_names, lists, services, subjects

KIND = "bids.bid"
SMALL, LARGE = Decimal(1_000_000), Decimal(5_000_000)
SHOWN = 50

# ---------------------------------------------------------------- who approves
for _document, _label, _letter in (
    ("bid", _("Bid or not"), "TB"),
    ("bid_price", _("Price of a bid"), "TJ"),
):
    ship(
        _document,
        _label,
        letter=_letter,
        rows=[
            ShippedRow(roles=("sales_manager",), amount_to=SMALL, clause=rules.CLAUSE),
            ShippedRow(roles=("sales_manager", "bu_manager"), amount_from=SMALL, amount_to=LARGE, clause=rules.CLAUSE),
            ShippedRow(roles=("sales_manager", "bu_manager", "sales_vp"), amount_from=LARGE, clause=rules.CLAUSE),
        ],
    )


# ---------------------------------------------------------------- how the engine sees a bid
def _do(bid: Bid, step: str) -> Link | None:
    links = {
        "bond": (_("Record the payment"), "bids:bond", ""),
        "technical": (_("Work through the checklist"), "bids:detail", "?tab=checklist"),
        "commercial": (_("Work through the checklist"), "bids:detail", "?tab=checklist"),
        "qualification": (_("Work through the checklist"), "bids:detail", "?tab=checklist"),
        "hand_in": (_("Seal and hand in"), "bids:detail", ""),
        "opening": (_("Record the opening"), "bids:opening", ""),
        "review": (_("Result and review"), "bids:result", ""),
    }
    if step not in links:
        return None
    label, name, query = links[step]
    return Link(label, reverse(name, args=[bid.pk]) + query)


subjects.add(
    KIND,
    Subject(
        title=str,
        owner=lambda bid: bid.owner,
        department=lambda bid: bid.department,
        url=lambda bid: bid.get_absolute_url(),
        facts=lambda bid: {"amount": bid.amount, "bond_needed": bid.bond_needed},
        fact_types={
            "amount": Fact(_("amount with tax"), "money"),
            "bond_needed": Fact(_("bid bond to be paid"), "flag"),
        },
        do=_do,
        amount="price",
    ),
)
for _document in ("bid", "bid_price"):
    examples.add(_document, example_of(KIND, search=("number__icontains", "title__icontains")))
lists.add("bids.technical", signers.technical)
lists.add("bids.qualification", signers.qualification)
lists.add("bids.checkers", signers.checkers)
list_names.add("bids.technical", _("Pre-sales consultant, else the account manager"))
list_names.add("bids.qualification", _("Sales assistant, else the account manager"))
list_names.add("bids.checkers", _("Legal, finance, technology"))
services.add("bids.go", actions.go)
services.add("bids.decline", actions.decline)
services.add("bids.checked", actions.checked)
services.add("bids.open_parts", actions.open_parts)
services.add("bids.release_price", actions.release_price)


def _ended(event: ProcessEnded) -> None:
    if event.process == actions.PROCESS and event.is_taken_back:
        actions.taken_back(Bid.objects.get(pk=event.record_id), act=event.act)


def _returned(event: WorkReturned) -> None:
    """Sent back to a part while the price was being released: the parts are prepared again."""
    instance = ProcessInstance.objects.get(pk=event.instance_id)
    if instance.process == actions.PROCESS and event.outcome == Activity.Outcome.RETURNED:
        bid = Bid.objects.get(pk=instance.record_id)
        if bid.state == rules.PRICING:
            actions.open_parts(bid, act=event.act, instance=instance)


def _won(event: OpportunityWon) -> None:
    """Whoever bid beside us was beaten, though nobody named him when the deal was won."""
    deal = Opportunity.objects.get(pk=event.opportunity_id)
    for bid in Bid.objects.filter(opportunity=deal, state=rules.WON):
        named = [one for one in actions.rivals_of(bid) if one.pk not in event.rivals]
        deals.name_rivals(deal, named, act=event.act)


def _with_tenders(deal: Opportunity, person: User) -> Iterator[Bid]:
    """Tender files lie on bids, too."""
    return queries.of_opportunity(deal, person).iterator()


tenders.holding.add("bids", _with_tenders)
listen(ProcessEnded, _ended)
listen(WorkReturned, _returned)


def _given(event: OpportunitiesGiven) -> None:
    actions.follow_deals(event.opportunity_ids, User.objects.get(pk=event.owner_id), act=event.act)


listen(OpportunityWon, _won)
listen(OpportunitiesGiven, _given)

# ---------------------------------------------------------------- menu, files, search, deadlines
entries.add(
    "bids",
    Entry(
        group="winning", label=_("Bids"), icon="gavel", url_name="bids:list", order=30,
        may=lambda person: allowed(person, permissions.VIEW),
    ),
)  # fmt: skip
holders.add(
    KIND,
    Holder(
        permission=permissions.PREPARE,
        categories={
            "tender": _("Tender documents"),
            "bid": _("Bid documents"),
            actions.CATEGORY: _("Checklist"),
            "bond": _("Slip of the bond"),
            "receipt": _("Receipt of the bid"),
        },
    ),
)
sources.add(
    KIND,
    Source(
        model=Bid, label=_("Bids"), icon="gavel", names=("title", "buyer"), numbers=("number", "tender_number"),
        with_=("owner",), line=lambda bid: f"{bid.get_state_display()} · {bid.owner.name}",
    ),
)  # fmt: skip
pickers.add(KIND, Picker(rows=queries.findable, label=lambda bid: bid.title, hint=lambda bid: bid.number))
places.add("bids", Place(page=BIDS, url_name="bids:list", permission=permissions.VIEW))
places.add("bid_items", Place(page=ITEMS, url_name="bids:items", permission=permissions.VIEW))
importables.add(BidItems.kind, BidItems())
places.add("bid_bonds", Place(page=BONDS, url_name="bids:bonds", permission=permissions.VIEW))
holdings.add(
    "bids", Holding(label=_("Undecided bids"), rows=queries.open_of, hand_over=actions.hand_over_bids, order=22)
)
retentions.add(KIND, lambda one, today: check_kept(one.opportunity, today))
papers.parts.add(KIND, papers.Part(_("Bids"), queries.of_opportunity))
disposables.add(
    KIND,
    Disposable(
        permission=permissions.EDIT,
        check=lambda bid: rules.check_state(
            bid.state, (rules.REGISTERED,), str(_("Only a tender nobody was asked about can be deleted."))
        ),
    ),
)


def _dues(person: User, since: date) -> Iterator[Due]:
    """The days and times of a person's bids, as long as they are not decided."""
    rows = queries.seen(person).filter(owner=person, state__in=rules.RUNNING, deadline__date__gte=since)
    for bid in rows.order_by("deadline")[:MOST]:
        yield from dues(bid)


deadlines.add("bids", _dues)
deadlines.add(
    "bids.items",
    dated(BidItem, "due_on", _("Bid checklist: %(what)s"), related="bid", state=BidItem.State.TODO,
          bid__state__in=rules.BEFORE),
)  # fmt: skip
deadlines.add("bids.bonds", dated(Bid, "bond_back_by", _("Bid bond back: %(what)s"), bond_out__gt=0))


# ---------------------------------------------------------------- the deal's page
def _of_deal(request: HttpRequest, deal: Any) -> dict[str, Any]:
    person = person_of(request)
    found = queries.of_opportunity(deal, person)[:SHOWN]
    may = deal.state == deal_rules.OPEN and allowed(person, permissions.EDIT)
    return {"bids": [{"bid": bid, "state": STATES[Bid.State(bid.state)]} for bid in found], "may_register": may}


panels.add(
    "deal_bids",
    Panel(
        kind="opportunities.opportunity", place="tab", label=_("Bids"), template="bids/_of_deal.html",
        context=_of_deal, order=40, count=lambda person, deal: queries.of_opportunity(deal, person).count(),
    ),
)  # fmt: skip
