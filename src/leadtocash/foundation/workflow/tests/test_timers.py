"""Limits, reminders, reports upwards and steps that time ends, in working days."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from leadtocash.foundation.calendar import days
from leadtocash.foundation.calendar.models import CalendarDay
from leadtocash.foundation.journal.models import Entry
from leadtocash.foundation.kernel import events
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.workflow import actions
from leadtocash.foundation.workflow.events import ItemsEscalated, ItemsLate, ItemsReminded
from leadtocash.foundation.workflow.models import Timer, WorkItem
from leadtocash.foundation.workflow.tests.company import MONDAY, Company
from leadtocash.foundation.workflow.tests.drawing import do, draw, step, timer

pytestmark = pytest.mark.django_db

SIGNOFF = draw(
    "signoff",
    "start > sign > gw",
    "gw > sign2 : sign_outcome == 'rejected'",
    "gw > end",
    "sign2 > end",
    sign=step("person:owner", limit="10"),
    remind=timer("sign", 5, "remind"),
    upwards=timer("sign", 11, "escalate:superior"),
    higher=timer("sign", 15, "escalate:role:bu_manager"),
    sign2=do(),
)


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    told: list[object] = []
    for kind in (ItemsReminded, ItemsLate, ItemsEscalated):
        monkeypatch.setitem(events._listeners, kind, [told.append])
    return told


def at(day: int, hour: int = 23) -> Act:
    """Midnight in Shanghai ends a day; March 2026 begins on a Sunday, the process on Monday the 2nd."""
    return Act(by=None, at=datetime(2026, 3, day, hour, tzinfo=UTC))


@pytest.mark.req("WFL-4", "PRJ-5")
def test_a_limit_reminds_before_reports_after_and_never_decides(firm: Company, heard: list[object]) -> None:
    firm.publish(SIGNOFF)
    instance = firm.start("signoff")
    told = []
    for day in range(3, 31):
        if actions.fire_timers(act=at(day)):
            told.append((day, [type(event).__name__ for event in heard]))
            heard.clear()
    assert told == [(9, ["ItemsReminded"]), (16, ["ItemsLate"]), (17, ["ItemsEscalated"]), (23, ["ItemsEscalated"])]
    assert firm.standing(instance) == ["sign"]
    verbs = Entry.objects.filter(record_id=instance.record_id, actor=None).order_by("seq")
    assert list(verbs.values_list("verb", flat=True))[-4:] == [
        "workflow.reminded",
        "workflow.late",
        "workflow.escalated",
        "workflow.escalated",
    ]
    assert verbs.last().data["told"] == "bu_manager"  # type: ignore[union-attr]


@pytest.mark.req("ORG-6")
def test_free_days_do_not_count(firm: Company) -> None:
    CalendarDay.objects.update_or_create(day=datetime(2026, 3, 3, tzinfo=UTC).date(), defaults={"working": False})
    days.forget()
    firm.publish(draw("short", "start > a > end", a=do(limit="1")))
    item = firm.item(firm.start("short"), "a")
    assert item.due_at is not None
    assert item.due_at.date() == datetime(2026, 3, 4, tzinfo=UTC).date()
    days.forget()


def test_a_finished_step_has_no_timers_and_the_next_round_counts_anew(firm: Company) -> None:
    firm.publish(SIGNOFF)
    instance = firm.start("signoff")
    assert Timer.objects.filter(instance=instance).count() == 4
    firm.decide(instance, "sign", "reject")
    assert not Timer.objects.filter(instance=instance).exists()
    firm.at = MONDAY
    actions.recall(instance, act=firm.act(days=2))
    assert Timer.objects.filter(instance=instance).count() == 4


def test_a_timer_that_ends_a_step_takes_its_own_way(firm: Company) -> None:
    firm.publish(draw("wait", "start > a > end", "t1 > b > end", a=do("role:legal"), t1=timer("a", 2), b=do()))
    instance = firm.start("wait")
    assert actions.fire_timers(act=at(3)) == 0
    assert actions.fire_timers(act=at(5)) == 1
    assert firm.standing(instance) == ["b"]
    closed = WorkItem.objects.get(instance=instance, activity__node="a")
    assert (closed.state, closed.activity.outcome) == ("closed", "timed_out")
