"""Added signers in every way of signing, pools that are claimed, signers who are taken out."""

from __future__ import annotations

import pytest

from leadtocash.foundation.authority import matrix
from leadtocash.foundation.authority.models import AuthorityRow
from leadtocash.foundation.journal.models import Entry
from leadtocash.foundation.workflow import actions
from leadtocash.foundation.workflow.models import ProcessInstance, WorkItem
from leadtocash.foundation.workflow.tests.company import FACTS, Company
from leadtocash.foundation.workflow.tests.drawing import do, draw, step
from leadtocash.foundation.workflow.tests.invariants import violations
from leadtocash.foundation.workflow.tests.test_engine import refusal

pytestmark = [pytest.mark.django_db, pytest.mark.req("WFL-3")]


def countersign(firm: Company, mode: str = "all", reject: str = "at_once", **more: str) -> ProcessInstance:
    FACTS.reviewers = ("rd_manager", "planner", "finance")
    flow = draw(
        f"add_{mode.replace(':', '_').replace('.', '_')}_{reject}",
        "start > sign > gw",
        "gw > no : sign_outcome == 'rejected'",
        "no > end",
        "gw > yes > end",
        sign=step("each:test.reviewers", mode=mode, reject=reject, **more),
        yes=do(),
        no=do(),
    )
    return firm.start(firm.publish(flow).key)


def add(firm: Company, instance: ProcessInstance, who: str, where: str, *names: str) -> list[WorkItem]:
    chosen = [firm.people[name] for name in names]
    added = actions.add_signer(
        firm.item(instance, "sign", who),
        people=chosen,
        where=where,  # type: ignore[arg-type]
        act=firm.act(who),
        comment="please look",
    )
    sound(instance)
    return added


def say(firm: Company, instance: ProcessInstance, who: str, decision: str = "approve") -> None:
    firm.decide(instance, "sign", decision, who=who)
    sound(instance)


def sound(instance: ProcessInstance) -> None:
    instance.refresh_from_db()
    assert not violations(instance)


@pytest.mark.parametrize("mode", ["all", "any", "ratio:0.6"])
class TestBefore:
    def test_they_sign_first_and_then_it_comes_back(self, firm: Company, mode: str) -> None:
        instance = countersign(firm, mode)
        add(firm, instance, "finance", "before", "legal", "sales_vp")
        assert firm.holders(instance) == ["legal", "planner", "rd_manager", "sales_vp"]
        held = WorkItem.objects.get(instance=instance, assignee=firm.people["finance"])
        refusal("not_your_turn", actions.decide, held, "approve", act=firm.act("finance"), revision=None)
        say(firm, instance, "legal")
        assert "finance" not in firm.holders(instance)
        say(firm, instance, "sales_vp")
        assert firm.holders(instance) == ["finance", "planner", "rd_manager"]

    def test_an_added_rejection_is_that_of_the_slot_and_of_no_other(self, firm: Company, mode: str) -> None:
        instance = countersign(firm, mode)
        add(firm, instance, "finance", "before", "legal", "sales_vp")
        say(firm, instance, "legal", "reject")
        if mode == "all":
            assert firm.standing(instance) == ["no"]
            return
        assert firm.holders(instance) == ["planner", "rd_manager"]
        say(firm, instance, "planner")
        if mode != "any":
            say(firm, instance, "rd_manager")
        assert firm.standing(instance) == ["yes"]


def test_ratio_counts_the_original_slots_only(firm: Company) -> None:
    instance = countersign(firm, "ratio:0.6")
    add(firm, instance, "finance", "beside", "legal", "sales_vp", "bu_manager")
    say(firm, instance, "legal")
    say(firm, instance, "sales_vp")
    assert firm.standing(instance) == ["sign"], "two of six have agreed, but none of the three slots"
    say(firm, instance, "planner")
    say(firm, instance, "rd_manager")
    assert firm.standing(instance) == ["yes"]
    assert firm.holders(instance) == ["account_manager"]


def test_beside_all_must_agree_in_any_order(firm: Company) -> None:
    instance = countersign(firm)
    add(firm, instance, "finance", "beside", "legal")
    for who in ("finance", "planner", "rd_manager"):
        say(firm, instance, who)
    assert firm.holders(instance) == ["legal"]
    say(firm, instance, "legal")
    assert firm.standing(instance) == ["yes"]


def test_after_me_they_sign_before_the_step_is_decided(firm: Company) -> None:
    instance = countersign(firm)
    add(firm, instance, "finance", "after", "legal")
    assert firm.holders(instance) == ["finance", "planner", "rd_manager"]
    for who in ("finance", "planner", "rd_manager"):
        say(firm, instance, who)
    assert firm.holders(instance) == ["legal"]
    say(firm, instance, "legal")
    assert firm.standing(instance) == ["yes"]


