"""Due dates follow the calendar; reports go up a chain; nothing is ever decided by time (WFL-4, ORG-6)."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from leadtocash.foundation.accounts.models import Position
from leadtocash.foundation.administration import actions as administration
from leadtocash.foundation.calendar import days
from leadtocash.foundation.calendar.models import CalendarDay, WorkingHours
from leadtocash.foundation.journal.models import Entry
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.notices.models import Notice
from leadtocash.foundation.workflow import actions, bpmn, deadlines, escalation
from leadtocash.foundation.workflow.graph import Boundary, Kind, Node
from leadtocash.foundation.workflow.models import Activity, ProcessInstance, Timer
from leadtocash.foundation.workflow.tests.company import MONDAY, Company
from leadtocash.foundation.workflow.tests.drawing import do, draw, step, timer

pytestmark = [pytest.mark.django_db, pytest.mark.req("WFL-4")]
HERE = ZoneInfo("Asia/Shanghai")
FLOW = draw(
    "span",
    "start > a > end",
    a=do("role:legal", limit="3"),
    soon=timer("a", 2, "remind"),
    up=timer("a", 4, "escalate:superior"),
    higher=timer("a", 6, "escalate:superior:2"),
)
NOW = Act(by=None, at=datetime(2026, 3, 2, 2, tzinfo=UTC))


def moments(instance: ProcessInstance) -> dict[str, datetime]:
    """When what happens, in the company's time (March 2026; the step opens on Monday the 2nd)."""
    found = {t.boundary or "limit": t.fire_at.astimezone(HERE) for t in Timer.objects.filter(instance=instance)}
    activity = Activity.objects.get(instance=instance, is_open=True)
    due = activity.due_at
    assert due is not None
    assert found["limit"] == due.astimezone(HERE)
    assert {item.due_at for item in activity.items.all()} == {due}
    return found


def at(day: int, hour: int = 9, minute: int = 0, second: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, minute, second, tzinfo=HERE)


def night(day: int) -> datetime:
    return at(day, 23, 59, 59)


def turn(day: date, *, working: bool) -> None:
    CalendarDay.objects.update_or_create(day=day, defaults={"working": working, "confirmed": True})


@pytest.fixture
def running(firm: Company) -> ProcessInstance:
    firm.publish(FLOW)
    return firm.start("span")


def test_reminders_and_reports_go_out_when_work_begins_and_the_limit_ends_with_its_day(
    running: ProcessInstance,
) -> None:
    assert moments(running) == {"soon": at(4), "limit": night(5), "up": at(6), "higher": at(10)}


@pytest.mark.req("ORG-6")
def test_a_holiday_put_in_moves_what_spans_it_and_taken_out_moves_it_back(running: ProcessInstance) -> None:
    before = moments(running)
    turn(date(2026, 3, 5), working=False)
    assert deadlines.recount(act=NOW, touched=[date(2026, 3, 5)]) == deadlines.Moved(activities=1, timers=3)
    assert moments(running) == {"soon": at(4), "limit": night(6), "up": at(9), "higher": at(11)}
    assert deadlines.recount(act=NOW, touched=[date(2026, 3, 5)]) == deadlines.Moved()  # safe to repeat
    CalendarDay.objects.filter(day=date(2026, 3, 5)).delete()
    deadlines.recount(act=NOW, touched=[date(2026, 3, 5)])
    assert moments(running) == before


def test_a_make_up_day_brings_the_end_nearer_and_people_are_told(running: ProcessInstance) -> None:
    firm_step = Activity.objects.get(instance=running, is_open=True)
    turn(date(2026, 3, 4), working=False)
    turn(date(2026, 3, 5), working=False)
    deadlines.recount(act=NOW, touched=[date(2026, 3, 4), date(2026, 3, 5)])
    assert moments(running)["limit"] == night(9)
    assert not Notice.objects.filter(topic=deadlines.DUE_EARLIER).exists()
    turn(date(2026, 3, 7), working=True)  # a Saturday
    deadlines.recount(act=NOW, touched=[date(2026, 3, 7)])
    assert moments(running)["limit"] == night(7)
    told = Notice.objects.get(topic=deadlines.DUE_EARLIER)
    assert (told.person.username, told.data["new"]) == ("legal", "2026-03-07")
    noted = Entry.objects.filter(verb=deadlines.DUE_MOVED, record_id=running.record_id).order_by("seq")
    assert [(one.data["old"], one.data["new"]) for one in noted] == [
        ("2026-03-05", "2026-03-09"),
        ("2026-03-09", "2026-03-07"),
    ]
    assert noted[0].data["step"] == firm_step.node


