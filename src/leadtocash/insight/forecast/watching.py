"""Deals a manager should look at, and why (OPP-11)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import F, Q, QuerySet, Value
from django.utils.functional import Promise
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from leadtocash.areas.opportunities import limits as opportunity_limits
from leadtocash.areas.opportunities import queries
from leadtocash.areas.opportunities.models import Opportunity
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.packs.limits import number
from leadtocash.insight.forecast import fitting, limits

HUGE = 3  # times the amount under which 95 of 100 won deals lie


@dataclass(frozen=True)
class Reason:
    """Why one should look: which deals it concerns, and what to say of one of them."""

    label: Promise
    where: Callable[[date], Q]
    words: Callable[[Any, date], str]


def _stalled(today: date) -> Q:
    return Q(stage_since__lte=today - timedelta(days=number(opportunity_limits.STALLED)))


def _too_good(today: date) -> Q:
    far = Q(learnt__lte=F("stage__probability") - Value(number(limits.TOO_GOOD)))
    usual = usual_most()
    return far if usual is None else far | Q(amount__gt=usual * HUGE)


def _too_good_words(deal: Any, today: date) -> str:
    if deal.learnt is not None and deal.learnt <= deal.stage.probability - number(limits.TOO_GOOD):
        values = {"method": deal.stage.probability, "learnt": deal.learnt}
        return say("The method says %(method)s %%, history %(learnt)s %%") % values
    return say("More than %(times)s times what 95 of 100 won deals came to") % {"times": HUGE}


def usual_most() -> Any:
    """The amount under which 95 of 100 won deals lie; None before anything was learnt."""
    version = fitting.latest()
    return version.usual_most if version is not None else None


STALLED, SLIPPED, TOO_GOOD, OVERDUE, UNPLANNED = "stalled", "slipped", "too_good", "overdue", "unplanned"
REASONS: Mapping[str, Reason] = {
    STALLED: Reason(
        _("Stalled"), _stalled,
        lambda deal, today: say("%(days)s days in this stage, %(expected)s are expected")
        % {"days": (today - deal.stage_since).days, "expected": deal.stage.expected_days},
    ),
    SLIPPED: Reason(
        _("Put off"), lambda today: Q(slips__gte=number(limits.SLIPS)),
        lambda deal, today: say("Signing put off %(times)s times, by %(days)s days together")
        % {"times": deal.slips, "days": deal.slipped_days},
    ),
    TOO_GOOD: Reason(_("Too good"), _too_good, _too_good_words),
    OVERDUE: Reason(
        _("Signing overdue"), lambda today: Q(expected_close_on__lt=today),
        lambda deal, today: say("Signing was expected %(days)s days ago")
        % {"days": (today - deal.expected_close_on).days},
    ),
    UNPLANNED: Reason(
        _("Without next step"), lambda today: Q(next_step="") | Q(next_step_on__lt=today),
        lambda deal, today: say("The next step is past its day") if deal.next_step else say("No next step"),
    ),
}  # fmt: skip


def watched(rows: QuerySet[Any], today: date, *which: str) -> QuerySet[Any]:
    """The open ones of these that there is a reason to look at: any, or one of those named."""
    condition = Q()
    for key in which or REASONS:
        condition |= REASONS[key].where(today)
    return queries.still_open(rows).filter(condition)


def open_seen(person: User) -> QuerySet[Any]:
    """All open deals a person may see."""
    return queries.still_open(queries.seen(person))


def reasons_of(deal: Opportunity, today: date) -> list[str]:
    """What is to be said of an open deal; the same rules as the list's."""
    told = {
        STALLED: (today - deal.stage_since).days >= number(opportunity_limits.STALLED),
        SLIPPED: deal.slips >= number(limits.SLIPS),
        TOO_GOOD: _is_too_good(deal),
        OVERDUE: deal.expected_close_on is not None and deal.expected_close_on < today,
        UNPLANNED: not deal.next_step or (deal.next_step_on is not None and deal.next_step_on < today),
    }
    return [REASONS[key].words(deal, today) for key, holds in told.items() if holds]


def _is_too_good(deal: Opportunity) -> bool:
    if deal.learnt is not None and deal.learnt <= deal.stage.probability - number(limits.TOO_GOOD):
        return True
    usual = usual_most()
    return usual is not None and deal.amount > usual * HUGE
