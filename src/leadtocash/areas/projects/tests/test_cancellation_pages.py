"""Pages and API of cancellations."""

from __future__ import annotations

from typing import Any

import pytest
from tests.cast import Cast

from leadtocash.areas.projects.models import Cancellation
from leadtocash.areas.projects.tests.coordination_factories import a_cancellation, approve_all, buy, fresh, set_up

pytestmark = [pytest.mark.req("CON-8", "PRJ-1"), pytest.mark.django_db]


def test_from_the_form_to_the_cancelled_project_on_pages(cast: Cast, page: Any) -> None:
    project = set_up(cast)
    url = f"/projects/{project.pk}/cancellation/new/"
    shown = page("wang").get(url)
    assert shown.status_code == 200
    given = {
        "cause": "customer_withdrew",
        "explanation": "客户取消了预算",
        "goods": "没有下单",
        "money": "没有收款",
        "twin": "",
    }
    assert page("wang").post(url, {**given, "explanation": ""}).status_code == 422
    assert page("wang").post(url, {**given, "cause": "set_up_twice"}).status_code == 422
    assert page("wang").post(url, given).status_code == 302
    form = Cancellation.objects.get()
    assert page("wang").get(url).status_code == 409
    approve_all(form)
    held = page("wu").post(f"/cancellations/{form.pk}/execution/")
    assert held.status_code == 409
    assert page("sun").get(f"/cancellations/{form.pk}/goods-settlement/").status_code == 200
    assert page("sun").post(f"/cancellations/{form.pk}/goods-settlement/", {"note": "没有采购单"}).status_code == 302
    assert page("qian").post(f"/cancellations/{form.pk}/money-settlement/", {"note": "没有收款"}).status_code == 302
    assert page("wu").post(f"/cancellations/{form.pk}/execution/").status_code == 302
    assert fresh(project).state == "cancelled"
    for who in ("wang", "wu", "zhou"):
        assert page(who).get(f"/projects/{project.pk}/").status_code == 200
        assert page(who).get(f"/cancellations/{form.pk}/").status_code == 200
    printed = page("wu").get(f"/cancellations/{form.pk}/print/")
    assert (printed.status_code, printed.content[:5]) == (200, b"%PDF-")
    assert page("wu").post(f"/cancellations/{form.pk}/execution/").status_code == 409


def test_the_same_over_the_api_with_the_same_refusals(cast: Cast, api: Any) -> None:
    project = set_up(cast)
    buy(cast, project.lines.get(position=1), 8)
    url = f"/api/v1/projects/{project.pk}/cancellation/"
    made = api("wang").post(url, {"cause": "other", "explanation": "重新规划"})
    assert made.status_code == 201, made.content
    form = made.json()
    assert (form["state"], "8" in form["goods"]) == ("in_approval", True)
    twice = api("wang").post(url, {"cause": "other", "explanation": "再来一次"})
    assert (twice.status_code, twice.json()["code"], twice.json()["clause"]) == (409, "cancellation_running", "S0 2.7")
    assert api("wang").post(url, {"cause": "other"}).status_code == 400
    early = api("wu").post(f"/api/v1/cancellations/{form['id']}/execution/")
    assert (early.status_code, early.json()["code"]) == (409, "cancellation_state")
    approve_all(Cancellation.objects.get())
    open_orders = api("sun").post(f"/api/v1/cancellations/{form['id']}/goods-settlement/", {"note": "退"})
    assert (open_orders.status_code, open_orders.json()["code"]) == (409, "purchases_open")
    assert api("qian").post(f"/api/v1/cancellations/{form['id']}/money-settlement/", {"note": "无"}).status_code == 200
    unsettled = api("wu").post(f"/api/v1/cancellations/{form['id']}/execution/")
    assert (unsettled.json()["code"], len(unsettled.json()["missing"])) == ("cancellation_unsettled", 2)
    assert api("wang").post(f"/api/v1/cancellations/{form['id']}/execution/").status_code == 403


def test_a_project_one_does_not_see_is_not_named_as_twin(cast: Cast, api: Any) -> None:
    project = set_up(cast)
    secret = set_up(cast, owner="zhao", title="华南机房", customer=None)
    body = {"cause": "set_up_twice", "explanation": "重复", "twin": secret.pk}
    assert api("wang").post(f"/api/v1/projects/{project.pk}/cancellation/", body).status_code == 400
    assert api("zhao").get(f"/api/v1/projects/{project.pk}/").status_code == 404
    assert api("zhao").post(f"/api/v1/projects/{project.pk}/cancellation/", body).status_code == 404


def test_lists_open_for_those_who_work_with_them(cast: Cast, page: Any) -> None:
    form = a_cancellation(cast, set_up(cast))
    for who in ("wang", "wu", "sun", "qian", "zhou"):
        assert form.number in page(who).get("/cancellations/").content.decode()
    assert form.number not in page("zhao").get("/cancellations/").content.decode()
    assert page("wu").get("/cancellations/?view=to_carry_out").status_code == 200
