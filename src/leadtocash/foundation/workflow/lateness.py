"""What is late, with whom, at which step, by how much; and who is slow (WFL-4).

Only work on records one may see, of oneself and of the people one answers for: every number is a number of rows the
same person may list. Counted by the database in groups of person, step and due day; the calendar does the rest.
"""
# ruff: noqa: S608 - put together from parts of this file; every value is a parameter

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Literal

from django.apps import apps
from django.db import connection, models
from django.db.models import Count, Exists, F, OuterRef, Q
from django.db.models.functions import TruncDate
from django.utils import timezone

from leadtocash.foundation.access.grants import grant
from leadtocash.foundation.access.scoping import visible_q
from leadtocash.foundation.accounts.models import Department, Position, User
from leadtocash.foundation.calendar import days, sql
from leadtocash.foundation.workflow.definitions import graph_of
from leadtocash.foundation.workflow.models import ProcessDefinition, WorkItem
from leadtocash.foundation.workflow.permissions import LATE
from leadtocash.foundation.workflow.registry import subjects

By = Literal["person", "department", "step"]
SOON_DAYS = 2
PAST_DAYS = 90
_LONGEST = timedelta(days=3660)  # nothing that was finished lately lay longer than that


@dataclass
class Line:
    """One person, department or step. worst, total: working days over; people etc. by which it can be narrowed."""

    key: Any
    label: str
    note: str = ""
    late: int = 0
    soon: int = 0
    worst: int = 0
    total: int = 0

    @property
    def average(self) -> float | None:
        """Working days over, on average of what is late."""
        return round(self.total / self.late, 1) if self.late else None

    def add(self, late: int, soon: int, over: int) -> None:
        self.late += late
        self.soon += soon
        self.total += over * late
        self.worst = max(self.worst, over if late else 0)


@dataclass(frozen=True)
class Pace:
    """How long a person takes for a step: median in working days, of how many."""

    person: str
    person_id: int
    process: str
    step: str
    count: int
    days: Decimal


@dataclass(frozen=True)
class Overview:
    """The lines, the most late first, and their sum."""

    lines: list[Line]
    whole: Line


def seen_by(person: User) -> models.QuerySet[WorkItem]:
    """Everybody's work this person may look at: his own and his people's, on records he may see."""
    reach = grant(person, LATE)
    rows = WorkItem.objects.all()
    if not reach.everything:
        below = Position.objects.filter(department__in=sorted(reach.departments)).values_list("person_id", flat=True)
        rows = rows.filter(assignee__in=sorted({person.pk, *below}))
    return _on_visible_records(rows, person)


def waiting(person: User, *, now: datetime) -> models.QuerySet[WorkItem]:
    """Open work that is late or due within two working days."""
    limit = days.end_of(days.add(timezone.localdate(now), SOON_DAYS))
    return seen_by(person).filter(state=WorkItem.State.OPEN, due_at__lte=limit)


def late(person: User, *, now: datetime) -> models.QuerySet[WorkItem]:
    """Open work past its limit."""
    return seen_by(person).filter(state=WorkItem.State.OPEN, due_at__lt=now)


def overview(person: User, by: By, *, now: datetime) -> Overview:
    """Count what is late and what soon will be. The sum of the lines is the whole."""
    today, lines, whole = timezone.localdate(now), dict[Any, Line](), Line(key="", label="")
    tell = _Labels()
    groups = (
        waiting(person, now=now)
        .values("assignee_id", "activity__process", "activity__node", day=TruncDate("due_at"))
        .annotate(n=Count("pk"), late=Count("pk", filter=Q(due_at__lt=now)))
        .order_by()
    )
    for group in groups:
        key = tell.key(by, group)
        line = lines.get(key)
        if line is None:
            line = lines[key] = Line(key, *tell.words(by, key))
        over = max(days.between(group["day"], today), 1) if group["late"] else 0
        for one in (line, whole):
            one.add(group["late"], group["n"] - group["late"], over)
    ordered = sorted(lines.values(), key=lambda one: (-one.late, -one.worst, -one.soon, one.label))
    return Overview(ordered, whole)


