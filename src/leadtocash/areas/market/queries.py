"""Which competitors, partners, demands, reports and reasons; joins for pages."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db import models
from django.db.models import Q

from leadtocash.areas.market.models import CloseReason, Competitor, Demand, MarketReport, Partner, PriceSeen
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.kernel.text import name_key
from leadtocash.foundation.web.lists.searching import containing


def competitors(user: User) -> models.QuerySet[Any]:
    """Rows of the list of competitors."""
    return Competitor.objects.visible_to(user)


def has_twin(one: Competitor | Partner) -> bool:
    """Whether another one, or one merged into another, has a name that counts as the same."""
    known = Q(removed_at=None) | Q(merged_into__isnull=False) & ~Q(merged_into=one.pk)
    rows: Any = type(one)._base_manager
    return bool(rows.filter(known, name_key=one.name_key).exclude(pk=one.pk).exists())


def findable(user: User, words: str = "") -> models.QuerySet[Any]:
    """Competitors one may choose, by a part of the name; in order of names."""
    rows = competitors(user).order_by("name", "pk")
    return rows.filter(containing(Competitor, ("name__zh", "short_name__zh"), words)) if words else rows


def prices(user: User) -> models.QuerySet[Any]:
    """Rows of the list of prices seen."""
    return PriceSeen.objects.visible_to(user).select_related("competitor", "product")


def named(user: User, words: Iterable[str]) -> dict[str, Competitor]:
    """What each of these words names, a competitor by its name or short name; also of one that was merged into it."""
    keys = {word: name_key(word) for word in words}
    rows = competitors(user).filter(Q(name_key__in=keys.values()) | Q(short_name__in=keys))
    known: dict[str, Competitor] = {}
    for one in rows:
        known |= {name_key(one.short_name): one, one.name_key: one}
    for gone in Competitor._base_manager.filter(name_key__in=keys.values(), merged_into__in=competitors(user)):
        successor: Any = gone.merged_into
        known.setdefault(gone.name_key, successor)
    return {word: known[key] for word, key in keys.items() if key and key in known}


def reasons(user: User) -> models.QuerySet[Any]:
    """Rows of the list of reasons, those switched off too."""
    return CloseReason.objects.visible_to(user)


def reasons_for(outcome: str) -> models.QuerySet[CloseReason]:
    """The reasons offered for a deal that is "won" or "lost", in order."""
    return CloseReason.objects.filter(is_active=True, used_for__in=(outcome, CloseReason.For.BOTH))


def partners(user: User) -> models.QuerySet[Any]:
    """Rows of the list of partners."""
    return Partner.objects.visible_to(user).select_related("owner", "department")


def partners_of(person: User) -> models.QuerySet[Any]:
    """The partners a person looks after."""
    return Partner.objects.filter(owner=person).order_by("pk")


def partners_named(user: User, words: Iterable[str]) -> dict[str, Partner]:
    """What each of these words names: a partner by its name."""
    keys = {word: name_key(word) for word in words}
    known = {one.name_key: one for one in partners(user).filter(name_key__in=keys.values())}
    return {word: known[key] for word, key in keys.items() if key in known}


def agreements_ending(today: date, days: int) -> models.QuerySet[Any]:
    """Partners whose agreement ends within so many days, today included, with who looks after them."""
    ending = Partner.objects.filter(agreed_until__gte=today, agreed_until__lte=today + timedelta(days=days))
    return ending.select_related("owner")


def demands(user: User) -> models.QuerySet[Any]:
    """Rows of the demand channel log."""
    return Demand.objects.visible_to(user).select_related("customer", "product", "owner", "department", "answered_by")


def open_demands_of(person: User) -> models.QuerySet[Any]:
    """What a person recorded that is not answered yet."""
    closed = (Demand.State.ANSWERED, Demand.State.DECLINED)
    return Demand.objects.filter(owner=person).exclude(state__in=closed).order_by("pk")


def reports(user: User) -> models.QuerySet[Any]:
    """Rows of the list of market research reports."""
    return MarketReport.objects.visible_to(user).select_related("product", "owner", "department")


def drafts_of(person: User) -> models.QuerySet[Any]:
    """The reports a person has begun and not issued."""
    return MarketReport.objects.filter(owner=person, state=MarketReport.State.DRAFT).order_by("pk")
