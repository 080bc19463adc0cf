"""What people are reminded of every morning: minutes, plans nobody recorded, commitments of ours."""

from __future__ import annotations

from datetime import date, timedelta

from leadtocash.areas.visits import events
from leadtocash.areas.visits.models import Visit
from leadtocash.areas.visits.queries import visits as queries
from leadtocash.foundation.accounts.people import superior_of
from leadtocash.foundation.calendar import days
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.notices.sending import notify

#: older things are lost; the lists still show them
BACK = timedelta(days=60)


def remind(*, act: Act) -> int:
    """Tell of what is owed; gives how many things that are. On a free day nobody is disturbed, and the same day says
    nothing twice."""
    if not days.is_working(act.today):
        return 0
    return _minutes(act=act) + _plans(act=act) + _commitments(act=act)


def _minutes(*, act: Act) -> int:
    """The leader from the day the minutes are due, each working day; his superior once, when they are late."""
    rows = queries.owed(Visit.objects.filter(minutes_due_on__range=(act.today - BACK, act.today)))
    count = 0
    for visit in rows.select_related("owner").iterator():
        facts = {**_facts(visit), "due": _day(visit.minutes_due_on), "name": visit.owner.name}
        about = {"act": act, "url": visit.get_absolute_url(), "about": visit}
        notify([visit.owner], events.MINUTES_OWED, key=f"visits.owed.{visit.pk}.{act.today}", **about, **facts)
        superior = superior_of(visit.owner) if visit.minutes_due_on < act.today else None
        if superior is not None:
            notify([superior], events.MINUTES_LATE, key=f"visits.late.{visit.pk}", **about, **facts)
        count += 1
    return count


def _plans(*, act: Act) -> int:
    """The leader of a plan whose day is over, once."""
    rows = queries.unrecorded(Visit.objects.filter(day__gte=act.today - BACK), act.today).select_related("owner")
    count = 0
    for visit in rows.iterator():
        key = f"visits.unrecorded.{visit.pk}.{visit.day}"
        notify(
            [visit.owner], events.NOT_RECORDED, act=act, url=visit.get_absolute_url(), key=key, about=visit,
            **_facts(visit),
        )  # fmt: skip
        count += 1
    return count


def _commitments(*, act: Act) -> int:
    """The visit's leader of what we promised, on its day and once a week after."""
    count = 0
    for one in queries.ours_due(act.today).filter(due_on__gte=act.today - BACK).iterator():
        week = (act.today - one.due_on).days // 7
        facts = {"what": one.what, "day": _day(one.due_on), "number": one.visit.number}
        notify(
            [one.visit.owner], events.COMMITMENT_DUE, act=act, url=one.get_absolute_url(),
            key=f"visits.commitment.{one.pk}.{one.due_on}.{week}", about=one.visit, **facts,
        )  # fmt: skip
        count += 1
    return count


def _facts(visit: Visit) -> dict[str, str]:
    return {"number": visit.number, "what": visit.purpose, "day": _day(visit.day)}


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
