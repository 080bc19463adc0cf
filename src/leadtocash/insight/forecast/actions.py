"""Put a number beside the forecast; set targets; keep the forecast of a day."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext as _

from leadtocash.areas.opportunities import limits as opportunity_limits
from leadtocash.foundation.access.gate import require
from leadtocash.foundation.accounts.models import Department, User
from leadtocash.foundation.accounts.people import main_department
from leadtocash.foundation.journal import recording
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.money import split
from leadtocash.foundation.kernel.text import clean_line
from leadtocash.foundation.packs.limits import number
from leadtocash.insight.forecast import events, fitting, limits, permissions, rules
from leadtocash.insight.forecast.models import Call, Snapshot, Target

N = TypeVar("N", Call, Target)

#: as each deal stood at the moment of the act; the learnt percent of the stage and age it had, else the method's
_KEEP = """
INSERT INTO forecast_prediction
  (snapshot_id, opportunity_id, percent, of_method, category, amount, expected_close_on)
SELECT %(snapshot)s, o.id, coalesce(c.percent, g.probability), g.probability,
  CASE WHEN o.forecast <> '' THEN o.forecast WHEN g.probability >= %(commit)s THEN 'commit'
       WHEN g.probability >= %(best)s THEN 'best' ELSE 'pipeline' END,
  s.amount, s.expected_close_on
FROM opportunities_standing s JOIN opportunities_opportunity o ON o.id = s.opportunity_id
JOIN opportunities_stage g ON g.id = s.stage_id
LEFT JOIN forecast_chance c ON c.fit_id = %(fit)s AND c.stage_id = s.stage_id
  AND greatest(%(day)s - s.stage_since, 0) >= c.days AND greatest(%(day)s - s.stage_since, 0) < c.until_days
WHERE s.state = 'open' AND o.removed_at IS NULL AND s.since <= %(at)s AND (s.until > %(at)s OR s.until IS NULL)
"""
#: the kept forecast added up by owner and by department, as they are when it is kept
_SUMS = """
INSERT INTO forecast_snapshotfigure (snapshot_id, owner_id, department_id, month, category, count, amount)
SELECT p.snapshot_id, level.owner_id, o.department_id, date_trunc('month', p.expected_close_on::timestamp)::date,
  p.category, count(*), sum(p.amount)
FROM forecast_prediction p JOIN opportunities_opportunity o ON o.id = p.opportunity_id
CROSS JOIN LATERAL (VALUES (o.owner_id), (NULL)) level (owner_id)
WHERE p.snapshot_id = %(snapshot)s GROUP BY 1, 2, 3, 4, 5
"""
_ONE_BY_ONE = "SELECT pg_advisory_xact_lock(hashtext('forecast_of_month'))"
_TURN = "SELECT pg_advisory_xact_lock(hashtext('forecast_snapshot'))"


@transaction.atomic
def call(
    month: date, amount: Decimal | None, reason: str, *, act: Act, person: User | None = None,
    department: Department | None = None,
) -> Call:  # fmt: skip
    """What the acting manager expects in a month of a person, or of a department; without amount he takes it back.

    Stands beside the forecast; an earlier number stays and counts no more. Raises ValidationError, NotAllowed.
    """
    one = Call(
        month=month.replace(day=1), department=_whose(person, department), person=person, amount=amount,
        reason=clean_line(reason),
    )  # fmt: skip
    require(act.person, permissions.CALL, one)
    earlier = _before(one)
    counts = earlier is not None and earlier.amount is not None
    rules.check_call(amount=amount, reason=one.reason, has_earlier=counts)
    return _put(one, events.CALLED, act=act)


@transaction.atomic
def set_target(
    period: rules.Period, amount: Decimal | None, *, act: Act, reason: str = "", person: User | None = None,
    department: Department | None = None,
) -> list[Target]:  # fmt: skip
    """What is to be signed in a period by a person or a department, in equal parts for its months, which add up to it.

    Without amount it is taken back. A month that has this target already stays; otherwise the earlier one is kept and
    counts no more. Raises ValidationError, NotAllowed.
    """
    whose, reason = _whose(person, department), clean_line(reason)
    ones = [Decimal(1)] * period.length
    parts = [None] * period.length if amount is None else split(amount, ones)
    made = []
    for month, part in zip(period.months, parts, strict=True):
        one = Target(month=month, department=whose, person=person, amount=part, reason=reason)
        require(act.person, permissions.TARGET, one)
        earlier = _before(one)
        known = earlier.amount if earlier is not None else None
        if known is not None and known == part:
            continue
        rules.check_target(amount=amount, reason=reason, has_earlier=known is not None)
        made.append(_put(one, events.TARGETED, act=act))
    return made


def _whose(person: User | None, department: Department | None) -> Department:
    whose = main_department(person) if person is not None else department
    if whose is None:
        raise ValidationError({"department": _("Say whose number it is.")})
    return whose


def _before(one: N) -> N | None:
    """What counts of the same month and person, or department, until now; nobody else writes one meanwhile."""
    with connection.cursor() as cursor:
        cursor.execute(_ONE_BY_ONE)
    same = type(one).objects.filter(month=one.month, person=one.person, is_latest=True)
    return (same if one.person is not None else same.filter(department=one.department)).first()


def _put(one: N, verb: str, *, act: Act) -> N:
    """Stored in the place of the one before."""
    earlier = _before(one)
    if earlier is not None:
        type(one).objects.filter(pk=earlier.pk).update(is_latest=False)
    told = "-" if one.amount is None else f"{one.amount:,.2f}"
    data = {"who": str(one.person or one.department), "month": f"{one.month:%Y-%m}", "amount": told}
    return recording.save(one, verb, act=act, reason=one.reason, data=data)


def take_snapshot(*, act: Act) -> Snapshot:
    """Keep the forecast of this day by hand; one that is there already stays as it is."""
    require(act.person, permissions.SNAPSHOT)
    return snapshot(act=act)


@transaction.atomic
def snapshot(*, act: Act) -> Snapshot:
    """Keep how all open deals are foretold on this day; a second time on one day gives what is there."""
    with connection.cursor() as cursor:
        cursor.execute(_TURN)
    there = Snapshot.objects.filter(day=act.today).first()
    if there is not None:
        return there
    fit = fitting.latest()
    made = Snapshot(day=act.today, fit=fit)
    recording.save(made, events.TAKEN, act=act, data={"day": f"{made.day:%Y-%m-%d}"})
    values = {
        "snapshot": made.pk, "fit": fit.pk if fit else None, "day": made.day, "at": act.at,
        "commit": number(opportunity_limits.COMMIT), "best": number(opportunity_limits.BEST),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_KEEP, values)
        cursor.execute(_SUMS, values)
    return made


def forget_old(*, act: Act) -> int:
    """Throw away forecasts older than the company keeps them; how many."""
    old = Snapshot.objects.filter(day__lt=act.today - timedelta(days=number(limits.KEPT)))
    gone, _kinds = old.delete()
    return gone
