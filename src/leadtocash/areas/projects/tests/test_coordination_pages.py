"""Pages and API of coordination orders: the same refusals on both, nothing seen outside one's scope."""

from __future__ import annotations

from typing import Any

import pytest
from tests.cast import Cast

from leadtocash.areas.projects.models import CoordinationOrder, SupportBooking
from leadtocash.areas.projects.tests.coordination_factories import ORDER, a_scheduled_order, an_order, fresh, set_up

pytestmark = [pytest.mark.req("PRJ-3"), pytest.mark.django_db]
FORM = {name: str(value) for name, value in ORDER.items()}


def test_an_order_goes_from_the_form_to_the_rating_on_pages(cast: Cast, page: Any) -> None:
    project = set_up(cast)
    soon = "2027-01-04"
    answer = page("wang").post(
        f"/projects/{project.pk}/coordination-orders/new/", {**FORM, "wanted_from": soon, "wanted_to": "２０２７/01/05"}
    )
    order = CoordinationOrder.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/coordination-orders/{order.pk}/")
    given = {
        "technician": cast.shen.pk,
        "first": soon,
        "last": "2027-01-05",
        "hours": "７.5",
        "revision": order.revision,
    }
    answer = page("chu").post(f"/coordination-orders/{order.pk}/acceptance/", given)
    assert answer.status_code == 302
    assert fresh(order).booked_hours == 15
    report = {"result": "已上架 8 台，系统装好", "done_on": fresh(order).created_at.date().isoformat()}
    assert page("shen").post(f"/coordination-orders/{order.pk}/report/", report).status_code == 302
    assert page("wang").post(f"/coordination-orders/{order.pk}/rating/", {"rating": "2", "note": ""}).status_code == 422
    assert page("wang").post(f"/coordination-orders/{order.pk}/rating/", {"rating": "5", "note": ""}).status_code == 302
    assert (fresh(order).state, fresh(order).rating) == ("rated", 5)


@pytest.mark.parametrize(
    ("field", "value"),
    [("subject", ""), ("wanted_to", "2020-01-01"), ("contact_phone", "1" * 31), ("needs", ""), ("wanted_from", "明天")],
)
def test_what_is_wrong_stands_at_its_field(cast: Cast, page: Any, field: str, value: str) -> None:
    project = set_up(cast)
    answer = page("wang").post(f"/projects/{project.pk}/coordination-orders/new/", {**FORM, field: value})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert not CoordinationOrder.objects.exists()


@pytest.mark.parametrize("who", ["chu", "wang"])
def test_booking_without_an_order_is_refused_alike_on_page_and_api(cast: Cast, page: Any, api: Any, who: str) -> None:
    project = set_up(cast)
    body = {"technician": cast.shen.pk, "day": "2026-11-12", "hours": "8"}
    answer = api(who).post(f"/api/v1/projects/{project.pk}/support-bookings/", body)
    assert answer.status_code == 409
    refusal = answer.json()
    assert (refusal["code"], refusal["clause"]) == ("support_without_order", "S0 2.4.1")
    assert refusal["offer"]["href"] == f"/projects/{project.pk}/coordination-orders/new/"
    assert [m["who"] for m in refusal["missing"]] == ["王敏"]
    shown = page(who).get(f"/projects/{project.pk}/support-bookings/")
    assert shown.status_code == 409
    assert refusal["message"] in shown.content.decode()
    assert refusal["offer"]["href"] in shown.content.decode()


def test_the_whole_way_over_the_api(cast: Cast, api: Any) -> None:
    project = set_up(cast)
    made = api("wang").post(f"/api/v1/projects/{project.pk}/coordination-orders/", {**FORM, "wanted_to": "2030-01-01"})
    assert made.status_code == 201, made.content
    order = made.json()
    assert (order["number"][:5], order["state"]) == ("RWXT-", "asked")
    url = f"/api/v1/coordination-orders/{order['id']}"
    slots = [{"day": "2029-12-31", "hours": "3.5"}]
    too_far = api("chu").post(f"{url}/acceptance/", {"technician": cast.shen.pk, "bookings": slots})
    assert (too_far.status_code, too_far.json()["code"]) == (409, "booking_day")
    day = CoordinationOrder.objects.get().created_at.date().isoformat()
    slots = [{"day": day, "hours": "3.5"}]
    done = api("chu").post(f"{url}/acceptance/", {"technician": cast.shen.pk, "bookings": slots}).json()
    assert (done["state"], done["booked_hours"], done["bookings"][0]["hours"]) == ("scheduled", "3.5", "3.5")
    more = api("shen").post(
        f"/api/v1/projects/{project.pk}/support-bookings/", {"day": day, "hours": "4"}
    )  # the same day again, for the same order
    assert more.status_code == 400
    assert api("shen").post(f"{url}/report/", {"result": "好", "done_on": day}).json()["state"] == "done"
    assert api("wang").post(f"{url}/rating/", {"rating": 9}).status_code == 400
    assert api("wang").post(f"{url}/rating/", {"rating": 4}).json()["rating"] == 4


