"""Every verb on the page: signers, copies, urging, giving up, comments; what is next is shown before submitting."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import RequestFactory
from django.utils import timezone
from tests.browsing import client, text

from leadtocash.foundation.accounts.models import Department, User
from leadtocash.foundation.web import panels as registered
from leadtocash.foundation.workflow.models import Copy, ProcessInstance, WorkItem
from leadtocash.foundation.workflow.tests.company import Company
from leadtocash.foundation.workflow.tests.drawing import do, draw, end, step
from leadtocash.foundation.workflow.views import deciding

pytestmark = pytest.mark.django_db
HX = {"hx-request": "true"}
FLOW = draw(
    "offer",
    "start > submit > check > gw",
    "gw > submit : check_outcome == 'rejected'",
    "gw > sign > gw2",
    "gw2 > submit : sign_outcome == 'rejected'",
    "gw2 > end",
    submit=do(name="提交"),
    check=step("role:sales_manager", limit="2", name="审核"),
    sign=step("each:test.reviewers", mode="all", limit="3", name="会签"),
    end=end("approved"),
)


@pytest.fixture
def offer(closed: Company) -> ProcessInstance:
    closed.publish(FLOW)
    return closed.submit()


@pytest.mark.req("WFL-3")
class TestDecisionDialog:
    def test_it_shows_who_is_next_before_one_submits(self, firm: Company, offer: ProcessInstance) -> None:
        item = firm.item(offer, "check")
        browser = client(item.assignee)
        shown = text(browser.get(f"/work-items/{item.pk}/decision/?decision=approve", headers=HX))
        assert 'name="decision" value="approve"' in shown
        assert "会签" in shown
        assert all(name in shown for name in ("rd_manager", "legal"))
        assert "会签" in text(browser.get(f"/work-items/{item.pk}/next/"))

    def test_in_a_countersign_it_names_who_is_still_asked(self, firm: Company, offer: ProcessInstance) -> None:
        firm.decide(offer, "check")
        following = deciding.after_approval(firm.item(offer, "sign", "legal"))
        assert following.waits_for == ["rd_manager", "planner", "finance", "bu_manager"]
        assert following.steps == []

    def test_send_back_names_the_steps_and_who_did_them(self, firm: Company, offer: ProcessInstance) -> None:
        item = firm.item(offer, "check")
        shown = text(client(item.assignee).get(f"/work-items/{item.pk}/decision/?decision=return", headers=HX))
        assert 'value="submit:straight_back"' in shown
        assert "account_manager" in shown

    def test_from_the_inbox_one_comes_back_to_the_inbox(self, firm: Company, offer: ProcessInstance) -> None:
        item = firm.item(offer, "check")
        data = {"decision": "approve", "back": "inbox"}
        assert client(item.assignee).post(f"/work-items/{item.pk}/decision/", data)["Location"] == "/inbox/"

    def test_after_a_decision_the_next_item_opens(self, firm: Company, offer: ProcessInstance) -> None:
        other = firm.submit()
        item = firm.item(offer, "check")
        response = client(item.assignee).post(f"/work-items/{item.pk}/decision/", {"decision": "approve"})
        assert response["Location"] == f"/work-items/{firm.item(other, 'check').pk}/"

    def test_work_on_the_document_is_not_decided_in_the_dialog(self, firm: Company, offer: ProcessInstance) -> None:
        firm.decide(offer, "check", "reject")
        item = firm.item(offer, "submit")
        assert client(item.assignee).get(f"/work-items/{item.pk}/decision/", headers=HX).status_code == 409

    @pytest.mark.parametrize("name", ["decision", "transfer", "signers"])
    def test_a_dialog_says_at_once_that_it_lies_with_another_or_is_done(
        self, firm: Company, offer: ProcessInstance, name: str
    ) -> None:
        item = firm.item(offer, "check")
        asked = client(firm.people["account_manager"]).get(f"/work-items/{item.pk}/{name}/", headers=HX)
        assert asked.status_code == 409
        assert "sales_manager" in text(asked)
        firm.decide(offer, "check")
        assert client(item.assignee).get(f"/work-items/{item.pk}/{name}/", headers=HX).status_code == 409

    def test_it_stands_in_a_queue_with_its_neighbours(self, firm: Company, offer: ProcessInstance) -> None:
        other = firm.submit()
        first, second = firm.item(offer, "check"), firm.item(other, "check")
        record = Department.objects.get(pk=offer.record_id)
        shown = deciding.decision_of(first, record, now=timezone.now())
        assert (shown["position"], shown["total"], shown["prev_url"]) == (1, 2, "")
        assert shown["following_url"] == f"/work-items/{second.pk}/"

    @pytest.mark.parametrize("comment", ["", "   ", "x" * 2001])
    def test_empty_and_far_too_long_comments_are_refused(
        self, firm: Company, offer: ProcessInstance, comment: str
    ) -> None:
        item = firm.item(offer, "check")
        data = {"decision": "reject", "comment": comment}
        assert client(item.assignee).post(f"/work-items/{item.pk}/decision/", data).status_code == 409
        assert firm.standing(offer) == ["check"]

    def test_own_phrases_are_those_one_writes_again_and_again(self, firm: Company, offer: ProcessInstance) -> None:
        manager = firm.people["sales_manager"]
        for _time in range(2):
            instance = firm.submit()
            firm.decide(instance, "check", comment="按上次意见执行")
        item = firm.item(offer, "check")
        address = f"/work-items/{item.pk}/decision/?decision="
        assert "按上次意见执行" in text(client(manager).get(f"{address}approve", headers=HX))
        assert "按上次意见执行" not in text(client(manager).get(f"{address}reject", headers=HX))


@pytest.mark.req("WFL-3")
class TestSigners:
    def add(self, firm: Company, item: WorkItem, where: str, *names: str) -> Any:
        data = {"people": [firm.people[name].pk for name in names], "where": where, "comment": "看一下"}
        return client(item.assignee).post(f"/work-items/{item.pk}/signers/", data)

    def test_before_me_it_comes_back_when_they_have_decided(self, firm: Company, offer: ProcessInstance) -> None:
        item = firm.item(offer, "check")
        assert self.add(firm, item, "before", "legal", "finance").status_code == 302
        assert firm.holders(offer) == ["finance", "legal"]
        firm.decide(offer, "check", who="legal")
        firm.decide(offer, "check", who="finance")
        assert firm.holders(offer) == ["sales_manager"]

    def test_the_form_says_at_the_field_what_is_missing(self, firm: Company, offer: ProcessInstance) -> None:
        item = firm.item(offer, "check")
        assert self.add(firm, item, "before").status_code == 422
        assert self.add(firm, item, "above", "legal").status_code == 422
        assert self.add(firm, item, "before", "sales_manager").status_code == 409

    def test_an_added_signer_can_be_taken_out_by_who_added_him(self, firm: Company, offer: ProcessInstance) -> None:
        item = firm.item(offer, "check")
        browser, address = client(item.assignee), f"/process-instances/{offer.pk}/signers/removal/"
        assert browser.get(address, headers=HX).status_code == 409
        self.add(firm, item, "beside", "legal")
        signer = firm.item(offer, "check", "legal")
        assert "legal" in text(browser.get(address, headers=HX))
        assert browser.post(address, {"signer": item.pk}).status_code == 422
        assert browser.post(address, {"signer": signer.pk}).status_code == 302
        assert firm.holders(offer) == ["sales_manager"]

    def test_the_starter_takes_one_out_of_a_countersign_with_a_reason(
        self, firm: Company, offer: ProcessInstance
    ) -> None:
        firm.decide(offer, "check")
        signer = firm.item(offer, "sign", "planner")
        browser, address = client(firm.people["account_manager"]), f"/process-instances/{offer.pk}/signers/removal/"
        assert browser.post(address, {"signer": signer.pk}).status_code == 409
        assert browser.post(address, {"signer": signer.pk, "comment": "不涉及"}).status_code == 302
        assert "planner" not in firm.holders(offer)


@pytest.mark.req("WFL-3")
class TestOfTheWholeProcess:
    def test_copies_open_the_document_to_the_readers(self, firm: Company, offer: ProcessInstance) -> None:
        browser = client(firm.people["account_manager"])
        address = f"/process-instances/{offer.pk}/copies/"
        assert browser.get(address, headers=HX).status_code == 200
        assert browser.post(address, {}).status_code == 422
        people = [firm.people[name].pk for name in ("legal", "planner")]
        assert browser.post(address, {"people": people}).status_code == 302
        assert Copy.objects.filter(instance=offer).count() == 2
        assert browser.post(address, {"people": people}).status_code == 409

    def test_the_starter_asks_for_speed_once_an_hour(self, firm: Company, offer: ProcessInstance) -> None:
        browser, address = client(firm.people["account_manager"]), f"/process-instances/{offer.pk}/reminder/"
        assert "sales_manager" in text(browser.get(address, headers=HX))
        assert browser.post(address, {"comment": "客户在等"}).status_code == 302
        again = browser.post(address, {}, headers=HX)
        assert again.status_code == 409

    def test_giving_up_needs_a_reason_and_the_right_person(self, firm: Company, offer: ProcessInstance) -> None:
        address = f"/process-instances/{offer.pk}/cancellation/"
        starter = client(firm.people["account_manager"])
        assert starter.post(address, {}).status_code == 422
        assert client(firm.people["sales_manager"]).post(address, {"reason": "no"}).status_code == 409
        assert starter.post(address, {"reason": "客户取消"}).status_code == 302
        offer.refresh_from_db()
        assert (offer.state, firm.holders(offer)) == ("withdrawn", [])

    def test_a_comment_on_the_process(self, firm: Company, offer: ProcessInstance) -> None:
        address = f"/process-instances/{offer.pk}/comment/"
        browser = client(firm.people["account_manager"])
        assert browser.post(address, {"comment": "价格已和客户谈好"}).status_code == 302
        assert "价格已和客户谈好" in text(browser.get(f"/process-instances/{offer.pk}/"))

    @pytest.mark.parametrize("name", ["signers/removal", "copies", "reminder", "comment", "cancellation"])
    def test_what_one_may_not_see_is_not_found(self, firm: Company, offer: ProcessInstance, name: str) -> None:
        stranger = client(firm.people["planner"])
        address = f"/process-instances/{offer.pk}/{name}/"
        assert (stranger.get(address).status_code, stranger.post(address).status_code) == (404, 404)

    @pytest.mark.parametrize("name", ["decision", "next", "signers"])
    def test_neither_is_an_item(self, firm: Company, offer: ProcessInstance, name: str) -> None:
        item = firm.item(offer, "check")
        assert client(firm.people["planner"]).get(f"/work-items/{item.pk}/{name}/").status_code == 404


@pytest.mark.req("WFL-2", "WFL-3")
class TestOnTheDocument:
    def shown(self, person: User, offer: ProcessInstance) -> str:
        request = RequestFactory().get("/")
        request.user = person
        record = Department.objects.get(pk=offer.record_id)
        return "".join(registered.render(request, record, "side"))

    def test_everybody_sees_who_has_it_and_may_ask_for_speed(self, firm: Company, offer: ProcessInstance) -> None:
        shown = self.shown(firm.people["account_manager"], offer)
        assert "sales_manager" in shown
        assert f"/process-instances/{offer.pk}/reminder/" in shown
        assert f"/process-instances/{offer.pk}/cancellation/" in shown
        assert f"/process-instances/{offer.pk}/cancellation/" not in self.shown(firm.people["legal"], offer)

    def test_the_phone_bar_has_every_choice_and_the_rest_under_more(
        self, firm: Company, offer: ProcessInstance
    ) -> None:
        shown = self.shown(firm.people["sales_manager"], offer)
        assert all(f'data-bar="{choice}"' in shown for choice in ("approve", "return", "reject"))
        bar = shown[shown.index("lc-deskbar") :]
        assert all(part in bar for part in ("signers/", "transfer/", "copies/"))

    def test_what_was_changed_since_the_last_round_is_named(
        self, firm: Company, offer: ProcessInstance, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        firm.decide(offer, "check", "reject")
        firm.decide(offer, "submit", "do")
        item = firm.item(offer, "check")
        later = timezone.now()
        entries = [
            {"at": later, "changes": [{"name": "name", "field": "Name", "old": "b", "new": "c"}]},
            {"at": later, "changes": [{"name": "name", "field": "Name", "old": "a", "new": "b"}]},
            {"at": later, "changes": [{"name": "path", "field": "Path", "old": "1", "new": "2"}]},
            {"at": later - timedelta(days=9), "changes": [{"name": "code", "field": "Code", "old": "x", "new": "y"}]},
        ]
        monkeypatch.setattr(deciding, "timeline", lambda record, person, limit: entries)
        found = deciding.changes_since_last_round(item, Department.objects.get(pk=offer.record_id))
        assert found is not None
        assert found["fields"] == [{"name": "name", "field": "Name", "old": "a", "new": "c"}]
        assert found["round"] == 2

    def test_in_the_first_round_there_is_nothing_to_compare(self, firm: Company, offer: ProcessInstance) -> None:
        record = Department.objects.get(pk=offer.record_id)
        assert deciding.changes_since_last_round(firm.item(offer, "check"), record) is None
