"""Following a process: its page, its rules in words, the board by step; and what administrators do with work."""

from __future__ import annotations

import pytest
from tests.browsing import client, queries, text

from leadtocash.foundation.workflow import actions
from leadtocash.foundation.workflow.models import ProcessInstance
from leadtocash.foundation.workflow.tests.company import Company
from leadtocash.foundation.workflow.tests.drawing import do, draw, end, step, timer

pytestmark = pytest.mark.django_db
FLOW = draw(
    "offer",
    "start > submit > check > gw",
    "gw > submit : check_outcome == 'rejected'",
    "gw > sign > gw2",
    "gw2 > submit : sign_outcome == 'rejected'",
    "gw2 > end",
    submit=do(name="提交"),
    check=step("role:sales_manager", limit="2", name="审核", standard="看价格", clause="S0 2.4.3", documents="BJD",
               bulk="yes", comment="always", own="superior", repeat="once", copy="role:finance"),
    remind=timer("check", 1, "remind"),
    sign=step("each:test.reviewers", mode="ratio:0.6", reject="after_all", limit="3", name="会签", nobody="skip"),
    end=end("approved"),
)  # fmt: skip


@pytest.fixture
def offer(closed: Company) -> ProcessInstance:
    closed.publish(FLOW)
    return closed.submit()


@pytest.mark.req("WFL-1", "WFL-4")
class TestItsPage:
    def test_it_says_who_has_it_who_is_next_and_what_was_said(self, firm: Company, offer: ProcessInstance) -> None:
        response = client(firm.people["account_manager"]).get(f"/process-instances/{offer.pk}/")
        assert [row["item"].assignee.username for row in response.context["having"]] == ["sales_manager"]
        coming = response.context["coming"]
        assert [one["label"] for one in coming] == ["会签"]
        assert set(coming[0]["people"]) == {"rd_manager", "planner", "finance", "legal", "bu_manager"}
        assert 'stroke-dasharray="4 3"' in response.context["svg"]
        assert "rd_manager" in response.context["svg"]

    def test_added_signers_stand_below_who_asked_them_and_hand_overs_name_both(
        self, firm: Company, offer: ProcessInstance
    ) -> None:
        item = firm.item(offer, "check")
        actions.transfer(item, to=firm.people["legal"], act=firm.act("sales_manager"), comment="归法务")
        mine = firm.item(offer, "check", "legal")
        actions.add_signer(mine, people=[firm.people["finance"]], where="before", act=firm.act("legal"))
        firm.decide(offer, "check", who="finance", comment="可以")
        response = client(firm.people["legal"]).get(f"/process-instances/{offer.pk}/")
        latest = response.context["rounds"][0]["said"]
        assert [(one.item.assignee.username, one.depth, one.handed_to) for one in latest] == [
            ("sales_manager", 0, "legal"),
            ("legal", 0, ""),
            ("finance", 1, ""),
        ]
        assert all(words in text(response) for words in ("归法务", "可以"))

    def test_copies_and_urging_are_on_it(self, firm: Company, offer: ProcessInstance) -> None:
        actions.copy(offer, people=[firm.people["legal"]], act=firm.act())
        actions.remind(offer, act=firm.act(), comment="客户在等")
        shown = text(client(firm.people["account_manager"]).get(f"/process-instances/{offer.pk}/"))
        assert all(words in shown for words in ("legal", "客户在等"))

    def test_when_it_is_over_nothing_is_offered(self, firm: Company, offer: ProcessInstance) -> None:
        actions.cancel(offer, act=firm.act(), reason="不做了")
        response = client(firm.people["account_manager"]).get(f"/process-instances/{offer.pk}/")
        assert (response.context["coming"], response.context["verbs"]["first"]) == ([], [])
        assert "不做了" in text(response)


@pytest.mark.req("WFL-1")
class TestRules:
    def test_every_setting_is_said_in_words(self, firm: Company, offer: ProcessInstance) -> None:
        response = client(firm.people["planner"]).get("/processes/offer/")
        steps = {one["id"]: one for one in response.context["steps"]}
        assert len(steps["check"]["settings"]) == 8
        assert len([words for words in steps["sign"]["settings"] if words]) == 4
        assert [one.code for one in steps["check"]["papers"]] == ["BJD"]
        assert len(response.context["rules"]) == 2
        assert "lc-clause" in text(response)

    def test_a_paper_leads_to_the_processes_that_use_it(self, firm: Company, offer: ProcessInstance) -> None:
        browser = client(firm.people["planner"])
        used = browser.get("/processes/?paper=BJD").context["definitions"]
        assert "offer" in [one["definition"].key for one in used]
        assert browser.get("/processes/?paper=XXXX").context["definitions"] == []

    def test_an_older_version_is_marked(self, firm: Company, offer: ProcessInstance) -> None:
        firm.publish(draw("offer", "start > submit > end", submit=do(name="提交二")))
        browser = client(firm.people["planner"])
        assert "提交二" in text(browser.get("/processes/offer/"))
        assert "lc-tag wait" in text(browser.get("/processes/offer/?version=1"))


