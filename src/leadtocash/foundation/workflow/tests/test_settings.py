"""What a definition may say: asked again or not, the applicant himself, nobody found, copies, giving up, editing."""

from __future__ import annotations

from typing import Any

import pytest

from leadtocash.foundation.access.models import Participation
from leadtocash.foundation.accounts.models import Department, Position, Role
from leadtocash.foundation.authority import matrix
from leadtocash.foundation.authority.models import AuthorityRow
from leadtocash.foundation.journal.models import Entry
from leadtocash.foundation.workflow import actions, queries
from leadtocash.foundation.workflow.bpmn import Refused
from leadtocash.foundation.workflow.models import Copy, ProcessInstance, WorkItem
from leadtocash.foundation.workflow.tests.company import FACTS, Company
from leadtocash.foundation.workflow.tests.drawing import do, draw, end, service, step
from leadtocash.foundation.workflow.tests.invariants import violations
from leadtocash.foundation.workflow.tests.test_engine import refusal

pytestmark = [pytest.mark.django_db, pytest.mark.req("WFL-3")]
LINE = (
    "start > a > gwa", "gwa > revise : a_outcome == 'rejected'", "gwa > b > gwb",
    "gwb > revise : b_outcome == 'rejected'",
    "gwb > c > gwc", "gwc > revise : c_outcome == 'rejected'", "gwc > end", "revise > a",
)  # fmt: skip


def line(key: str, *, a: Any, b: Any, c: Any, process: dict[str, str] | None = None, **more: Any) -> bytes:
    """Three approvals one after the other; a rejection leads to the owner and back to the first."""
    signing = {"a": a, "b": b, "c": c}
    steps: dict[str, Any] = {name: step(one) if isinstance(one, str) else one for name, one in signing.items()}
    steps |= {"revise": do(), "end": end("approved"), **more}
    return draw(key, *LINE, process=process or {}, **steps)


@pytest.fixture
def by_matrix(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        matrix, "approvers", lambda *_a, **_m: matrix.Ruling(row=AuthorityRow(code="X1"), roles=("finance",))
    )
    monkeypatch.setitem(matrix.shipped._things, "test", object())


def automatic(instance: ProcessInstance) -> list[tuple[str, str]]:
    rows = WorkItem.objects.filter(instance=instance).exclude(automatic="").order_by("pk")
    return list(rows.values_list("activity__node", "automatic"))