def test_my_rejection_spares_those_who_would_sign_after_me(firm: Company) -> None:
    instance = countersign(firm, "ratio:0.6")
    (after,) = add(firm, instance, "finance", "after", "legal")
    say(firm, instance, "finance", "reject")
    after.refresh_from_db()
    assert (after.state, firm.holders(instance)) == ("closed", ["planner", "rd_manager"])


def test_in_order_the_next_place_waits_for_those_who_were_added(firm: Company) -> None:
    instance = countersign(firm, "in_order")
    add(firm, instance, "rd_manager", "after", "legal")
    add(firm, instance, "rd_manager", "before", "sales_vp")
    assert firm.holders(instance) == ["sales_vp"]
    for who, then in (
        ("sales_vp", "rd_manager"),
        ("rd_manager", "legal"),
        ("legal", "planner"),
        ("planner", "finance"),
    ):
        say(firm, instance, who)
        assert firm.holders(instance) == [then]
    say(firm, instance, "finance")
    assert firm.standing(instance) == ["yes"]


def test_added_signers_add_again(firm: Company) -> None:
    instance = countersign(firm)
    add(firm, instance, "finance", "before", "legal")
    add(firm, instance, "legal", "before", "sales_vp")
    add(firm, instance, "legal", "after", "bu_manager") if "legal" in firm.holders(instance) else None
    assert firm.holders(instance) == ["planner", "rd_manager", "sales_vp"]
    say(firm, instance, "sales_vp")
    add(firm, instance, "legal", "after", "bu_manager")
    say(firm, instance, "legal")
    assert "finance" not in firm.holders(instance), "who was added after the one before me signs before me too"
    say(firm, instance, "bu_manager")
    assert firm.holders(instance) == ["finance", "planner", "rd_manager"]


def test_a_decision_with_added_signers_taken_back_is_as_it_was(firm: Company) -> None:
    instance = countersign(firm)
    add(firm, instance, "finance", "after", "legal")
    say(firm, instance, "finance")
    assert firm.holders(instance) == ["legal", "planner", "rd_manager"]
    actions.recall(instance, act=firm.act("finance"))
    sound(instance)
    assert firm.holders(instance) == ["finance", "planner", "rd_manager"]
    for who in ("finance", "legal", "planner", "rd_manager"):
        say(firm, instance, who)
    assert firm.standing(instance) == ["yes"]


def test_handing_on_keeps_who_was_added(firm: Company) -> None:
    instance = countersign(firm)
    add(firm, instance, "finance", "after", "legal")
    actions.transfer(firm.item(instance, "sign", "finance"), to=firm.people["bu_manager"], act=firm.act("finance"))
    say(firm, instance, "bu_manager")
    assert firm.holders(instance) == ["legal", "planner", "rd_manager"]


def test_who_cannot_be_added(firm: Company) -> None:
    instance = countersign(firm)
    item, act = firm.item(instance, "sign", "finance"), firm.act("finance")
    add_signer = actions.add_signer
    refusal("has_it_already", add_signer, item, people=[firm.people["planner"]], where="beside", act=act)
    refusal("has_it_already", add_signer, item, people=[firm.people["finance"]], where="beside", act=act)
    refusal("nobody_chosen", add_signer, item, people=[], where="beside", act=act)
    refusal("not_yours", add_signer, item, people=[firm.people["legal"]], where="after", act=firm.act("planner"))
    for who in ("finance", "planner", "rd_manager"):
        say(firm, instance, who)
    work = firm.item(instance, "yes")
    refusal("step_is_work", add_signer, work, people=[firm.people["legal"]], where="before", act=firm.act())


