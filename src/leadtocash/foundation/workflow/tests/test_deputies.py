"""Deputies for some days, orders of an administrator, leavers: work is always with somebody who may do it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from leadtocash.foundation.access.models import Participation
from leadtocash.foundation.accounts.models import Position, User
from leadtocash.foundation.authority import matrix
from leadtocash.foundation.authority.models import AuthorityRow
from leadtocash.foundation.journal.models import Entry
from leadtocash.foundation.kernel import events
from leadtocash.foundation.kernel.errors import NotAllowed
from leadtocash.foundation.workflow import actions, queries
from leadtocash.foundation.workflow.events import WorkItemsOpened
from leadtocash.foundation.workflow.models import Delegation, ProcessInstance, WorkItem
from leadtocash.foundation.workflow.tests.company import FACTS, Company
from leadtocash.foundation.workflow.tests.drawing import do, draw, step
from leadtocash.foundation.workflow.tests.invariants import violations
from leadtocash.foundation.workflow.tests.test_engine import refusal

pytestmark = [pytest.mark.django_db, pytest.mark.req("WFL-3", "ORG-5")]


@pytest.fixture
def flow(firm: Company) -> str:
    firm.publish(
        draw(
            "away",
            "start > sign > gw",
            "gw > sign : sign_outcome == 'rejected'",
            "gw > next > gwn",
            "gwn > sign : next_outcome == 'rejected'",
            "gwn > end",
            sign=step("role:legal"),
            next=step("role:legal"),
        )
    )
    return "away"


def away(firm: Company, who: str, deputy: str, *, begin: int = 0, end: int = 5, **more: Any) -> Delegation:
    act = firm.act(who)
    first = act.today + timedelta(days=begin)
    last = act.today + timedelta(days=end)
    return actions.delegate(
        principal=firm.people[who], deputy=firm.people[deputy], from_day=first, until_day=last, act=act, **more
    )


def sound(instance: ProcessInstance) -> None:
    instance.refresh_from_db()
    assert not violations(instance)


class TestWhileItRuns:
    def test_open_work_goes_over_at_once_and_comes_back(self, firm: Company, flow: str) -> None:
        instance = firm.start(flow)
        delegation = away(firm, "legal", "planner", reason="leave")
        item = firm.item(instance, "sign")
        assert (item.assignee.username, item.on_behalf_of) == ("planner", firm.people["legal"])
        assert list(queries.with_deputies(firm.people["legal"])) == [item]
        assert Participation.objects.filter(person=firm.people["planner"], record_id=instance.record_id).exists()
        ended = actions.end_delegation(delegation, act=firm.act("legal"))
        item.refresh_from_db()
        assert (item.assignee, item.on_behalf_of) == (firm.people["legal"], None)
        assert actions.end_delegation(delegation, act=firm.act("legal")).ended_at == ended.ended_at
        verbs = list(Entry.objects.filter(record_id=instance.record_id).order_by("seq").values_list("verb", flat=True))
        assert "workflow.delegated" in verbs
        assert "workflow.delegation_over" in verbs
        sound(instance)

    def test_new_work_goes_to_the_deputy_who_signs_in_his_name(
        self, firm: Company, flow: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        told: list[WorkItemsOpened] = []
        monkeypatch.setitem(events._listeners, WorkItemsOpened, [told.append])
        away(firm, "legal", "planner")
        instance = firm.start(flow)
        assert [item.assignee.username for event in told for item in event.items] == ["planner"]
        firm.decide(instance, "sign")
        entry = Entry.objects.get(verb="workflow.approved", record_id=instance.record_id)
        assert (entry.actor, entry.data["on_behalf_of"]) == (firm.people["planner"], "legal")
        done = WorkItem.objects.get(instance=instance, state="done")
        assert (done.assignee.username, done.on_behalf_of) == ("planner", firm.people["legal"])
        assert firm.holders(instance) == ["planner"]

    def test_the_principal_may_act_himself_at_any_time(self, firm: Company, flow: str) -> None:
        away(firm, "legal", "planner")
        instance = firm.start(flow)
        item = firm.item(instance, "sign")
        actions.decide(item, "approve", act=firm.act("legal"), revision=None)
        item.refresh_from_db()
        assert (item.assignee.username, item.on_behalf_of, item.outcome) == ("legal", None, "approved")
        assert Entry.objects.filter(verb="workflow.taken_back", record_id=instance.record_id).exists()
        sound(instance)

    def test_only_the_named_processes_and_days(self, firm: Company, flow: str) -> None:
        away(firm, "legal", "planner", kinds=["away"], begin=1, end=2)
        early = firm.start(flow)
        assert firm.holders(early) == ["legal"]
        firm.act(days=1)
        assert actions.turn_of_the_day(act=firm.act()) == 1
        assert firm.holders(early) == ["planner"]
        firm.publish(draw("other", "start > a > end", a=do("role:legal")))
        assert firm.holders(firm.start("other")) == ["legal"]
        firm.act(days=2)
        assert firm.holders(firm.start(flow)) == ["legal"], "past the last day, even before the hour strikes"
        assert actions.turn_of_the_day(act=firm.act()) == 1
        assert firm.holders(early) == ["legal"]
        assert actions.turn_of_the_day(act=firm.act()) == 0

    def test_a_recall_by_principal_or_deputy_keeps_whose_work_it_is(self, firm: Company, flow: str) -> None:
        away(firm, "legal", "planner")
        instance = firm.start(flow)
        firm.decide(instance, "sign")
        actions.recall(instance, act=firm.act("legal"))
        again = firm.item(instance, "sign")
        assert (again.assignee.username, again.on_behalf_of) == ("planner", firm.people["legal"])
        sound(instance)

    def test_the_start_of_a_delegation_leaves_the_recall_open(self, firm: Company, flow: str) -> None:
        instance = firm.start(flow)
        firm.decide(instance, "sign")
        away(firm, "legal", "planner")
        actions.recall(instance, act=firm.act("legal"))
        assert firm.standing(instance) == ["sign"]


class TestWhatIsRefused:
    def test_days_people_circles(self, firm: Company) -> None:
        legal = firm.people["legal"]
        refusal("own_deputy", away, firm, "legal", "legal")
        refusal("days_reversed", away, firm, "legal", "planner", begin=3, end=1)
        refusal("days_over", away, firm, "legal", "planner", begin=-3, end=-1)
        refusal("days_too_many", away, firm, "legal", "planner", end=400)
        refusal("process_unknown", away, firm, "legal", "planner", kinds=["nothing"])
        away(firm, "legal", "planner")
        refusal("delegation_overlaps", away, firm, "legal", "finance", begin=5, end=9)
        refusal("delegation_circle", away, firm, "planner", "legal", begin=2, end=3)
        away(firm, "planner", "legal", begin=6, end=7)
        day = date(2026, 6, 1)
        whose: dict[str, Any] = {
            "principal": legal,
            "deputy": firm.people["finance"],
            "from_day": day,
            "until_day": day,
        }
        refusal("not_your_delegation", actions.delegate, **whose, act=firm.act("planner"))
        assert actions.delegate(**whose, act=firm.act("system_admin")).created_by == firm.people["system_admin"]
        User.objects.filter(username="rd_manager").update(is_active=False)
        firm.people["rd_manager"].refresh_from_db()
        refusal("person_inactive", away, firm, "finance", "rd_manager")

    def test_one_hop_only(self, firm: Company, flow: str) -> None:
        away(firm, "legal", "planner")
        away(firm, "planner", "finance")
        assert firm.holders(firm.start(flow)) == ["planner"]


class TestFourEyes:
    def test_a_deputy_who_asked_for_the_approval_gives_way_to_the_superior(self, firm: Company, flow: str) -> None:
        Position.objects.filter(person=firm.people["legal"]).update(superior=firm.people["bu_manager"])
        away(firm, "legal", "account_manager")
        instance = firm.start(flow)
        assert (firm.holders(instance), firm.item(instance, "sign").on_behalf_of) == (
            ["bu_manager"], firm.people["legal"],
        )  # fmt: skip
        assert firm.holders(firm.start(flow, "finance")) == ["account_manager"]

    def test_without_a_superior_to_the_administrators(self, firm: Company, flow: str) -> None:
        away(firm, "legal", "account_manager")
        instance = firm.start(flow)
        assert firm.holders(instance) == ["system_admin"]
        refusal("hand_on_first", firm.decide, instance, "sign")
        item = firm.item(instance, "sign")
        actions.decide(item, "approve", act=firm.act("legal"), revision=None)
        sound(instance)

    def test_open_work_stays_where_the_deputy_may_not_have_it(self, firm: Company, flow: str) -> None:
        instance = firm.start(flow)
        away(firm, "legal", "account_manager")
        assert firm.holders(instance) == ["legal"]

    def test_nobody_signs_twice_in_one_countersign(self, firm: Company) -> None:
        FACTS.reviewers = ("finance", "legal")
        firm.publish(
            draw(
                "two",
                "start > sign > gw",
                "gw > sign : sign_outcome == 'rejected'",
                "gw > end",
                sign=step("each:test.reviewers"),
            )
        )
        Position.objects.filter(person=firm.people["legal"]).update(superior=firm.people["bu_manager"])
        open_one = firm.start("two")
        firm.decide(open_one, "sign", who="finance")
        away(firm, "legal", "finance")
        assert firm.holders(open_one) == ["bu_manager"], "finance has signed already"
        assert firm.holders(firm.start("two")) == ["bu_manager", "finance"]
        sound(open_one)

    def test_in_an_order_of_the_matrix_neither(self, firm: Company, monkeypatch: pytest.MonkeyPatch) -> None:
        ruling = matrix.Ruling(row=AuthorityRow(code="X"), roles=("bu_manager", "sales_vp"))
        monkeypatch.setattr(matrix, "approvers", lambda *_a, **_m: ruling)
        monkeypatch.setitem(matrix.shipped._things, "test", object())
        firm.publish(
            draw(
                "money",
                "start > sign > gw",
                "gw > sign : sign_outcome == 'rejected'",
                "gw > end",
                sign=step("matrix:test", mode="in_order"),
            )
        )
        away(firm, "sales_vp", "bu_manager")
        instance = firm.start("money")
        firm.decide(instance, "sign", who="bu_manager")
        assert firm.holders(instance) == ["system_admin"]
        sound(instance)

    def test_a_deputy_in_the_same_pool_has_it_for_himself(self, firm: Company, flow: str) -> None:
        firm.second("legal", "legal2")
        away(firm, "legal", "legal2")
        instance = firm.start(flow)
        item = firm.item(instance, "sign")
        assert (firm.holders(instance), item.on_behalf_of) == (["legal2"], None)

    def test_what_a_deputy_approved_spares_him_nothing(self, firm: Company) -> None:
        firm.publish(
            draw(
                "spare",
                "start > a > gwa",
                "gwa > a : a_outcome == 'rejected'",
                "gwa > b > gwb",
                "gwb > a : b_outcome == 'rejected'",
                "gwb > end",
                a=step("role:legal"),
                b=step("role:planner"),
                process={"repeat": "once"},
            )
        )
        away(firm, "legal", "planner")
        instance = firm.start("spare")
        firm.decide(instance, "a")
        assert (firm.standing(instance), firm.holders(instance)) == (["b"], ["planner"])


class TestByOrder:
    def test_one_item(self, firm: Company, flow: str) -> None:
        instance = firm.start(flow)
        item = firm.item(instance, "sign")
        admin = firm.act("system_admin")
        with pytest.raises(NotAllowed):
            actions.reassign(item, to=firm.people["planner"], act=firm.act("planner"), reason="mine")
        refusal("comment_missing", actions.reassign, item, to=firm.people["planner"], act=admin, reason=" ")
        new = actions.reassign(item, to=firm.people["planner"], act=admin, reason="ill")
        item.refresh_from_db()
        assert (firm.holders(instance), item.state, new.sent_by) == (["planner"], "transferred", admin.by)
        entry = Entry.objects.get(verb="workflow.reassigned")
        assert (entry.reason, entry.data["who"], entry.data["to"]) == ("ill", "legal", "planner")
        sound(instance)

    def test_everything_of_one_who_leaves(self, firm: Company, flow: str) -> None:
        first, second = firm.start(flow), firm.start(flow)
        away(firm, "legal", "finance", kinds=["away"])
        FACTS.reviewers = ("legal", "planner")
        firm.publish(
            draw(
                "sides",
                "start > sign > gw",
                "gw > sign : sign_outcome == 'rejected'",
                "gw > end",
                sign=step("each:test.reviewers"),
            )
        )
        third = firm.start("sides")
        legal = firm.people["legal"]
        moved = actions.hand_over_items(legal, to=firm.people["planner"], act=firm.act("system_admin"), reason="leaves")
        assert moved == 3
        assert [firm.holders(one) for one in (first, second)] == [["planner"], ["planner"]]
        assert firm.holders(third) == ["planner", "system_admin"], "the planner signs there already"
        assert not Delegation.objects.filter(ended_at=None).exists()
        assert not WorkItem.objects.filter(assignee=legal, state__in=("open", "waiting")).exists()
        for one in (first, second, third):
            sound(one)

    def test_of_a_pool_the_others_keep_it(self, firm: Company, flow: str) -> None:
        other = firm.second("legal", "legal2")
        instance = firm.start(flow)
        assert actions.reassign_leaver(other, act=firm.act("system_admin")) == 1
        assert firm.holders(instance) == ["legal"]
        sound(instance)

    def test_of_one_who_has_left_to_his_superior_else_to_the_administrators(self, firm: Company, flow: str) -> None:
        instance = firm.start(flow)
        Position.objects.filter(person=firm.people["legal"]).update(superior=firm.people["bu_manager"])
        assert actions.reassign_leaver(firm.people["legal"], act=firm.act("system_admin")) == 1
        assert firm.holders(instance) == ["bu_manager"]
        assert actions.reassign_leaver(firm.people["bu_manager"], act=firm.act("system_admin")) == 1
        item = firm.item(instance, "sign")
        assert (item.assignee.username, item.is_fallback) == ("system_admin", True)
        refusal("hand_on_first", firm.decide, instance, "sign")
        sound(instance)