class TestRepeat:
    def test_each_asks_again(self, firm: Company) -> None:
        firm.publish(line("each", a="role:finance", b="role:finance", c="role:legal"))
        instance = firm.start("each")
        firm.decide(instance, "a")
        assert (firm.standing(instance), automatic(instance)) == (["b"], [])

    def test_in_a_row_spares_the_next_step_only(self, firm: Company) -> None:
        firm.publish(line("row", a="role:finance", b="role:finance", c="role:legal", process={"repeat": "in_a_row"}))
        instance = firm.start("row")
        firm.decide(instance, "a")
        assert (firm.standing(instance), automatic(instance)) == (["c"], [("b", "repeat")])
        entry = Entry.objects.get(verb="workflow.automatic", record_id=instance.record_id)
        assert (entry.data["step"], entry.data["who"], entry.data["why"]) == ("b", "finance", "repeat")
        firm.publish(line("row2", a="role:finance", b="role:legal", c="role:finance", process={"repeat": "in_a_row"}))
        other = firm.start("row2")
        firm.decide(other, "a")
        firm.decide(other, "b")
        assert firm.standing(other) == ["c"]

    def test_once_spares_every_later_step_of_the_round_but_not_of_the_next(self, firm: Company) -> None:
        firm.publish(line("once", a="role:finance", b="role:legal", c="role:finance", process={"repeat": "once"}))
        instance = firm.start("once")
        firm.decide(instance, "a")
        firm.decide(instance, "b", "reject")
        firm.decide(instance, "revise", "do")
        assert firm.standing(instance) == ["a"], "what was approved before the rejection counts no more"
        firm.decide(instance, "a")
        over = firm.decide(instance, "b")
        assert (over.state, automatic(instance)) == ("ended", [("c", "repeat")])
        assert not violations(over)

    def test_a_change_of_the_document_asks_again(self, firm: Company, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(Department, "revision", 1, raising=False)
        firm.publish(line("rev", a="role:finance", b="role:legal", c="role:finance", process={"repeat": "once"}))
        instance = firm.start("rev")
        actions.decide(firm.item(instance, "a"), "approve", act=firm.act("finance"), revision=1)
        monkeypatch.setattr(Department, "revision", 2)
        actions.decide(firm.item(instance, "b"), "approve", act=firm.act("legal"), revision=2)
        assert firm.standing(instance) == ["c"]

    def test_everything_by_one_person_and_the_process_is_over_at_once(self, firm: Company) -> None:
        firm.publish(line("all", a="role:legal", b="role:legal", c="role:legal", process={"repeat": "once"}))
        over = firm.decide(firm.start("all"), "a")
        assert (over.state, over.outcome) == ("ended", "approved")
        assert not violations(over)

    def test_within_an_order_of_signing(self, firm: Company) -> None:
        FACTS.reviewers = ("legal", "finance", "planner")
        Position.objects.filter(person=firm.people["planner"]).delete()
        Position.objects.create(
            person=firm.people["legal"], department=firm.department, role=_role("planner"), is_main=False
        )
        flow = draw("order", "start > a > gw", "gw > b : a_outcome == 'rejected'", "b > end", "gw > end", b=do(),
                    a=step("each:test.reviewers", mode="in_order", repeat="once"))  # fmt: skip
        firm.publish(flow)
        instance = firm.start("order")
        firm.decide(instance, "a", who="legal")
        over = firm.decide(instance, "a", who="finance")
        assert (over.state, automatic(instance)) == ("ended", [("a", "repeat")])

    def test_a_matrix_step_is_not_spared_by_the_process(self, firm: Company, by_matrix: None) -> None:
        firm.publish(line("m1", a="role:finance", b="matrix:test", c="role:legal", process={"repeat": "once"}))
        instance = firm.start("m1")
        firm.decide(instance, "a")
        assert firm.standing(instance) == ["b"]
        firm.publish(line("m2", a="role:finance", b=step("matrix:test", repeat="once"), c="role:legal",
                          process={"repeat": "once"}))  # fmt: skip
        said_so = firm.start("m2")
        firm.decide(said_so, "a")
        assert firm.standing(said_so) == ["c"]

    def test_a_loop_of_spared_steps_comes_to_rest(self, firm: Company) -> None:
        flow = draw("loop", "start > a > gw", "gw > end2 : a_outcome == 'rejected'", "gw > b > gw2",
                    "gw2 > a : amount == 100", "gw2 > end : b_outcome == 'rejected'", "gw2 > end",
                    a=step("role:legal"), b=step("role:legal"), process={"repeat": "once"})  # fmt: skip
        firm.publish(flow)
        instance = firm.start("loop")
        firm.decide(instance, "a")
        assert len(firm.standing(instance)) == 1


class TestTheApplicantHimself:
    def flow(self, firm: Company, own: str) -> ProcessInstance:
        firm.publish(line(f"own_{own}", a="role:account_manager", b="role:legal", c="role:legal", process={"own": own}))
        return firm.start(f"own_{own}")

    def test_self(self, firm: Company) -> None:
        assert firm.holders(self.flow(firm, "self")) == ["account_manager"]

    def test_skip(self, firm: Company) -> None:
        instance = self.flow(firm, "skip")
        assert (firm.standing(instance), automatic(instance)) == (["b"], [("a", "own")])

    def test_superior_and_without_one_the_administrator(self, firm: Company) -> None:
        assert firm.holders(self.flow(firm, "superior")) == ["sales_manager"]
        Position.objects.update(superior=None)
        instance = firm.start("own_superior")
        assert firm.holders(instance) == ["system_admin"]
        refusal("own_request", actions.transfer, firm.item(instance, "a"), to=firm.people["account_manager"],
                act=firm.act("system_admin"))  # fmt: skip

    def test_another_of_the_pool_is_asked_instead(self, firm: Company) -> None:
        firm.second("account_manager", "colleague")
        assert firm.holders(self.flow(firm, "superior")) == ["colleague"]

    def test_by_matrix_never_himself_unless_the_step_says_so(self, firm: Company, by_matrix: None) -> None:
        firm.publish(line("own1", a="matrix:test", b="role:legal", c="role:legal"))
        assert firm.holders(firm.start("own1", "finance")) == ["system_admin"]
        firm.publish(line("own2", a=step("matrix:test", own="self"), b="role:legal", c="role:legal"))
        assert firm.holders(firm.start("own2", "finance")) == ["finance"]


class TestNobodyFound:
    @pytest.mark.parametrize(
        ("nobody", "holders", "fallback"),
        [
            ("administrator", ["system_admin"], True),
            ("superior", ["sales_manager"], False),
            ("skip", ["finance"], False),
        ],
    )
    def test_as_the_definition_says(self, firm: Company, nobody: str, holders: list[str], fallback: bool) -> None:
        firm.people["legal"].positions.all().delete()
        firm.publish(
            line(f"no_{nobody}", a="role:legal", b="role:finance", c="role:finance", process={"nobody": nobody})
        )
        instance = firm.start(f"no_{nobody}")
        assert firm.holders(instance) == holders
        assert WorkItem.objects.get(instance=instance, state="open").is_fallback is fallback
        assert not violations(instance)


@pytest.mark.parametrize(
    ("more", "step_of", "words"),
    [
        ({"repeat": "twice"}, {}, "repeat"),
        ({"edit": "maybe"}, {}, "edit"),
        ({}, {"a": step("matrix:test", own="skip")}, "never skipped"),
        ({}, {"a": step("matrix:test", nobody="skip")}, "never skipped"),
        ({}, {"revise": do(nobody="skip")}, "cannot be skipped"),
        ({}, {"a": step("role:legal", copy="role:nobody")}, "a copy cannot go"),
        ({}, {"a": step("role:legal", bulk="perhaps")}, "bulk"),
    ],
)
@pytest.mark.usefixtures("_english")
def test_publishing_refuses(
    firm: Company, by_matrix: None, more: dict[str, str], step_of: dict[str, Any], words: str
) -> None:
    usual: dict[str, Any] = {"a": "role:legal", "b": "role:legal", "c": "role:legal"}
    xml = line("bad", process=more, **(usual | step_of))
    with pytest.raises(Refused, match=words):
        firm.publish(xml)


def test_a_skipped_process_setting_never_reaches_the_matrix(firm: Company, by_matrix: None) -> None:
    firm.people["finance"].positions.all().delete()
    firm.publish(
        line("skip", a="matrix:test", b="role:legal", c="role:legal", process={"nobody": "skip", "own": "skip"})
    )
    assert firm.holders(firm.start("skip")) == ["system_admin"]


class TestCopies:
    def test_by_hand(self, firm: Company) -> None:
        firm.publish(line("cc", a="role:legal", b="role:legal", c="role:legal"))
        instance = firm.start("cc")
        planner = firm.people["planner"]
        (one,) = actions.copy(instance, people=[planner, planner], act=firm.act(), comment="for your files")
        refusal("has_copy_already", actions.copy, instance, people=[planner], act=firm.act())
        assert (queries.unread_copies(planner), list(queries.copied(planner))) == (1, [one])
        assert Participation.objects.filter(person=planner, why="copied", record_id=instance.record_id).exists()
        refusal("not_your_copy", actions.mark_read, one, act=firm.act("legal"))
        actions.mark_read(one, act=firm.act("planner"))
        assert queries.unread_copies(planner) == 0
        assert len(actions.copy(instance, people=[planner], act=firm.act("legal"))) == 1

    def test_by_definition_when_the_step_is_decided(self, firm: Company) -> None:
        firm.second("finance", "finance2")
        a = step("role:legal", copy="role:finance person:owner")
        firm.publish(line("cc2", a=a, b="role:planner", c="role:legal"))
        instance = firm.start("cc2")
        assert not Copy.objects.exists()
        firm.decide(instance, "a")
        rows = Copy.objects.order_by("person__username")
        told: Any = rows.values_list("person__username", "step", "by")
        assert list(told) == [("account_manager", "a", None), ("finance", "a", None), ("finance2", "a", None)]


class TestGivingUp:
    def run(self, firm: Company, cancel: str) -> ProcessInstance:
        more = {"cancel": cancel} if cancel else {}
        firm.publish(line(f"up_{cancel}", a="role:legal", b="role:finance", c="role:legal", process=more))
        return firm.start(f"up_{cancel}")

    def test_until_somebody_else_has_acted(self, firm: Company) -> None:
        instance = self.run(firm, "")
        refusal("comment_missing", actions.cancel, instance, act=firm.act(), reason=" ")
        refusal("not_yours_to_cancel", actions.cancel, instance, act=firm.act("legal"), reason="x")
        firm.decide(instance, "a")
        why = refusal("others_acted", actions.cancel, instance, act=firm.act(), reason="x")
        assert [(m.what, m.who) for m in why.missing] == [("a", "legal")]
        over = actions.cancel(instance, act=firm.act("system_admin"), reason="wrong customer")
        assert (over.state, over.outcome, firm.holders(instance)) == ("withdrawn", "cancelled", [])
        assert not violations(over)
        refusal("process_over", actions.cancel, instance, act=firm.act(), reason="x")

    def test_the_starter_at_any_time_or_never(self, firm: Company) -> None:
        instance = self.run(firm, "starter")
        firm.decide(instance, "a")
        assert actions.cancel(instance, act=firm.act(), reason="x").outcome == "cancelled"
        refusal("no_cancelling", actions.cancel, self.run(firm, "nobody"), act=firm.act(), reason="x")


class TestEditing:
    def run(self, firm: Company, edit: str) -> tuple[ProcessInstance, Department]:
        firm.publish(
            draw(
                f"ed_{edit}",
                "start > submit > a > gw",
                "gw > submit : a_outcome == 'rejected'",
                "gw > mark > b > gwb",
                "gwb > submit : b_outcome == 'rejected'",
                "gwb > end",
                submit=do(),
                a=step("role:legal"),
                mark=service("test.mark"),
                b=step("role:finance"),
                process={"edit": edit},
            )
        )
        instance = firm.start(f"ed_{edit}")
        return instance, Department.objects.get(pk=instance.record_id)

    def test_refused_while_somebody_decides_with_who_and_since_when(self, firm: Company) -> None:
        instance, record = self.run(firm, "refuse")
        actions.check_editable(record, act=firm.act())
        firm.decide(instance, "submit", "do")
        why = refusal("under_approval", actions.check_editable, record, act=firm.act())
        assert [(m.what, m.who) for m in why.missing] == [("a", "legal")]
        assert why.offer is not None
        assert why.offer.href == f"/process-instances/{instance.pk}/"
        firm.decide(instance, "a", "reject")
        actions.check_editable(record, act=firm.act())
        assert actions.restart(record, act=firm.act(), reason="x") == 0

    def test_restart_forgets_what_was_decided_and_begins_at_the_first_step(self, firm: Company) -> None:
        instance, record = self.run(firm, "restart")
        firm.decide(instance, "submit", "do")
        firm.decide(instance, "a")
        actions.check_editable(record, act=firm.act())
        assert actions.restart(record, act=firm.act(), reason="price changed") == 1
        instance.refresh_from_db()
        assert (firm.standing(instance), instance.restarts, instance.values) == (["submit"], 1, {})
        assert not violations(instance)
        assert Entry.objects.get(verb="workflow.restarted").reason == "price changed"
        for name, said in (("submit", "do"), ("a", "approve"), ("b", "approve")):
            firm.decide(instance, name, said)
        instance.refresh_from_db()
        assert instance.state == "ended"


class TestBulk:
    def test_each_by_itself(self, firm: Company) -> None:
        firm.publish(line("bulk", a="role:legal", b="role:finance", c="role:legal", process={"bulk": "yes"}))
        firm.publish(line("single", a="role:legal", b="role:finance", c="role:legal"))
        started = [firm.start("bulk"), firm.start("bulk"), firm.start("single")]
        items = [firm.item(one, "a") for one in started]
        firm.decide(started[1], "a")
        done = actions.decide_many(items, "approve", act=firm.act("legal"), comment="fine")
        codes = [getattr(one.refusal, "code", "") for one in done]
        assert ([one.ok for one in done], codes) == ([True, False, False], ["", "already_done", "not_in_bulk"])
        refusal("too_many_items", actions.decide_many, items * 40, "approve", act=firm.act("legal"))


class TestUrging:
    def test_once_an_hour_by_those_concerned(self, firm: Company) -> None:
        firm.publish(line("urge", a="role:legal", b="role:finance", c="role:legal"))
        instance = firm.start("urge")
        refusal("not_yours_to_urge", actions.remind, instance, act=firm.act("planner"))
        assert [item.assignee.username for item in actions.remind(instance, act=firm.act(), comment="soon?")] == [
            "legal"
        ]
        refusal("urged_recently", actions.remind, instance, act=firm.act("sales_manager"))
        firm.act(hours=2)
        actions.remind(instance, act=firm.act("sales_manager"))
        firm.decide(instance, "a")
        firm.act(hours=2)
        actions.remind(instance, act=firm.act("legal"))
        assert Entry.objects.filter(verb="workflow.urged").count() == 3
        refusal("nobody_to_urge", actions.remind, instance, act=firm.act("finance"))


class TestPrediction:
    def test_the_way_that_the_facts_take(self, firm: Company) -> None:
        flow = draw("pre", "start > submit > a > gw", "gw > submit : a_outcome == 'rejected'", "gw > gw2",
                    "gw2 > big : amount >= 1000", "gw2 > small > end", "big > gw3",
                    "gw3 > maybe1 : credit == 'A'", "gw3 > end", "maybe1 > end",
                    submit=do(), a=step("role:legal"), big=do("role:finance"), small=do("role:planner"),
                    maybe1=do("role:bu_manager"))  # fmt: skip
        firm.publish(flow)

        def told(found: list[Any]) -> list[tuple[str, list[str], str]]:
            return [(one.node.id, [person.username for person in one.people], one.when) for one in found]

        FACTS.values = {"amount": 5000}
        act = firm.act()
        before = told(queries.predicted_for("pre", firm.record(), firm.people["account_manager"], act=act))
        assert before == [
            ("submit", ["account_manager"], "next"),
            ("a", ["legal"], "next"),
            ("big", ["finance"], "next"),
            ("maybe1", ["bu_manager"], "maybe"),
        ]
        instance = firm.start("pre")
        firm.decide(instance, "submit", "do")
        FACTS.values = {"amount": 5}
        assert told(queries.predicted(instance, act=act)) == [("a", ["legal"], "now"), ("small", ["planner"], "next")]

    def test_by_matrix_with_its_row(self, firm: Company, by_matrix: None) -> None:
        firm.publish(line("prem", a="role:legal", b="matrix:test", c="role:legal"))
        found = queries.predicted(firm.start("prem"), act=firm.act())
        assert [(one.node.id, one.when, one.row) for one in found] == [
            ("a", "now", ""), ("b", "next", "X1"), ("c", "next", ""),
        ]  # fmt: skip


def _role(code: str) -> Role:
    return Role.objects.get(code=code)