class TestTakingOut:
    def test_an_added_signer_by_who_added_him_with_all_he_added(self, firm: Company) -> None:
        instance = countersign(firm)
        (legal,) = add(firm, instance, "finance", "before", "legal")
        (vp,) = add(firm, instance, "legal", "beside", "sales_vp")
        refusal("not_your_signer", actions.remove_signer, legal, act=firm.act("planner"))
        actions.remove_signer(legal, act=firm.act("finance"))
        sound(instance)
        vp.refresh_from_db()
        assert (vp.state, firm.holders(instance)) == ("removed", ["finance", "planner", "rd_manager"])
        refusal("already_done", actions.remove_signer, legal, act=firm.act("finance"))

    def test_the_last_one_missing_taken_out_decides_the_step(self, firm: Company) -> None:
        instance = countersign(firm)
        (legal,) = add(firm, instance, "finance", "beside", "legal")
        for who in ("finance", "planner", "rd_manager"):
            say(firm, instance, who)
        actions.remove_signer(legal, act=firm.act("finance"))
        assert firm.standing(instance) == ["yes"]

    def test_an_original_signer_by_the_starter_where_one_stays(self, firm: Company) -> None:
        instance = countersign(firm)
        finance = firm.item(instance, "sign", "finance")
        refusal("not_your_signer", actions.remove_signer, finance, act=firm.act("planner"), comment="x")
        refusal("comment_missing", actions.remove_signer, finance, act=firm.act())
        actions.remove_signer(finance, act=firm.act(), comment="not concerned")
        say(firm, instance, "planner")
        last = firm.item(instance, "sign", "rd_manager")
        actions.remove_signer(last, act=firm.act(), comment="ill")
        assert firm.standing(instance) == ["yes"]
        told = Entry.objects.get(verb="workflow.signer_removed", data__slot="finance")
        assert (told.reason, told.data["who"]) == ("not concerned", "finance")

    def test_the_only_signer_stays(self, firm: Company) -> None:
        instance = countersign(firm)
        for who in ("finance", "planner"):
            actions.remove_signer(firm.item(instance, "sign", who), act=firm.act(), comment="x")
        last = firm.item(instance, "sign", "rd_manager")
        refusal("last_signer", actions.remove_signer, last, act=firm.act(), comment="x")

    def test_the_authority_matrix_is_not_shortened(self, firm: Company, monkeypatch: pytest.MonkeyPatch) -> None:
        ruling = matrix.Ruling(row=AuthorityRow(code="X"), roles=("bu_manager", "sales_vp"))
        monkeypatch.setattr(matrix, "approvers", lambda *_args, **_more: ruling)
        monkeypatch.setitem(matrix.shipped._things, "test", object())
        firm.publish(
            draw(
                "money",
                "start > sign > gw",
                "gw > end2 : sign_outcome == 'rejected'",
                "gw > end",
                sign=step("matrix:test"),
            )
        )
        instance = firm.start("money")
        refusal("signer_by_matrix", actions.remove_signer, firm.item(instance, "sign"), act=firm.act(), comment="x")


class TestPools:
    @pytest.fixture
    def pool(self, firm: Company) -> ProcessInstance:
        firm.second("finance", "finance2")
        firm.second("finance", "finance3")
        firm.publish(
            draw(
                "pool",
                "start > sign > gw",
                "gw > end2 : sign_outcome == 'rejected'",
                "gw > end",
                sign=step("role:finance"),
            )
        )
        return firm.start("pool")

    def test_one_takes_it_and_gives_it_back(self, firm: Company, pool: ProcessInstance) -> None:
        other = firm.item(pool, "sign", "finance3")
        actions.claim(firm.item(pool, "sign", "finance2"), act=firm.act("finance2"))
        sound(pool)
        assert firm.holders(pool) == ["finance2"]
        refusal("already_done", actions.claim, other, act=firm.act("finance3"))
        refusal("nothing_to_claim", actions.claim, firm.item(pool, "sign"), act=firm.act("finance2"))
        actions.release(firm.item(pool, "sign"), act=firm.act("finance2"))
        sound(pool)
        assert firm.holders(pool) == ["finance", "finance2", "finance3"]
        refusal("not_claimed", actions.release, firm.item(pool, "sign", "finance"), act=firm.act("finance"))
        say(firm, pool, "finance3")
        assert pool.state == "ended"

    def test_asking_others_claims_it_and_only_alone_it_can_be_given_back(
        self, firm: Company, pool: ProcessInstance
    ) -> None:
        (legal,) = add(firm, pool, "finance2", "beside", "legal")
        assert firm.holders(pool) == ["finance2", "legal"]
        refusal("signers_added", actions.release, firm.item(pool, "sign", "finance2"), act=firm.act("finance2"))
        actions.remove_signer(legal, act=firm.act("finance2"))
        actions.release(firm.item(pool, "sign", "finance2"), act=firm.act("finance2"))
        sound(pool)
        assert firm.holders(pool) == ["finance", "finance2", "finance3"]

    def test_a_claimed_decision_taken_back_is_still_claimed(self, firm: Company, pool: ProcessInstance) -> None:
        firm.publish(
            draw(
                "pool2",
                "start > sign > gw",
                "gw > end2 : sign_outcome == 'rejected'",
                "gw > b > end",
                sign=step("role:finance"),
                b=do(),
            )
        )
        instance = firm.start("pool2")
        actions.claim(firm.item(instance, "sign", "finance"), act=firm.act("finance"))
        say(firm, instance, "finance")
        actions.recall(instance, act=firm.act("finance"))
        sound(instance)
        assert firm.holders(instance) == ["finance"]
        actions.release(firm.item(instance, "sign"), act=firm.act("finance"))
        assert firm.holders(instance) == ["finance", "finance2", "finance3"]
