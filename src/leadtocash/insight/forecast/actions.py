"""Put a number beside the forecast; keep the forecast of a day."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext as _

from leadtocash.areas.opportunities import limits as opportunity_limits
from leadtocash.foundation.access.gate import require
from leadtocash.foundation.accounts.models import Department, User
from leadtocash.foundation.accounts.people import main_department
from leadtocash.foundation.journal import recording
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.text import clean_line
from leadtocash.foundation.packs.limits import number
from leadtocash.insight.forecast import events, fitting, limits, permissions, rules
from leadtocash.insight.forecast.models import Call, Snapshot

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
_TURN = "SELECT pg_advisory_xact_lock(hashtext('forecast_snapshot'))"


@transaction.atomic
def call(
    month: date, amount: Decimal | None, reason: str, *, act: Act, person: User | None = None,
    department: Department | None = None,
) -> Call:  # fmt: skip
    """What the acting manager expects in a month of a person, or of a department; without amount he takes it back.

    Stands beside the forecast; an earlier number stays and counts no more. Raises ValidationError, NotAllowed.
    """
    whose = main_department(person) if person is not None else department
    if whose is None:
        raise ValidationError({"department": _("Say whose number it is.")})
    one = Call(month=month.replace(day=1), department=whose, person=person, amount=amount, reason=clean_line(reason))
    require(act.person, permissions.CALL, one)
    same = Call.objects.filter(month=one.month, person=person, is_latest=True)
    same = same if person is not None else same.filter(department=whose)
    earlier = same.select_for_update().first()
    counts = earlier is not None and earlier.amount is not None
    rules.check_call(amount=amount, reason=one.reason, has_earlier=counts)
    if earlier is not None:
        same.update(is_latest=False)
    told = "-" if amount is None else f"{amount:,.2f}"
    data = {"who": str(person or whose), "month": f"{one.month:%Y-%m}", "amount": told}
    return recording.save(one, events.CALLED, act=act, reason=one.reason, data=data)


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
    return made


def forget_old(*, act: Act) -> int:
    """Throw away forecasts older than the company keeps them; how many."""
    old = Snapshot.objects.filter(day__lt=act.today - timedelta(days=number(limits.KEPT)))
    gone, _kinds = old.delete()
    return gone
