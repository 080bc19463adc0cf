"""Who is told of work and of what became of it, and what processes put into the daily digest (WFL-7)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest

from leadtocash.foundation.calendar import feed
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.notices import topics
from leadtocash.foundation.notices.models import Notice
from leadtocash.foundation.notices.sending import sentence_of
from leadtocash.foundation.workflow import actions, digesting
from leadtocash.foundation.workflow.actions import asking, delegating
from leadtocash.foundation.workflow.events import ProcessEnded
from leadtocash.foundation.workflow.models import ProcessInstance, WorkItem
from leadtocash.foundation.workflow.tests.company import MONDAY, Company
from leadtocash.foundation.workflow.tests.drawing import draw, end, step

pytestmark = [pytest.mark.django_db, pytest.mark.req("WFL-7")]
FLOW = draw(
    "telling",
    "start > check > gw1",
    "gw1 > bad : check_outcome == 'rejected'",
    "gw1 > legal > gw2",
    "gw2 > bad : legal_outcome == 'rejected'",
    "gw2 > good",
    check=step("role:sales_manager"),
    legal=step("role:legal"),
    good=end("approved"),
    bad=end("rejected"),
)


@pytest.fixture
def running(firm: Company) -> ProcessInstance:
    firm.publish(FLOW)
    return firm.start("telling")


def told(code: str) -> list[str]:
    return sorted(Notice.objects.filter(topic=code).values_list("person__username", flat=True))


def words(code: str) -> Sequence[str]:
    return [sentence_of(one) for one in Notice.objects.filter(topic=code)]


def test_who_gets_work_is_told_and_the_message_falls_silent_when_it_is_done(
    firm: Company, running: ProcessInstance
) -> None:
    assert told("workflow.opened") == ["sales_manager"]
    one, known = Notice.objects.get(), topics.topics.get("workflow.opened")
    assert (one.record_kind, one.record_id) == (running.record_kind, running.record_id)
    assert known.still is not None
    assert known.still(one.data, one.person_id)
    firm.decide(running, "check")
    assert not known.still(one.data, one.person_id)


def test_the_calendar_names_the_step_as_people_know_it(firm: Company, running: ProcessInstance) -> None:
    WorkItem.objects.update(due_at=MONDAY)
    (due,) = feed.sources.get("workflow.work")(firm.people["sales_manager"], MONDAY.date())
    assert due.title == f"{running.title} \u00b7 {WorkItem.objects.get().step.name}"
    assert "#" not in due.title


def test_who_started_it_hears_that_it_is_approved(firm: Company, running: ProcessInstance) -> None:
    firm.decide(running, "check")
    firm.decide(running, "legal")
    assert told("workflow.approved") == ["account_manager"]
    assert told("workflow.ended") == []


def test_who_started_it_hears_why_it_was_rejected_and_outside_only_that(
    firm: Company, running: ProcessInstance
) -> None:
    firm.decide(running, "check", "reject", comment="too dear")
    assert told("workflow.rejected") == ["account_manager"]
    assert "too dear" in words("workflow.rejected")[0]
    assert "comment" not in str(topics.topics.get("workflow.rejected").outside)


def test_an_area_that_has_said_it_in_its_own_words_is_enough(firm: Company, running: ProcessInstance) -> None:
    from leadtocash.foundation.notices.sending import notify
    from leadtocash.foundation.workflow import notifying

    act = firm.act("legal")
    notify([firm.people["account_manager"]], "projects.closed", act=act, url="/", key="x", project="P")
    notifying.ended(
        ProcessEnded(act=act, instance_id=running.pk, process="telling", record_kind=running.record_kind,
                     record_id=running.record_id, outcome="approved")
    )  # fmt: skip
    assert told("workflow.approved") == []


def test_urging_reaches_who_has_it_at_any_hour(firm: Company, running: ProcessInstance) -> None:
    asking.remind(running, act=firm.act(), comment="customer waits")
    assert told("workflow.urged") == ["sales_manager"]
    assert topics.topics.get("workflow.urged").urgent


def test_copies_and_comments_are_told(firm: Company, running: ProcessInstance) -> None:
    asking.copy(running, people=[firm.people["planner"]], act=firm.act())
    assert told("workflow.copied") == ["planner"]
    actions.comment(running, "which price?", act=firm.act("sales_manager"))
    assert told("workflow.commented") == ["account_manager"]
    actions.comment(running, "that one", act=firm.act("account_manager"))
    assert told("workflow.commented") == ["account_manager", "sales_manager"]


def test_a_deputy_is_told_and_the_principal_when_it_is_over(firm: Company, running: ProcessInstance) -> None:
    act = firm.act("sales_manager")
    made = delegating.delegate(
        principal=firm.people["sales_manager"],
        deputy=firm.people["planner"],
        from_day=act.today,
        until_day=act.today,
        act=act,
    )
    assert told("workflow.deputy") == ["planner"]
    delegating.end_delegation(made, act=firm.act("sales_manager"))
    assert told("workflow.deputy_ended") == ["sales_manager"]


def test_the_digest_lists_work_by_urgency_and_counts_it(firm: Company, running: ProcessInstance) -> None:
    manager, now = firm.people["sales_manager"], firm.at
    later, none = firm.start("telling"), firm.start("telling")
    WorkItem.objects.filter(instance=running).update(due_at=now - timedelta(days=1))
    WorkItem.objects.filter(instance=later).update(due_at=now + timedelta(minutes=1))
    part = digesting.to_do(manager, now - timedelta(days=1), now)
    assert part is not None
    assert part.counts == ("待办 3 项", "1 个超期", "今明到期 1 项")
    assert [row[0].rpartition(" \u00b7 ")[2] for row in part.rows] == [running.title, later.title, none.title]
    assert digesting.to_do(firm.people["planner"], now, now) is None


def test_the_digest_says_what_became_of_ones_own(firm: Company, running: ProcessInstance) -> None:
    starter = firm.people["account_manager"]
    before = firm.at - timedelta(days=1)
    assert digesting.started(starter, before, firm.at) is None
    firm.decide(running, "check", "reject")
    part = digesting.started(starter, before, firm.at)
    assert part is not None
    assert [(row[0], row[2]) for row in part.rows] == [(running.title, "已驳回")]
    assert digesting.started(starter, firm.at + timedelta(seconds=1), firm.at + timedelta(days=1)) is None


def test_the_system_itself_tells_nobody_twice(firm: Company, running: ProcessInstance) -> None:
    from leadtocash.foundation.workflow import notifying
    from leadtocash.foundation.workflow.events import ItemsLate

    item = WorkItem.objects.get(instance=running)
    event = ItemsLate(act=Act(by=None, at=firm.at), instance_id=running.pk, item_ids=(item.pk,))
    notifying.late(event)
    notifying.late(event)
    assert told("workflow.late") == ["sales_manager"]