def test_days_outside_the_span_move_nothing(running: ProcessInstance) -> None:
    for day in (2, 11):
        turn(date(2026, 3, day), working=False)
    assert deadlines.recount(act=NOW, touched=[date(2026, 3, 2), date(2026, 3, 11)]) == deadlines.Moved()


def test_a_limit_that_had_passed_and_lies_ahead_again_is_told_again(running: ProcessInstance) -> None:
    late = Act(by=None, at=night(5).replace(hour=23, minute=59, second=59))
    assert actions.fire_timers(act=late) == 2  # the reminder and the limit
    turn(date(2026, 3, 5), working=False)
    deadlines.recount(act=late, touched=[date(2026, 3, 5)])
    assert moments(running)["limit"] == night(6)


def test_the_page_of_the_calendar_has_everything_counted_anew(firm: Company, running: ProcessInstance) -> None:
    from procrastinate.contrib.django.models import ProcrastinateJob

    firm.at = MONDAY
    administration.set_day(date(2026, 3, 3), working=False, name="", act=firm.act("system_admin"))
    asked = ProcrastinateJob.objects.filter(task_name="workflow.recount").latest("pk")
    assert asked.args == {"changed": ["2026-03-03"]}
    values = {"begin": time(8), "break_begin": time(12), "break_end": time(12, 30), "end": time(17)}
    administration.set_hours(values, act=firm.act("system_admin"))
    assert ProcrastinateJob.objects.filter(task_name="workflow.recount").latest("pk").args == {"changed": []}
    deadlines.recount(act=NOW)
    assert moments(running) == {"soon": at(5, 8), "limit": night(6), "up": at(9, 8), "higher": at(11, 8)}
    WorkingHours.objects.all().delete()
    days.forget()


def test_the_superior_of_the_superior_hears_and_where_there_is_none_the_highest_there_is(firm: Company) -> None:
    people = firm.people
    Position.objects.filter(person=people["legal"]).update(superior=people["sales_manager"])
    Position.objects.filter(person=people["sales_manager"]).update(superior=people["bu_manager"])

    def told(does: str, who: str = "legal") -> list[str]:
        return [person.username for person in escalation.told(does, [people[who]], firm.department)]

    assert told("escalate:superior") == ["sales_manager"]
    assert told("escalate:superior:2") == ["bu_manager"]
    assert told("escalate:superior:3") == ["bu_manager"]
    assert told("escalate:role:finance") == ["finance"]
    assert told("escalate:superior", "planner") == ["system_admin"]


@pytest.mark.parametrize(
    ("limit", "timers", "said"),
    [
        (3, [(2, "remind"), (4, "escalate:superior"), (6, "escalate:superior:2")], []),
        (10, [(11, "escalate:role:legal"), (15, "escalate:role:finance")], []),
        (0, [(1, "escalate:superior")], []),
        (3, [(3, "escalate:superior")], ["before its limit"]),
        (1, [(2, "escalate:superior"), (2, "escalate:superior")], ["twice"]),
        (1, [(2, "escalate:superior:2"), (3, "escalate:superior")], ["lower superior"]),
        (1, [(2, "escalate:superior:9")], ["cannot do"]),
        (1, [(2, "escalate:role:nobody")], ["cannot do"]),
        (1, [(2, "approve")], ["cannot do"]),
    ],
)
@pytest.mark.usefixtures("_english")
def test_a_chain_that_makes_no_sense_is_refused(limit: int, timers: list[tuple[int, str]], said: list[str]) -> None:
    boundaries = tuple(Boundary(id=f"t{n}", after=after, does=does) for n, (after, does) in enumerate(timers))
    node = Node(id="a", kind=Kind.STEP, limit=limit, boundaries=boundaries)
    found = list(escalation.problems(node, {"legal", "finance"}))
    assert len(found) == len(said)
    assert all(part in sentence for part, sentence in zip(said, found, strict=True))


def test_a_decision_about_money_is_never_made_by_time(firm: Company) -> None:
    flow: Any = draw(
        "money",
        "start > a > gw",
        "gw > b : a_outcome == 'rejected'",
        "gw > end",
        "b > end",
        "t > end",
        a=step("role:finance", limit="1"),
        t=timer("a", 2),
        b=do(),
    )
    with pytest.raises(bpmn.Refused):
        firm.publish(flow)
