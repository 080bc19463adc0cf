"""A retired process is not started any more; what runs by it ends in its version; it comes back with a reason."""

from __future__ import annotations

import pytest
from django.test import Client
from rest_framework.test import APIClient

from leadtocash.foundation.access.models import RolePermission
from leadtocash.foundation.accounts.models import Role, User
from leadtocash.foundation.journal.models import Entry
from leadtocash.foundation.kernel.errors import NotAllowed, RuleError
from leadtocash.foundation.workflow import actions
from leadtocash.foundation.workflow.models import Retirement
from leadtocash.foundation.workflow.permissions import ADMINISTER
from leadtocash.foundation.workflow.tests.company import Company
from leadtocash.foundation.workflow.tests.drawing import draw, end, step

pytestmark = [pytest.mark.django_db, pytest.mark.req("WFL-1", "WFL-5")]
FLOW = draw(
    "offer",
    "start > check > gw",
    "gw > check : check_outcome == 'rejected'",
    "gw > end",
    check=step("role:legal"),
    end=end("approved"),
)


@pytest.fixture
def admin(firm: Company) -> User:
    RolePermission.objects.get_or_create(
        role=Role.objects.get(code="system_admin"), permission=ADMINISTER, defaults={"scope": "all"}
    )
    firm.publish(FLOW)
    return firm.people["system_admin"]


def client(person: User) -> Client:
    browser = Client()
    browser.force_login(person)
    return browser


def test_nothing_starts_what_runs_ends_and_it_comes_back(firm: Company, admin: User) -> None:
    running = firm.start("offer")
    actions.retire("offer", reason="Replaced by the new one", act=firm.act("system_admin"))
    with pytest.raises(RuleError) as refused:
        firm.start("offer")
    assert refused.value.code == "process_retired"
    assert [one.who for one in refused.value.missing] == [admin.name]
    assert admin.name in refused.value.message
    firm.decide(running, "check")
    running.refresh_from_db()
    assert running.state == "ended"
    actions.reinstate("offer", reason="Still needed", act=firm.act("system_admin"))
    assert firm.start("offer").state == "running"
    told = Entry.objects.filter(kind="workflow.processdefinition").order_by("pk").values_list("verb", "reason")
    assert list(told)[-2:] == [
        ("workflow.retired", "Replaced by the new one"),
        ("workflow.reinstated", "Still needed"),
    ]


def test_it_needs_the_right_a_reason_and_something_to_retire(firm: Company, admin: User) -> None:
    with pytest.raises(NotAllowed):
        actions.retire("offer", reason="x", act=firm.act("legal"))
    for verb, reason, code in (
        (actions.retire, " ", "comment_missing"),
        (actions.reinstate, "x", "not_retired"),
    ):
        with pytest.raises(RuleError) as refused:
            verb("offer", reason=reason, act=firm.act("system_admin"))
        assert refused.value.code == code
    actions.retire("offer", reason="x", act=firm.act("system_admin"))
    with pytest.raises(RuleError) as refused:
        actions.retire("offer", reason="x", act=firm.act("system_admin"))
    assert (refused.value.code, Retirement.objects.count()) == ("retired_already", 1)


def test_pages_and_api_retire_and_show_it(firm: Company, admin: User) -> None:
    browser = client(admin)
    assert client(firm.people["legal"]).post("/processes/offer/retirement/", {"reason": "x"}).status_code == 403
    assert browser.post("/processes/offer/retirement/", {"reason": "有新流程了"}).status_code == 302
    assert "已停用" in browser.get("/processes/").content.decode()
    page = browser.get("/processes/offer/").content.decode()
    assert "有新流程了" in page
    assert "重新启用" in page
    api = APIClient()
    api.force_authenticate(admin)
    address = "/api/v1/processes/offer"
    back = api.post(f"{address}/reinstatement/", {"reason": "x"}, format="json")
    assert (back.status_code, back.json()["retired_at"]) == (200, None)
    gone = api.post(f"{address}/retirement/", {"reason": "x"}, format="json")
    assert (gone.status_code, bool(gone.json()["retired_at"])) == (200, True)
    assert [one["key"] for one in api.get("/api/v1/processes/").json() if one["retired_at"]] == ["offer"]
    assert api.post("/api/v1/processes/none/retirement/", {"reason": "x"}, format="json").status_code == 404