class _Labels:
    """Names of people, departments and steps, each asked for once."""

    def __init__(self) -> None:
        main = Position.objects.order_by("person_id", "-is_main", "pk").distinct("person_id")
        self.home: Mapping[int, int] = dict(main.values_list("person_id", "department_id"))
        self.people = dict(User.objects.values_list("pk", "name"))
        self.departments = dict(Department.objects.values_list("pk", "name"))
        self.steps = StepNames()

    def key(self, by: By, group: Mapping[str, Any]) -> Any:
        if by == "person":
            return group["assignee_id"]
        if by == "department":
            return self.home.get(group["assignee_id"], 0)
        return group["activity__process"], group["activity__node"]

    def words(self, by: By, key: Any) -> tuple[str, str]:
        """The name, and beside it the department or the process."""
        if by == "person":
            return self.people.get(key, "?"), self.departments.get(self.home.get(key, 0), "")
        if by == "department":
            return self.departments.get(key, "?"), ""
        return self.steps.of(*key)


class StepNames:
    """Step and process in words, by the newest version that knows the step; definitions are read when asked for."""

    def __init__(self) -> None:
        self.versions: dict[str, list[tuple[int, str]]] = {}
        for one in ProcessDefinition.objects.order_by("key", "-version").defer("bpmn"):
            self.versions.setdefault(one.key, []).append((one.pk, one.label))

    def of(self, process: str, node: str) -> tuple[str, str]:
        versions = self.versions.get(process, [])
        name = versions[0][1] if versions else process
        for pk, _label in versions:
            found = graph_of(pk).nodes.get(node)
            if found is not None:
                return found.label, name
        return node, name


def people_of(department: int) -> models.QuerySet[Any, Any]:
    """The people whose main position lies in this department: so the sums of departments add up."""
    main = Position.objects.order_by("person_id", "-is_main", "pk").distinct("person_id")
    return Position.objects.filter(pk__in=main.values("pk"), department_id=department).values("person_id")


_PACE = """
WITH {calendar}, work AS MATERIALIZED (
  SELECT w.assignee, w.process, w.node, {until} - {since} AS took
  FROM ({{chosen}}) AS w (assignee, process, node, opened_at, closed_at)
)
SELECT u.name, u.id, work.process, work.node, COUNT(*), PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY took)
FROM work JOIN accounts_user u ON u.id = work.assignee
GROUP BY u.id, u.name, work.process, work.node ORDER BY 6 DESC, 2 LIMIT 200
""".format(calendar=sql.CALENDAR, until=sql.place("w.closed_at"), since=sql.place("w.opened_at"))


def paces(person: User, *, now: datetime) -> list[Pace]:
    """Who takes how long for which step, the slowest first: median working time over the last 90 days."""
    since = now - timedelta(days=PAST_DAYS)
    chosen = seen_by(person).filter(state=WorkItem.State.DONE, closed_at__gte=since, automatic="")
    columns = ("assignee_id", "activity__process", "activity__node", "opened_at", "closed_at")
    text, values = chosen.order_by().values_list(*columns).query.sql_with_params()
    names = sql.parameters(timezone.localdate(since - _LONGEST), timezone.localdate(now))
    for place, value in enumerate(values):
        names[f"v{place}"] = value
    holes = tuple(f"%(v{place})s" for place in range(len(values)))
    with connection.cursor() as cursor:
        cursor.execute(_PACE.format(chosen=text % holes), names)
        rows = cursor.fetchall()
    steps, found = StepNames(), []
    full = names["cal_full"] or 1
    for name, pk, process, node, count, seconds in rows:
        step, label = steps.of(process, node)
        found.append(Pace(name, pk, label, step, count, Decimal(str(seconds / full)).quantize(Decimal("0.1"))))
    return found


def _on_visible_records(rows: models.QuerySet[WorkItem], person: User) -> models.QuerySet[WorkItem]:
    open_to_all, condition = True, Q()
    for kind in dict(subjects.items()):
        model = apps.get_model(kind)
        if not hasattr(model, "access"):
            condition |= Q(instance__record_kind=kind)
            continue
        visible = visible_q(model, person)
        if visible == Q():
            condition |= Q(instance__record_kind=kind)
            continue
        open_to_all = False
        seen = model._base_manager.filter(visible, pk=OuterRef("instance__record_id"))
        condition |= Q(Exists(seen), instance__record_kind=kind)
    return rows if open_to_all else rows.filter(condition)


def nodes_of(rows: models.QuerySet[WorkItem]) -> models.QuerySet[WorkItem]:
    """With everything a list shows of them."""
    related = ("instance__definition", "activity", "assignee", "sent_by", "on_behalf_of")
    return rows.select_related(*related).annotate(step_id=F("activity__node"))