@pytest.mark.req("WFL-1", "ORG-4")
class TestBoard:
    def test_a_column_for_each_step_with_what_one_may_see(self, firm: Company, offer: ProcessInstance) -> None:
        def lanes(name: str) -> dict[str, int]:
            found = client(firm.people[name]).get("/processes/offer/board/").context["lanes"]
            return {lane["node"].id: len(lane["cards"]) for lane in found}

        assert lanes("sales_manager") == {"submit": 0, "check": 1, "sign": 0}
        assert lanes("planner") == {"submit": 0, "check": 0, "sign": 0}
        assert client(firm.people["planner"]).get("/processes/nothing/board/").status_code == 404

    def test_more_cards_take_no_more_queries(self, firm: Company, offer: ProcessInstance) -> None:
        browser = client(firm.people["sales_manager"])

        queries(browser, "/processes/offer/board/")
        one = queries(browser, "/processes/offer/board/")
        for _time in range(3):
            firm.submit()
        assert queries(browser, "/processes/offer/board/") == one


@pytest.mark.req("WFL-3", "WFL-4")
class TestAdministration:
    def test_everything_that_runs_with_its_holder_and_age(self, firm: Company, offer: ProcessInstance) -> None:
        browser = client(firm.people["system_admin"])
        assert offer.title in text(browser.get("/processes/running/"))
        pk = firm.people["sales_manager"].pk
        assert offer.title in text(browser.get(f"/processes/running/?holder={pk}&step=offer:check&process=offer"))
        assert offer.title not in text(browser.get("/processes/running/?older=30"))
        assert offer.title not in text(browser.get("/processes/running/?nobody=1"))
        assert offer.title not in text(browser.get("/processes/running/?step=offer:sign"))
        assert browser.get("/processes/running/?export=csv").status_code == 200

    def test_work_is_given_to_somebody_else_with_a_reason(self, firm: Company, offer: ProcessInstance) -> None:
        browser = client(firm.people["system_admin"])
        item = firm.item(offer, "check")
        address = f"/work-items/{item.pk}/reassignment/"
        assert browser.get(address, headers={"hx-request": "true"}).status_code == 200
        assert browser.post(address, {"to": firm.people["legal"].pk}).status_code == 422
        data = {"to": firm.people["legal"].pk, "reason": "调岗"}
        assert browser.post(address, data)["Location"] == f"/processes/running/{offer.pk}/"
        assert firm.holders(offer) == ["legal"]
        assert "legal" in text(browser.get(f"/processes/running/{offer.pk}/"))

    def test_a_running_process_is_given_up(self, firm: Company, offer: ProcessInstance) -> None:
        browser = client(firm.people["system_admin"])
        address = f"/processes/running/{offer.pk}/cancellation/"
        assert browser.post(address, {"reason": "重复发起"})["Location"] == "/processes/running/"
        assert firm.holders(offer) == []
        assert browser.get("/processes/running/999999/").status_code == 404

    @pytest.mark.parametrize("path", ["", "{pk}/", "{pk}/cancellation/"])
    def test_nobody_else_may(self, firm: Company, offer: ProcessInstance, path: str) -> None:
        browser = client(firm.people["sales_manager"])
        assert browser.get(f"/processes/running/{path.format(pk=offer.pk)}").status_code == 403

    def test_nor_give_the_work_of_others_away(self, firm: Company, offer: ProcessInstance) -> None:
        item = firm.item(offer, "check")
        data = {"to": firm.people["legal"].pk, "reason": "x"}
        browser = client(firm.people["account_manager"])
        assert browser.post(f"/work-items/{item.pk}/reassignment/", data).status_code == 403

    def test_more_rows_take_no_more_queries(self, firm: Company, offer: ProcessInstance) -> None:
        browser = client(firm.people["system_admin"])

        queries(browser, "/processes/running/")
        one = queries(browser, "/processes/running/")
        for _time in range(3):
            firm.start("offer")
        assert queries(browser, "/processes/running/") == one
