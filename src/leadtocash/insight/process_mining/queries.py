"""How processes perform: cycles, steps, people, reasons; always over the records the reader may see, nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.db import connection, models
from django.db.models import Q
from django.utils import timezone

from leadtocash.foundation.access.scoping import visible_q
from leadtocash.foundation.accounts.models import Department, User
from leadtocash.foundation.calendar.sql import parameters as calendar
from leadtocash.foundation.workflow.models import Activity, ProcessDefinition, ProcessInstance, WorkItem
from leadtocash.insight.process_mining import sql
from leadtocash.insight.process_mining.rules import Period

REASONS = 50
_CALENDAR_SPAN = timedelta(days=3660)
Rows = models.QuerySet[ProcessInstance]


@dataclass(frozen=True, kw_only=True)
class Cycle:
    """The runs that ended in a span: how many, how many withdrawn or sent round again, the working days they took."""

    count: int = 0
    withdrawn: int = 0
    reworked: int = 0
    median: Decimal | None = None
    slow: Decimal | None = None


@dataclass(frozen=True, kw_only=True)
class Performance:
    """One process: the period, the months of the trend, what runs now and how much of that is past its limit."""

    cycle: Cycle = Cycle()
    trend: Mapping[date, Cycle] = field(default_factory=dict)
    running: int = 0
    running_late: int = 0


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step in the period, times in working days. limited: how many had a limit; waiting: until the document was
    first looked at; touch: from then on."""

    node: str
    count: int = 0
    reworked: int = 0
    late: int = 0
    limited: int = 0
    sent_back: int = 0
    total: Decimal = Decimal(0)
    median: Decimal | None = None
    slow: Decimal | None = None
    waiting: Decimal | None = None
    touch: Decimal | None = None
    seen: int = 0
    open: int = 0
    open_late: int = 0


@dataclass(frozen=True, kw_only=True)
class Load:
    """One person in the period, times in working days, and what lies with him now."""

    person_id: int
    name: str
    done: int
    late: int
    limited: int
    refused: int
    median: Decimal | None
    total: Decimal
    open: int
    open_late: int


def visible_instances(user: User, process: str = "", department: Department | None = None) -> Rows:
    """The runs on records this person may see; of one process, and of a department and those below, if given."""
    rows = ProcessInstance.objects.all()
    if process:
        rows = rows.filter(process=process)
    definitions = ProcessDefinition.objects.filter(key=process) if process else ProcessDefinition.objects.all()
    seen = Q(pk__in=[])
    for kind in definitions.order_by().values_list("record_kind", flat=True).distinct():
        model = apps.get_model(kind)
        condition = visible_q(model, user) if hasattr(model, "access") else Q(pk__in=[])
        if department is not None:
            condition &= _of_department(model, department)
        if condition == Q():
            seen |= Q(record_kind=kind)
        else:
            seen |= Q(record_kind=kind, record_id__in=model._base_manager.filter(condition).values("pk"))
    return rows.filter(seen)


def _of_department(model: type[models.Model], department: Department) -> Q:
    path, access = "", getattr(model, "access", None)
    while access is not None and access.parent:
        path += f"{access.parent}__"
        field: Any = model._meta.get_field(access.parent)
        model = field.related_model
        access = getattr(model, "access", None)
    if access is None or not access.department:
        return Q(pk__in=[])
    return Q(**{f"{path}{access.department}__path__startswith": department.path})


def performances(rows: Rows, period: Period, *, now: datetime) -> dict[str, Performance]:
    """Every process of these runs by its key."""
    cycles: dict[str, Cycle] = {}
    trends: dict[str, dict[date, Cycle]] = {}
    for process, month, *figures in _ask(sql.CYCLES, rows, period, now=now):
        cycle = Cycle(
            count=figures[0],
            withdrawn=figures[1],
            reworked=figures[2],
            median=_decimal(figures[3]),
            slow=_decimal(figures[4]),
        )
        if month is None:
            cycles[process] = cycle
        else:
            trends.setdefault(process, {})[month] = cycle
    running = {process: (count, late) for process, count, late in _ask(sql.RUNNING, rows, period, now=now)}
    return {
        process: Performance(
            cycle=cycles.get(process, Cycle()),
            trend=trends.get(process, {}),
            running=running.get(process, (0, 0))[0],
            running_late=running.get(process, (0, 0))[1],
        )
        for process in sorted({*cycles, *trends, *running})
    }


def steps(rows: Rows, period: Period, *, now: datetime) -> dict[str, Step]:
    """The steps of these runs that were finished in the period or are open now, by their id."""
    finished = {row[0]: row[1:] for row in _ask(sql.STEPS, rows, period, now=now)}
    work = {row[0]: row[1:] for row in _ask(sql.WORK, rows, period, now=now)}
    waiting = {row[0]: row[1:] for row in _ask(sql.OPEN_STEPS, rows, period, now=now)}
    found = {}
    for node in {*finished, *waiting}:
        count, reworked, late, limited, sent_back, total, median, slow = finished.get(
            node, (0, 0, 0, 0, 0, 0, None, None)
        )
        seen, wait, touch = work.get(node, (0, None, None))
        here, here_late = waiting.get(node, (0, 0))
        found[node] = Step(
            node=node,
            count=count,
            reworked=reworked,
            late=late,
            limited=limited,
            sent_back=sent_back,
            total=_decimal(total) or Decimal(0),
            median=_decimal(median),
            slow=_decimal(slow),
            waiting=_decimal(wait),
            touch=_decimal(touch),
            seen=seen,
            open=here,
            open_late=here_late,
        )
    return found


def loads(rows: Rows, period: Period, *, now: datetime) -> list[Load]:
    """The fifty people who spent most time in these runs."""
    return [
        Load(
            person_id=person_id,
            name=name,
            done=done,
            late=late,
            limited=limited,
            refused=refused,
            median=_decimal(median),
            total=_decimal(total) or Decimal(0),
            open=here,
            open_late=here_late,
        )
        for person_id, name, done, late, limited, refused, median, total, here, here_late in _ask(
            sql.PEOPLE, rows, period, now=now
        )
    ]


def reasons(rows: Rows, period: Period) -> list[WorkItem]:
    """The newest rejections and returns with what was said."""
    begin, until = span(period)
    said = (Activity.Outcome.REJECTED, Activity.Outcome.RETURNED)
    found = WorkItem.objects.filter(
        instance__in=rows, state=WorkItem.State.DONE, outcome__in=said, closed_at__gte=begin, closed_at__lt=until
    )
    return list(found.select_related("instance__definition", "activity", "assignee").order_by("-closed_at")[:REASONS])


def span(period: Period) -> tuple[datetime, datetime]:
    """The moments a period begins and ends."""
    return _midnight(period.first), _midnight(period.last + timedelta(days=1))


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _ask(statement: str, rows: Rows, period: Period, *, now: datetime) -> list[tuple[Any, ...]]:
    """Run a statement over the ids of these runs."""
    begin, until = span(period)
    trend_from = _midnight(period.months[0])
    given = {
        **calendar(min(begin, trend_from).date() - _CALENDAR_SPAN, max(now, until).date()),
        "from": begin,
        "until": until,
        "trend_from": trend_from,
        "now": now,
    }
    ids = rows.order_by().values("pk")
    with connection.cursor() as cursor:
        chosen = cursor.mogrify(*ids.query.sql_with_params()).replace("%", "%%")
        cursor.execute(statement.format(chosen=chosen), given)
        return cursor.fetchall()


def _decimal(value: Any) -> Decimal | None:
    return None if value is None else Decimal(str(value)).quantize(Decimal("0.01"))
