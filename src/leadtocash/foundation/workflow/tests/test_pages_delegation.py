"""Deputies on the page: by days and processes, ended early, set by an administrator; whose name stands where."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone
from tests.browsing import client, text

from leadtocash.foundation.workflow.models import Delegation, ProcessInstance
from leadtocash.foundation.workflow.tests.company import Company
from leadtocash.foundation.workflow.tests.drawing import do, draw, end, step

pytestmark = [pytest.mark.django_db, pytest.mark.req("ORG-5")]
FLOW = draw(
    "offer",
    "start > check > gw",
    "gw > end2 : check_outcome == 'rejected'",
    "gw > pay > end",
    check=step("role:sales_manager", limit="2", name="审核"),
    pay=do("role:finance"),
    end2=end("rejected"),
    end=end("approved"),
)


@pytest.fixture
def offer(closed: Company) -> ProcessInstance:
    closed.publish(FLOW)
    return closed.start("offer")


def days(begin: int, end: int) -> dict[str, str]:
    today = timezone.localdate()
    return {
        "from_day": (today + timedelta(days=begin)).isoformat(),
        "until_day": (today + timedelta(days=end)).isoformat(),
    }


class TestMyDeputy:
    def test_open_work_goes_over_at_once_and_names_for_whom(self, firm: Company, offer: ProcessInstance) -> None:
        absent, deputy = firm.people["sales_manager"], firm.people["legal"]
        response = client(absent).post("/me/deputies/new/", {"deputy": deputy.pk, **days(0, 5), "reason": "出差"})
        assert response.status_code == 302
        assert firm.holders(offer) == ["legal"]
        inbox = text(client(deputy).get("/inbox/"))
        assert offer.title in inbox
        assert "sales_manager" in inbox
        assert "sales_manager" in text(client(deputy).get("/me/deputies/"))
        assert "legal" in text(client(absent).get("/me/deputies/"))
        item = firm.item(offer, "check")
        assert client(deputy).post(f"/work-items/{item.pk}/decision/", {"decision": "approve"}).status_code == 302
        followed = text(client(deputy).get(f"/process-instances/{offer.pk}/"))
        assert "sales_manager" in followed
        assert firm.standing(offer) == ["pay"]

    def test_ended_early_it_comes_back(self, firm: Company, offer: ProcessInstance) -> None:
        absent, deputy = firm.people["sales_manager"], firm.people["legal"]
        client(absent).post("/me/deputies/new/", {"deputy": deputy.pk, **days(0, 5)})
        pk = Delegation.objects.get().pk
        assert client(firm.people["finance"]).post(f"/deputies/{pk}/end/").status_code == 404
        assert client(deputy).post(f"/deputies/{pk}/end/").status_code == 409
        assert client(absent).post(f"/deputies/{pk}/end/").status_code == 302
        assert firm.holders(offer) == ["sales_manager"]
        assert client(absent).get(f"/deputies/{pk}/")["Location"] == "/me/deputies/"

    def test_only_for_the_processes_chosen(self, firm: Company, offer: ProcessInstance) -> None:
        firm.publish(draw("other", "start > a > end", a=do("role:sales_manager")))
        absent = firm.people["sales_manager"]
        data = {"deputy": firm.people["legal"].pk, **days(0, 5), "kinds": ["other"]}
        assert client(absent).post("/me/deputies/new/", data).status_code == 302
        assert firm.holders(offer) == ["sales_manager"]

    @pytest.mark.parametrize(
        ("given", "field"),
        [
            ({"from_day": "", "until_day": ""}, "from_day"),
            ({"from_day": "2030-01-09", "until_day": "2030-01-02"}, "until_day"),
            ({"from_day": "2020-01-01", "until_day": "2020-01-02"}, "until_day"),
            ({"from_day": "gestern", "until_day": "2030-01-02"}, "from_day"),
            ({"from_day": "2030-01-01", "until_day": "2030-01-02", "deputy": ""}, "deputy"),
            ({"from_day": "2030-01-01", "until_day": "2030-01-02", "kinds": ["nothing"]}, "kinds"),
        ],
    )
    def test_mistakes_are_said_at_the_field(
        self, firm: Company, offer: ProcessInstance, given: dict[str, Any], field: str
    ) -> None:
        data = {"deputy": firm.people["legal"].pk, **given}
        response = client(firm.people["sales_manager"]).post("/me/deputies/new/", data)
        assert response.status_code == 422
        assert field in response.context["form"].errors

    def test_full_width_days_are_understood(self, firm: Company, offer: ProcessInstance) -> None:
        data = {"deputy": firm.people["legal"].pk, "from_day": "２０３０-０１-０１", "until_day": "2030-01-05"}
        assert client(firm.people["sales_manager"]).post("/me/deputies/new/", data).status_code == 302
        assert Delegation.objects.get().from_day == date(2030, 1, 1)
        assert firm.holders(offer) == ["sales_manager"]

    def test_two_deputies_for_the_same_days_and_oneself_are_refused(
        self, firm: Company, offer: ProcessInstance
    ) -> None:
        browser = client(firm.people["sales_manager"])
        assert browser.post("/me/deputies/new/", {"deputy": firm.people["legal"].pk, **days(0, 5)}).status_code == 302
        second = {"deputy": firm.people["finance"].pk, **days(3, 9)}
        assert browser.post("/me/deputies/new/", second).status_code == 409
        own = {"deputy": firm.people["sales_manager"].pk, **days(20, 21)}
        assert browser.post("/me/deputies/new/", own).status_code == 409


class TestAdministrators:
    def test_they_set_the_deputy_of_somebody_who_cannot(self, firm: Company, offer: ProcessInstance) -> None:
        administrator = client(firm.people["system_admin"])
        absent, deputy = firm.people["sales_manager"], firm.people["legal"]
        data = {"principal": absent.pk, "deputy": deputy.pk, **days(0, 5), "reason": "病假"}
        assert administrator.post("/deputies/new/", data).status_code == 302
        assert firm.holders(offer) == ["legal"]
        shown = text(administrator.get("/deputies/"))
        assert "病假" in shown
        pk = Delegation.objects.get().pk
        assert administrator.get(f"/deputies/{pk}/")["Location"] == "/deputies/"
        assert administrator.post(f"/deputies/{pk}/end/").status_code == 302
        assert firm.holders(offer) == ["sales_manager"]

    def test_the_same_person_twice_is_said_at_the_field(self, firm: Company, offer: ProcessInstance) -> None:
        person = firm.people["sales_manager"].pk
        data = {"principal": person, "deputy": person, **days(0, 5)}
        response = client(firm.people["system_admin"]).post("/deputies/new/", data)
        assert "deputy" in response.context["form"].errors

    @pytest.mark.parametrize("path", ["/deputies/", "/deputies/new/"])
    def test_nobody_else_may(self, firm: Company, offer: ProcessInstance, path: str) -> None:
        assert client(firm.people["sales_manager"]).get(path).status_code == 403
