"""Which competitors and reasons; joins for pages."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models import Q

from leadtocash.areas.market.models import CloseReason, Competitor, PriceSeen
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.kernel.text import name_key
from leadtocash.foundation.web.lists.searching import containing


def competitors(user: User) -> models.QuerySet[Any]:
    """Rows of the list of competitors."""
    return Competitor.objects.visible_to(user)


def has_twin(competitor: Competitor) -> bool:
    """Whether another competitor, or one merged into another, has a name that counts as the same."""
    known = Q(removed_at=None) | Q(merged_into__isnull=False) & ~Q(merged_into=competitor.pk)
    rows = Competitor._base_manager.filter(known, name_key=competitor.name_key)
    return rows.exclude(pk=competitor.pk).exists()


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
