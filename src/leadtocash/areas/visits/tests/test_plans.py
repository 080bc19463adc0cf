"""Key-account plans: what was planned against what took place."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.utils.timezone import localdate, now
from tests.browsing import text

from leadtocash.areas.customers.tests.factories import a_customer
from leadtocash.areas.visits.actions import plans as actions
from leadtocash.areas.visits.models import AccountPlan
from leadtocash.areas.visits.queries import plans as queries
from leadtocash.areas.visits.tests.factories import a_log

pytestmark = pytest.mark.django_db


@pytest.mark.req("OPP-12")
def test_a_plan_counts_what_took_place_in_its_quarters(cast):
    act = cast.act("wang", now())
    customer, year, quarter = a_customer(act), localdate().year, (localdate().month + 2) // 3
    row = {"quarter": quarter, "kind": "visit", "times": 4, "what": "季度走访"}
    given = {"customer": customer, "year": year, "goals": "做进年度框架"}
    with pytest.raises(ValidationError):
        actions.write_plan(given, [row, row], act=act)
    plan = actions.write_plan(given, [row], act=act)
    with pytest.raises(ValidationError):
        actions.write_plan(given, act=act)
    a_log(act, customer=customer)
    a_log(act, customer=customer, kind="call")
    steps = queries.compared(plan)[quarter - 1].steps
    assert [(s.kind, s.planned, s.done, s.share) for s in steps] == [("visit", 4, 1, 0.25), ("call", 0, 1, None)]
    listed = queries.seen(cast.wang).annotate(**queries.COMPUTED).get()
    assert (listed.planned, listed.done) == (4, 2)


@pytest.mark.req("OPP-12")
def test_plans_on_the_pages_and_over_the_api(cast, page, api):
    customer = a_customer(cast.act("wang", now()))
    form = {
        "customer": customer.pk, "year": "２０２６", "target": "300w", "goals": "换线项目进名单",
        "activities-TOTAL_FORMS": "1", "activities-INITIAL_FORMS": "0", "activities-0-quarter": "2",
        "activities-0-kind": "tour", "activities-0-times": "1", "activities-0-what": "看老化间",
    }  # fmt: skip
    assert page("wang").post("/account-plans/new/", {**form, "goals": ""}).status_code == 422
    assert page("wang").post("/account-plans/new/", form).status_code == 302
    plan = AccountPlan.objects.get()
    assert "看老化间" in text(page("wang").get(f"/account-plans/{plan.pk}/"))
    assert page("zhao").get(f"/account-plans/{plan.pk}/").status_code == 404
    client, one = api("wang"), f"/api/v1/account-plans/{plan.pk}/"
    changed = client.patch(one, {"goals": "进框架", "activities": [], "revision": plan.revision})
    assert (changed.data["goals"], changed.data["activities"]) == ("进框架", [])
    again = client.post("/api/v1/account-plans/", {"customer": customer.pk, "year": 2026, "goals": "再来"})
    assert again.status_code == 400
