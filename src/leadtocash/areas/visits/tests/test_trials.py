"""Trials from the request to the call-back, on pages and over the API."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils.timezone import localdate, now
from tests.browsing import text

from leadtocash.areas.customers.tests.factories import a_contact, a_customer
from leadtocash.areas.opportunities.tests.factories import an_opportunity
from leadtocash.areas.visits.actions import trials as actions
from leadtocash.areas.visits.models import Trial, Visit
from leadtocash.areas.visits.queries import trials as queries
from leadtocash.foundation.kernel.errors import NotAllowed, RuleError
from leadtocash.foundation.workflow import actions as process
from leadtocash.foundation.workflow.models import ProcessInstance, WorkItem

pytestmark = pytest.mark.django_db
BASE = "/api/v1/trials/"


@pytest.fixture
def today(cast):
    return lambda name="wang": cast.act(name, now())


def a_trial(act: Any, **fields: Any) -> Trial:
    fields.setdefault("customer", (fields.get("opportunity") and fields["opportunity"].customer) or a_customer(act))
    return actions.ask_trial(
        {"what": "边缘网关", "goal": "7 天不掉线", "wanted_on": act.today + timedelta(days=7), **fields}, act=act
    )


def decide(trial: Trial, decision: str, act: Any) -> None:
    item = WorkItem.objects.get(instance__record_id=trial.pk, activity__node="approve", state="open")
    process.decide(item, decision, comment="看过了", act=act, revision=Trial.objects.get(pk=trial.pk).revision)


@pytest.mark.req("CRM-6")
def test_a_trial_goes_its_way_and_the_call_back_stands_in_the_customers_log(cast, today):
    deal = an_opportunity(today())
    trial = a_trial(today(), opportunity=deal, contact=a_contact(deal.customer, today()))
    assert queries.suggested(trial) == cast.wang
    trial = actions.assign_trial(trial, cast.wang, act=today("li"))  # nobody is sales assistant here
    decide(trial, "approve", today("li"))
    trial.refresh_from_db()
    with pytest.raises(ValidationError):
        actions.hand_over_trial(trial, localdate() + timedelta(days=1), act=today("shen"))
    trial = actions.hand_over_trial(trial, localdate(), serials="SN１２", act=today("shen"))
    assert (trial.state, trial.serials, trial.ends_on) == ("running", "SN12", localdate() + timedelta(days=30))
    given = {"result": "buy", "said": "运行稳定", "next_step": "报价", "next_step_on": localdate()}
    trial = actions.call_back(trial, given, act=today())
    assert trial.number not in trial.callback.purpose  # others see the call than the trial
    deal.refresh_from_db()
    assert (trial.state, trial.callback, deal.next_step) == ("called_back", Visit.objects.get(), "报价")
    kept = {one.node: (one.done, one.in_time) for one in queries.kept_limits(cast.wang, now())}
    assert kept == {"assign": (1, 1), "approve": (1, 1), "hand_over": (1, 1), "call_back": (1, 1)}
    assert queries.kept_limits(cast.zhao, now()) == []


@pytest.mark.req("CRM-6")
def test_steps_out_of_turn_and_wrong_people_are_refused(cast, today):
    trial = a_trial(today())
    with pytest.raises(RuleError) as refused:
        actions.hand_over_trial(trial, localdate(), act=today("shen"))
    assert (refused.value.code, refused.value.clause) == ("trial_elsewhere", "S1 3.3.2.1")
    with pytest.raises(NotAllowed):
        actions.assign_trial(trial, cast.wang, act=today())
    with pytest.raises(ValidationError):
        actions.assign_trial(trial, cast.shen, act=today("li"))
    with pytest.raises(ValidationError):
        a_trial(today("zhao"), customer=trial.customer)


@pytest.mark.req("CRM-6")
def test_a_refused_one_ends_and_a_withdrawn_one_too(cast, today):
    refused, withdrawn = a_trial(today()), a_trial(today())
    actions.assign_trial(refused, cast.zhao, act=today("li"))
    decide(refused, "reject", today("lu"))
    process.recall(ProcessInstance.objects.get(record_id=withdrawn.pk), act=today())
    states = dict(Trial.objects.values_list("pk", "state"))
    assert states == {refused.pk: "refused", withdrawn.pk: "withdrawn"}


@pytest.mark.req("CRM-6")
def test_the_same_on_the_pages_and_over_the_api(cast, page, api, today):
    customer = a_customer(today())
    form = {
        "customer": customer.pk, "what": "网关", "goal": "看稳定性", "quantity": "２", "days": "14",
        "wanted_on": (localdate() + timedelta(days=3)).isoformat(),
    }  # fmt: skip
    assert page("wang").post("/trials/new/", {**form, "goal": ""}).status_code == 422
    assert page("wang").post("/trials/new/", form).status_code == 302
    trial = Trial.objects.get()
    assert "网关" in text(page("wang").get(f"/customers/{customer.pk}/?tab=trials"))
    assert page("zhao").get(f"/trials/{trial.pk}/").status_code == 404
    early = page("shen").get(f"/trials/{trial.pk}/handover/", HTTP_HX_REQUEST="true")
    assert early.status_code == 409
    assert page("li").post(f"/trials/{trial.pk}/assignment/", {"owner": cast.wang.pk}).status_code == 302
    decide(trial, "approve", today("li"))
    one = f"{BASE}{trial.pk}/"
    again = api("li").post(f"{one}assignment/", {"owner": cast.wang.pk})
    assert (again.status_code, again.data["code"]) == (409, "trial_elsewhere")
    assert api("shen").post(f"{one}handover/", {"handed_over_on": localdate().isoformat()}).data["state"] == "running"
    done = api("wang").post(f"{one}callback/", {"result": "extend", "said": "再用两周"})
    assert (done.status_code, done.data["result"]) == (200, "extend")
    assert api("wang").get(f"{BASE}?state=called_back").data["count"] == 1
    assert [row["done"] for row in api("wang").get(f"{BASE}limits/").data] == [1, 1, 1, 1]
    assert "100.0%" in text(page("wang").get("/trials/limits/"))
    assert page("wang").get("/trials/?view=late").status_code == 200
    assert page("wang").get(f"/trials/{trial.pk}/print/").headers["Content-Type"] == "application/pdf"
