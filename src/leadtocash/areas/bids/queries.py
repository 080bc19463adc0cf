"""Which bids; joins for pages."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from leadtocash.areas.bids import rules
from leadtocash.areas.bids.models import Bid, BidItem, ChecklistEntry
from leadtocash.areas.opportunities.models import Opportunity
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.web.lists.searching import containing

RELATED = ("opportunity__customer", "owner", "department")
_TODO = BidItem.objects.filter(bid=OuterRef("pk"), state=BidItem.State.TODO).order_by().values("bid")
#: of each row of the list: lines of its checklist still to do
COMPUTED = {"open_items": Coalesce(Subquery(_TODO.annotate(n=Count("pk")).values("n")), 0)}


def seen(user: User) -> models.QuerySet[Any]:
    """Bids this person may see, with what a page shows beside them."""
    return Bid.objects.visible_to(user).select_related(*RELATED)


def with_everything() -> models.QuerySet[Any]:
    """For one record's page and API."""
    rows = Bid.objects.select_related(*RELATED, "closed_for", "winner")
    return rows.prefetch_related("items__owner", "items__attachment", "bidders__competitor", "bond_entries__by")


def with_bond(user: User) -> models.QuerySet[Any]:
    """Bids with a bond that was asked for or paid."""
    return seen(user).filter(Q(bond_amount__gt=0) | Q(bond_paid__gt=0))


def findable(user: User, words: str = "") -> models.QuerySet[Any]:
    """Bids this person may see, by words; latest changed first."""
    rows = seen(user).order_by("-updated_at", "-pk")
    return rows.filter(containing(Bid, ("title__zh", "number__zh"), words)) if words else rows


def of_opportunity(opportunity: Opportunity, user: User) -> models.QuerySet[Any]:
    """The bids of a deal as far as this person may see them, latest first."""
    return seen(user).filter(opportunity=opportunity).order_by("-pk")


def current(opportunity: Opportunity) -> Bid | None:
    """The bid a deal's gate asks about: the latest that was not given up."""
    rows = Bid.objects.filter(opportunity=opportunity).exclude(state__in=(rules.DECLINED, rules.MISSED))
    return rows.order_by("-pk").first()


def undecided() -> models.QuerySet[Any]:
    """All bids that are not decided."""
    return Bid.objects.filter(state__in=rules.RUNNING).order_by("pk")


def open_of(person: User) -> models.QuerySet[Any]:
    """A person's bids that are not decided."""
    return undecided().filter(owner=person)


def past_deadline(now: datetime) -> models.QuerySet[Any]:
    """Bids that were not handed in when the deadline was over."""
    return Bid.objects.filter(state__in=rules.BEFORE, deadline__lt=now).select_related("owner")


def to_hand_in(now: datetime) -> models.QuerySet[Any]:
    """Bids still to be handed in, with how many lines of their checklists are open."""
    rows = Bid.objects.filter(state__in=rules.BEFORE, deadline__gte=now).select_related("owner")
    return rows.annotate(**COMPUTED)


def bonds_out(until: date) -> models.QuerySet[Any]:
    """Bids whose bond should be back by this day and is not."""
    return Bid.objects.filter(bond_out__gt=0, bond_back_by__lte=until).select_related("owner", "department")


def items_late(today: date) -> models.QuerySet[Any]:
    """Lines that should have been there, of bids that are being prepared."""
    rows = BidItem.objects.filter(state=BidItem.State.TODO, due_on__lt=today, bid__state__in=rules.PREPARED)
    return rows.filter(bid__removed_at=None).select_related("bid", "owner").order_by("bid", "owner", "due_on", "pk")


def template(user: User) -> models.QuerySet[Any]:
    """Rows of the checklist template."""
    return ChecklistEntry.objects.visible_to(user)


def items(user: User) -> models.QuerySet[Any]:
    """Lines of the checklists of bids this person may see."""
    return BidItem.objects.visible_to(user).select_related("bid", "owner")


def people() -> models.QuerySet[User]:
    """Who can be asked to bring something."""
    return User.objects.filter(is_active=True).order_by("name")
