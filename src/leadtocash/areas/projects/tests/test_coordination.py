"""Technical support only by a task coordination order: asked, scheduled, booked, done, rated (S0 2.4.1)."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from tests.cast import NOW, Cast

from leadtocash.areas.projects.actions import coordination as actions
from leadtocash.areas.projects.models import CoordinationOrder, Project, SupportBooking
from leadtocash.areas.projects.rules import coordination as rules
from leadtocash.areas.projects.rules.coordination import Slot
from leadtocash.areas.projects.tests.coordination_factories import (
    DAY,
    ORDER,
    a_scheduled_order,
    an_order,
    fresh,
    open_items,
    prepared,
    set_up,
    who_has,
)
from leadtocash.foundation.access.gate import allowed
from leadtocash.foundation.journal.models import Entry
from leadtocash.foundation.kernel.errors import NotAllowed, RuleError
from leadtocash.foundation.notices.models import Notice
from leadtocash.foundation.workflow.actions import recall, transfer
from leadtocash.foundation.workflow.models import ProcessInstance

pytestmark = [pytest.mark.req("PRJ-3"), pytest.mark.django_db]
State = CoordinationOrder.State


def verbs(record: object) -> list[str]:
    return list(
        Entry.objects.filter(kind=record._meta.label_lower, record_id=record.pk, verb__startswith="projects.support")
        .order_by("seq").values_list("verb", flat=True)
    )  # fmt: skip


def test_without_an_order_no_support_is_booked_and_one_is_offered(cast: Cast) -> None:
    project = set_up(cast)
    for name in ("chu", "wang"):
        with pytest.raises(RuleError) as refused:
            actions.book_support(project, None, cast.shen, Slot(DAY, Decimal(8)), act=cast.act(name))
        assert (refused.value.code, refused.value.clause) == ("support_without_order", "S0 2.4.1")
        assert refused.value.offer.href == f"/projects/{project.pk}/coordination-orders/new/"
        assert [m.who for m in refused.value.missing] == ["王敏"]
    assert not SupportBooking.objects.exists()


def test_an_order_not_yet_accepted_is_not_enough(cast: Cast) -> None:
    project = set_up(cast)
    order = an_order(cast, project)
    with pytest.raises(RuleError) as refused:
        actions.book_support(project, None, cast.shen, Slot(DAY, Decimal(8)), act=cast.act("chu"))
    assert refused.value.code == "support_without_order"
    assert refused.value.missing[0].href == order.get_absolute_url()


def test_an_accepted_order_opens_the_project_to_the_technician_and_books_him(cast: Cast) -> None:
    project = set_up(cast)
    assert not Project.objects.visible_to(cast.shen).exists()
    order = a_scheduled_order(cast, project)
    assert (order.number, order.state, order.technician, order.booked_hours) == (
        "RWXT-2026-0001", State.SCHEDULED, cast.shen, Decimal("16.0"),
    )  # fmt: skip
    assert list(Project.objects.visible_to(cast.shen)) == [project]
    assert not allowed(cast.shen, "projects.prepare", project)
    assert not allowed(cast.shen, "projects.do_support", project)
    assert allowed(cast.shen, "projects.do_support", order)
    assert who_has(order) == [("carry_out", "shen")]
    assert verbs(project) == ["projects.support_asked", "projects.support_accepted"]


def test_a_further_day_goes_on_the_accepted_order_and_the_hours_add_up(cast: Cast) -> None:
    project = set_up(cast)
    order = a_scheduled_order(cast, project, hours="4")
    booking = actions.book_support(
        project, None, None, Slot(ORDER["wanted_to"] + timedelta(days=1), Decimal("2.5")), act=cast.act("shen")
    )
    assert (booking.order, booking.technician) == (order, cast.shen)
    assert fresh(order).booked_hours == Decimal("10.5") == sum(b.hours for b in order.bookings.all())
    actions.cancel_booking(booking, act=cast.act("chu"))
    assert fresh(order).booked_hours == Decimal("8.0")


def test_nobody_is_booked_over_eight_hours_a_day_and_the_refusal_names_the_other_order(cast: Cast) -> None:
    first, second = set_up(cast), set_up(cast, title="分院机房")
    taken = a_scheduled_order(cast, first, hours="6")
    order = an_order(cast, second)
    with pytest.raises(RuleError) as refused:
        actions.accept_order(order, cast.shen, [Slot(taken.wanted_from, Decimal("2.5"))], act=cast.act("chu"))
    assert refused.value.code == "booking_over_day"
    assert [(m.who, m.href) for m in refused.value.missing] == [("王敏", taken.get_absolute_url())]
    assert "RWXT-2026-0001" in refused.value.missing[0].what
    assert (fresh(order).state, order.bookings.count()) == (State.ASKED, 0)
    actions.accept_order(order, cast.shen, [Slot(taken.wanted_from, Decimal(2))], act=cast.act("chu"))
    assert fresh(order).booked_hours == Decimal("2.0")


def test_the_technician_reports_and_the_account_manager_rates(cast: Cast) -> None:
    project = set_up(cast)
    order = a_scheduled_order(cast, project)
    actions.report_support(order, "已上架 8 台，系统装好", DAY, act=cast.act("shen"))
    assert who_has(order) == [("rate", "wang")]
    with pytest.raises(ValidationError):
        actions.rate_support(order, 3, "", act=cast.act("wang"))
    actions.rate_support(order, 5, "", act=cast.act("wang"))
    done = fresh(order)
    assert (done.state, done.rating, done.result, done.done_on) == (State.RATED, 5, "已上架 8 台，系统装好", DAY)
    assert ProcessInstance.objects.get(record_id=order.pk, process="task_coordination").outcome == "done"
    assert verbs(project)[-2:] == ["projects.support_reported", "projects.support_rated"]


def test_a_declined_order_carries_its_reason_and_books_nobody(cast: Cast) -> None:
    project = set_up(cast)
    order = an_order(cast, project)
    with pytest.raises(ValidationError):
        actions.decline_order(order, "  ", act=cast.act("chu"))
    actions.decline_order(order, "那两天人都在外地，下周再约", act=cast.act("chu"))
    assert (fresh(order).state, fresh(order).decline_reason) == (State.DECLINED, "那两天人都在外地，下周再约")
    assert who_has(order) == []
    told = Notice.objects.get(person=cast.wang, topic="projects.support_declined")
    assert (told.url, told.data["why"]) == (order.get_absolute_url(), "那两天人都在外地，下周再约")
    with pytest.raises(RuleError, match="RWXT-2026-0001"):
        actions.accept_order(order, cast.shen, [Slot(DAY, Decimal(8))], act=cast.act("chu"))


@pytest.mark.parametrize(
    ("who", "verb"),
    [("zhao", "ask"), ("sun", "ask"), ("wang", "accept"), ("shen", "accept"), ("wang", "report"), ("shen", "rate")],
)
def test_each_step_belongs_to_its_role(cast: Cast, who: str, verb: str) -> None:
    project = set_up(cast)
    if verb == "ask":
        with pytest.raises(NotAllowed):
            an_order(cast, project, owner=who)
        return
    order, act = an_order(cast, project), cast.act(who)
    tries = {
        "accept": lambda: actions.accept_order(order, cast.shen, [Slot(DAY, Decimal(8))], act=act),
        "report": lambda: actions.report_support(order, "x", DAY, act=act),
        "rate": lambda: actions.rate_support(order, 5, "", act=act),
    }
    with pytest.raises(NotAllowed):
        tries[verb]()


def test_support_is_asked_for_only_while_a_project_is_carried_out(cast: Cast) -> None:
    project = prepared(cast)
    with pytest.raises(RuleError) as refused:
        an_order(cast, project)
    assert (refused.value.code, len(refused.value.missing)) == ("support_not_in_execution", 1)


def test_only_technical_support_can_be_sent(cast: Cast) -> None:
    order = an_order(cast, set_up(cast))
    with pytest.raises(ValidationError) as wrong:
        actions.accept_order(order, cast.qian, [Slot(DAY, Decimal(8))], act=cast.act("chu"))
    assert list(wrong.value.message_dict) == ["technician"]


def test_an_order_taken_back_in_time_is_withdrawn_and_a_day_over_is_not_wanted(cast: Cast) -> None:
    project = set_up(cast)
    order = an_order(cast, project)
    recall(ProcessInstance.objects.get(record_id=order.pk, process="task_coordination"), act=cast.act("wang"))
    assert fresh(order).state == State.WITHDRAWN
    with pytest.raises(ValidationError):
        an_order(cast, project, wanted_from=DAY - timedelta(days=3), wanted_to=DAY - timedelta(days=1))


def test_handed_on_the_order_and_its_days_go_to_the_other_technician(cast: Cast) -> None:
    order = a_scheduled_order(cast, set_up(cast))
    item = open_items(order)[0]
    with pytest.raises(RuleError) as refused:
        transfer(item, to=cast.qian, act=cast.act("shen"))
    assert refused.value.code == "not_technical"
    transfer(item, to=cast.chu, act=cast.act("shen"))
    assert fresh(order).technician == cast.chu
    assert {booking.technician for booking in order.bookings.all()} == {cast.chu}
    actions.report_support(order, "我去的", DAY, act=cast.act("chu"))
    assert fresh(order).state == State.DONE


def test_an_answer_given_stays_given(cast: Cast) -> None:
    """The step has written into the project's journal: it cannot be recalled."""
    order = a_scheduled_order(cast, set_up(cast))
    with pytest.raises(RuleError) as refused:
        recall(ProcessInstance.objects.get(record_id=order.pk, process="task_coordination"), act=cast.act("chu"))
    assert refused.value.code == "no_recall"


@pytest.mark.parametrize(
    ("slots", "code"),
    [([], "schedule_empty"), ([-1], "booking_day"), ([400], "booking_day"), ([0], ""), ([366], "")],
)
def test_days_of_a_schedule(slots: list[int], code: str) -> None:
    wanted = [Slot(DAY + timedelta(days=n), Decimal(8)) for n in slots]
    if not code:
        rules.check_slots(wanted, asked_on=DAY, ahead=366)
        return
    with pytest.raises(RuleError) as refused:
        rules.check_slots(wanted, asked_on=DAY, ahead=366)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (date(2026, 11, 13), date(2026, 11, 17), [13, 16, 17]),
        (date(2026, 11, 14), date(2026, 11, 14), [14]),
        (date(2026, 11, 14), date(2026, 11, 15), []),
    ],
)
def test_a_span_books_its_working_days_and_a_single_free_day_asked_for(
    first: date, last: date, expected: list[int]
) -> None:
    working = [first + timedelta(days=n) for n in range(9) if (first + timedelta(days=n)).weekday() < 5]
    found = rules.days_of(first, last, Decimal(8), working=working)
    assert [slot.day.day for slot in found] == expected
    assert NOW.tzinfo is not None