def test_who_may_not_see_the_project_does_not_find_its_orders(cast: Cast, page: Any, api: Any) -> None:
    order = a_scheduled_order(cast, set_up(cast))
    for who in ("zhao", "outsider", "yang"):
        expected = 200 if who == "yang" else 404
        assert page(who).get(f"/coordination-orders/{order.pk}/").status_code == expected
        assert api(who).get(f"/api/v1/coordination-orders/{order.pk}/").status_code == expected
    assert api("zhao").get("/api/v1/coordination-orders/").json()["results"] == []
    assert [row["id"] for row in api("shen").get("/api/v1/coordination-orders/").json()["results"]] == [order.pk]


def test_the_schedule_shows_who_is_where_and_only_busy_for_what_one_may_not_see(
    cast: Cast, page: Any, api: Any
) -> None:
    order = a_scheduled_order(cast, set_up(cast))
    week = f"/coordination-orders/schedule/?week={order.wanted_from}"
    assert "浙二院" in page("chu").get(week).content.decode()
    leak = page("zhao").get(week).content.decode()
    assert "浙二院" not in leak
    assert order.get_absolute_url() not in leak
    assert page("qian").get(week).status_code == 403
    over_api = f"/api/v1/support-schedule/?week={order.wanted_from}"
    assert [row["order"] for row in api("chu").get(over_api).json()] == [order.pk, order.pk]
    assert [(row["name"], row["order"]) for row in api("zhao").get(over_api).json()] == [("沈涛", None)] * 2
    assert api("qian").get(over_api).status_code == 403
    assert page("chu").get("/coordination-orders/schedule/?week=9999-99-99").status_code == 200


def test_queries_of_the_list_do_not_grow(cast: Cast, page: Any, django_assert_max_num_queries: Any) -> None:
    project = set_up(cast)
    an_order(cast, project)
    client = page("wang")
    client.get("/coordination-orders/")
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as few:
        client.get("/coordination-orders/")
    for _n in range(2):
        a_scheduled_order(cast, project, hours="1")
    with CaptureQueriesContext(connection) as many:
        client.get("/coordination-orders/")
    assert len(many) == len(few)


@pytest.mark.parametrize("tab", ["order", "bookings", "files"])
def test_every_page_opens(cast: Cast, page: Any, tab: str) -> None:
    project = set_up(cast)
    order = a_scheduled_order(cast, project)
    for who in ("wang", "chu", "shen"):
        assert page(who).get(f"/coordination-orders/{order.pk}/?tab={tab}").status_code == 200
        assert page(who).get("/coordination-orders/?view=mine").status_code == 200
        assert page(who).get(f"/projects/{project.pk}/?tab=coordination").status_code == 200
    other = an_order(cast, project)
    assert page("chu").get(f"/coordination-orders/{other.pk}/acceptance/").status_code == 200
    assert page("chu").get(f"/coordination-orders/{other.pk}/declination/").status_code == 200
    assert page("shen").get(f"/coordination-orders/{order.pk}/report/").status_code == 200
    assert page("chu").get(f"/projects/{project.pk}/support-bookings/").status_code == 200
    printed = page("wang").get(f"/coordination-orders/{order.pk}/print/")
    assert (printed.status_code, printed["Content-Type"], printed.content[:5]) == (200, "application/pdf", b"%PDF-")


def test_a_booking_is_taken_back_once(cast: Cast, page: Any) -> None:
    order = a_scheduled_order(cast, set_up(cast))
    booking = order.bookings.first()
    client = page("shen")
    assert client.post(f"/support-bookings/{booking.pk}/cancellation/").status_code == 302
    assert client.post(f"/support-bookings/{booking.pk}/cancellation/").status_code == 404
    assert SupportBooking.objects.count() == 1


def test_an_answer_to_an_order_changed_meanwhile_is_refused(cast: Cast, api: Any) -> None:
    order = an_order(cast, set_up(cast))
    CoordinationOrder.objects.filter(pk=order.pk).update(revision=7)
    body = {"reason": "没有人", "revision": 1}
    assert api("chu").post(f"/api/v1/coordination-orders/{order.pk}/declination/", body).status_code == 412
