"""The pages of work: what one has is there, what one may not see is 404, what is refused says why."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import RequestFactory
from django.utils import timezone
from lxml import etree
from tests.browsing import client, queries, text

from leadtocash.foundation.accounts.models import Department, Role, User
from leadtocash.foundation.web import panels as registered
from leadtocash.foundation.workflow.models import ProcessInstance, WorkItem
from leadtocash.foundation.workflow.tests.company import Company
from leadtocash.foundation.workflow.tests.drawing import do, draw, end, step
from leadtocash.foundation.workflow.views import panels

pytestmark = pytest.mark.django_db
FLOW = draw(
    "offer",
    "start > submit > check > gw",
    "gw > submit : check_outcome == 'rejected'",
    "gw > fork",
    "fork > legal > join",
    "fork > pay > join",
    "join > gw2",
    "gw2 > submit : legal_outcome == 'rejected'",
    "gw2 > end",
    submit=do(name="提交"),
    check=step(
        "role:sales_manager", limit="2", standard="看价格", clause="S0 2.4.3", documents="BJD HTPS", name="审核"
    ),
    legal=step("role:legal", limit="3"),
    pay=do("role:finance"),
    end=end("approved"),
)


@pytest.fixture
def offer(closed: Company) -> ProcessInstance:
    closed.publish(FLOW)
    return closed.submit()


@pytest.mark.req("WFL-2")
class TestInbox:
    def test_it_shows_my_work_with_its_clock_and_nobody_elses(self, firm: Company, offer: ProcessInstance) -> None:
        mine = text(client(firm.people["sales_manager"]).get("/inbox/", headers={"accept-language": "zh"}))
        assert all(words in mine for words in (offer.title, "审核", "account_manager"))
        assert offer.title not in text(client(firm.people["legal"]).get("/inbox/"))

    def test_late_done_and_started_have_their_own_lists(self, firm: Company, offer: ProcessInstance) -> None:
        manager = client(firm.people["sales_manager"])
        assert offer.title not in text(manager.get("/inbox/late/"))
        WorkItem.objects.filter(state="open").update(due_at=timezone.now() - timedelta(days=9))
        assert offer.title in text(manager.get("/inbox/late/"))
        applicant = client(firm.people["account_manager"])
        assert offer.title in text(applicant.get("/inbox/done/"))
        assert offer.title in text(applicant.get("/inbox/started/"))

    def test_more_rows_take_no_more_queries(self, firm: Company, offer: ProcessInstance) -> None:
        browser = client(firm.people["sales_manager"])

        queries(browser, "/inbox/")
        one = queries(browser, "/inbox/")
        for _number in range(2):
            firm.submit()
        assert queries(browser, "/inbox/") == one

    def test_the_menu_counts_what_waits_and_what_is_late(self, firm: Company, offer: ProcessInstance) -> None:
        from leadtocash.foundation.web.numbers import of_person

        manager = firm.people["sales_manager"]
        assert (of_person(manager)["todo"], of_person(firm.people["legal"])["todo"]) == ((1, False), (0, False))
        WorkItem.objects.filter(state="open").update(due_at=timezone.now() - timedelta(days=9))
        assert of_person(manager)["todo"] == (1, True)

    def test_an_item_opens_on_its_document(self, firm: Company, offer: ProcessInstance) -> None:
        item = firm.item(offer, "check")
        response = client(firm.people["sales_manager"]).get(f"/work-items/{item.pk}/")
        assert (response.status_code, response["Location"]) == (302, f"/departments/{offer.record_id}/")


GET = [
    "/work-items/{item}/",
    "/work-items/{item}/transfer/",
    "/work-items/{item}/comment/",
    "/work-items/{item}/return/",
]
GET += [
    "/process-instances/{instance}/document/",
    "/process-instances/{instance}/",
    "/process-instances/{instance}/picture/",
]
GET += ["/process-instances/{instance}/print/", "/api/v1/work-items/{item}/", "/api/v1/process-instances/{instance}/"]
POST = ["/work-items/{item}/decision/", "/work-items/{item}/return/", "/work-items/{item}/transfer/"]
POST += ["/work-items/{item}/comment/", "/process-instances/{instance}/recall/"]


@pytest.mark.req("ORG-4")
@pytest.mark.parametrize(("method", "path"), [("get", path) for path in GET] + [("post", path) for path in POST])
def test_what_one_may_not_see_is_not_found(firm: Company, offer: ProcessInstance, method: str, path: str) -> None:
    from leadtocash.foundation.accounts import tokens

    stranger = firm.people["planner"]
    address = path.format(item=firm.item(offer, "check").pk, instance=offer.pk)
    browser = client(stranger)
    headers = {"authorization": f"Bearer {tokens.issue(stranger, at=timezone.now())}"}
    assert getattr(browser, method)(address, headers=headers).status_code == 404


@pytest.mark.req("WFL-3")
class TestDeciding:
    def post(self, firm: Company, offer: ProcessInstance, step: str, **data: str) -> Any:
        item = firm.item(offer, step)
        return client(item.assignee).post(f"/work-items/{item.pk}/decision/", data)

    def test_approve_moves_on_and_shows_the_next_thing_to_do(self, firm: Company, offer: ProcessInstance) -> None:
        response = self.post(firm, offer, "check", decision="approve")
        assert (response.status_code, response["Location"]) == (302, f"/departments/{offer.record_id}/")
        assert firm.standing(offer) == ["legal", "pay"]

    def test_return_goes_to_the_chosen_step_and_may_come_straight_back(
        self, firm: Company, offer: ProcessInstance
    ) -> None:
        data = {"decision": "return", "return_to": "submit:straight_back", "comment": "add the cost"}
        assert self.post(firm, offer, "check", **data).status_code == 302
        assert firm.standing(offer) == ["submit"]
        firm.decide(offer, "submit", "do")
        assert firm.standing(offer) == ["check"]

    def test_refusals_say_why(self, firm: Company, offer: ProcessInstance) -> None:
        assert self.post(firm, offer, "check").status_code == 409
        assert self.post(firm, offer, "check", decision="reject").status_code == 409
        item = firm.item(offer, "check")
        asked = client(firm.people["account_manager"]).post(f"/work-items/{item.pk}/decision/", {"decision": "approve"})
        assert asked.status_code == 409
        assert "sales_manager" in text(asked)

    def test_a_document_changed_meanwhile_is_412(
        self, firm: Company, offer: ProcessInstance, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(Department, "revision", 5, raising=False)
        assert self.post(firm, offer, "check", decision="approve", version="4").status_code == 412
        assert self.post(firm, offer, "check", decision="approve", version="5").status_code == 302

    def test_posting_twice_does_it_once(self, firm: Company, offer: ProcessInstance) -> None:
        item = firm.item(offer, "check")
        browser, data = client(item.assignee), {"decision": "approve", "_key": "k1"}
        answers = [browser.post(f"/work-items/{item.pk}/decision/", data).status_code for _time in range(2)]
        assert answers == [302, 302]

    def test_hand_on_and_comment_in_a_dialog(self, firm: Company, offer: ProcessInstance) -> None:
        item = firm.item(offer, "check")
        browser, address = client(item.assignee), f"/work-items/{item.pk}/transfer/"
        assert "wf-dialog-t" in text(browser.get(address, headers={"hx-request": "true"}))
        assert browser.post(address, {}).status_code == 422
        assert browser.post(address, {"to": firm.people["legal"].pk, "comment": "yours"}).status_code == 302
        assert firm.holders(offer) == ["legal"]
        words = client(firm.people["legal"])
        item = firm.item(offer, "check")
        assert words.post(f"/work-items/{item.pk}/comment/", {"comment": "which price?"}).status_code == 302

    def test_taking_back(self, firm: Company, offer: ProcessInstance) -> None:
        response = client(firm.people["account_manager"]).post(f"/process-instances/{offer.pk}/recall/")
        assert (response.status_code, firm.standing(offer)) == (302, ["submit"])


@pytest.mark.req("WFL-2")
class TestPanels:
    def shown(self, person: User, offer: ProcessInstance, place: Any = "side") -> str:
        request = RequestFactory().get("/")
        request.user = person
        record = Department.objects.get(pk=offer.record_id)
        return "".join(registered.render(request, record, place))

    def test_my_decision_stands_on_the_document(self, firm: Company, offer: ProcessInstance) -> None:
        shown = self.shown(firm.people["sales_manager"], offer)
        assert all(
            part in shown for part in ('value="approve"', 'value="return"', 'value="reject"', "看价格", "lc-clock")
        )
        assert 'value="submit:straight_back"' in shown
        assert 'name="decision"' not in self.shown(firm.people["legal"], offer)

    def test_who_did_the_last_step_can_take_it_back_there(self, firm: Company, offer: ProcessInstance) -> None:
        assert f"/process-instances/{offer.pk}/recall/" in self.shown(firm.people["account_manager"], offer)
        firm.decide(offer, "check")
        assert "recall" not in self.shown(firm.people["account_manager"], offer)

    def test_work_that_is_not_a_decision_can_be_sent_back_and_handed_on(
        self, firm: Company, offer: ProcessInstance
    ) -> None:
        firm.decide(offer, "check")
        shown = self.shown(firm.people["finance"], offer)
        assert 'name="decision"' not in shown
        item = firm.item(offer, "pay")
        assert all(f"/work-items/{item.pk}/{verb}/" in shown for verb in ("return", "transfer", "comment"))

    def test_the_process_is_a_tab_with_its_picture(self, firm: Company, offer: ProcessInstance) -> None:
        context = panels.picture_tab(RequestFactory().get("/"), Department.objects.get(pk=offer.record_id))
        assert context is not None
        assert "lc-policy-svg" in context["svg"]
        assert panels.picture_tab(RequestFactory().get("/"), firm.record()) is None


@pytest.mark.req("WFL-1")
class TestPictures:
    def nodes(self, svg: str) -> dict[str, str]:
        root = etree.fromstring(svg.encode())
        groups = root.iter("{http://www.w3.org/2000/svg}g")
        return {group.get("data-node"): group.get("class").split()[-1] for group in groups}

    def test_a_process_is_drawn_with_who_standard_limit_and_documents(
        self, firm: Company, offer: ProcessInstance
    ) -> None:
        page = text(client(firm.people["planner"]).get("/processes/offer/"))
        role = str(Role.objects.get(code="sales_manager"))
        assert all(words in page for words in ("审核", "看价格", "BJD", "HTPS", role))
        assert "offer" in text(client(firm.people["planner"]).get("/processes/"))
        assert client(firm.people["planner"]).get("/processes/nothing/").status_code == 404
        assert client(firm.people["planner"]).get("/processes/offer/?version=9").status_code == 404

    def test_a_running_one_shows_what_is_past_now_and_to_come(self, firm: Company, offer: ProcessInstance) -> None:
        browser = client(firm.people["sales_manager"])
        svg = text(browser.get(f"/process-instances/{offer.pk}/picture/"))
        states = self.nodes(svg)
        assert states == {
            "start": "past", "submit": "past", "check": "now", "gw": "next", "fork": "next", "legal": "next",
            "pay": "next", "join": "next", "gw2": "next", "end": "next",
        }  # fmt: skip
        assert " style=" not in svg
        assert "<script" not in svg
        firm.decide(offer, "check")
        page = text(browser.get(f"/process-instances/{offer.pk}/"))
        assert "legal" in page
        states = self.nodes(text(browser.get(f"/process-instances/{offer.pk}/picture/")))
        assert {states[name] for name in ("check", "gw", "fork")} == {"past"}
        assert (states["legal"], states["pay"], states["join"]) == ("now", "now", "next")
        firm.decide(offer, "legal")
        firm.decide(offer, "pay", "do")
        states = self.nodes(text(browser.get(f"/process-instances/{offer.pk}/picture/")))
        assert set(states.values()) == {"past"}

    def test_a_hostile_name_stays_text(self, firm: Company, offer: ProcessInstance) -> None:
        firm.publish(draw("evil", "start > a > end", a=do(name='<script>alert("1")</script>')))
        svg = text(client(firm.people["planner"]).get("/processes/evil/picture/"))
        assert "<script" not in svg
        assert etree.fromstring(svg.encode()) is not None
