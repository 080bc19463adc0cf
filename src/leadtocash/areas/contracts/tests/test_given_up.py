"""A contract under review cannot be changed, on the page and over the API; a review given up leaves a draft."""

from __future__ import annotations

import pytest
from tests.cast import NOW

from leadtocash.areas.contracts import actions
from leadtocash.areas.contracts.tests import factories
from leadtocash.areas.contracts.tests.test_actions import again
from leadtocash.foundation.workflow import actions as processes
from leadtocash.foundation.workflow.models import ProcessInstance

pytestmark = [pytest.mark.django_db, pytest.mark.req("WFL-3", "CON-3")]


def test_under_review_it_is_refused_with_who_has_it_on_page_and_api(cast, api, page):
    contract = factories.submitted_contract(cast)
    answer = api("wang").patch(f"/api/v1/contracts/{contract.pk}/", {"title": "x"}, headers={"If-Match": "*"})
    holders = {item.assignee.name for item in factories.open_items(contract)}
    assert (answer.status_code, {one["who"] for one in answer.json()["missing"]}) == (409, holders)
    refused = page("wang").get(f"/contracts/{contract.pk}/edit/")
    assert refused.status_code == 409
    assert all(name in refused.content.decode() for name in holders)


def test_given_up_by_the_applicant_before_anybody_spoke_it_is_a_draft(cast):
    contract = factories.submitted_contract(cast)
    processes.cancel(running(contract), act=cast.act("wang"), reason="wrong customer")
    assert again(contract).state == "draft"
    assert not factories.open_items(contract)
    actions.submit_contract(contract, act=cast.act("wang"))
    assert again(contract).state == "in_review"


def test_given_up_by_an_administrator_after_it_passed_it_is_a_draft_again(cast):
    contract = factories.passed_contract(cast)
    processes.cancel(running(contract), act=cast.act("admin"), reason="customer withdrew")
    contract = again(contract)
    assert (contract.state, contract.passed_at, contract.answerable) == ("draft", None, None)
    actions.submit_contract(contract, act=factories.act(cast, "wang", NOW))
    assert factories.open_items(contract)


def test_a_cancellation_given_up_leaves_the_contract_as_it_was(cast):
    contract = factories.passed_contract(cast)
    before = again(contract).state
    actions.cancel_contract(contract, act=cast.act("wang"), reason="customer withdrew")
    asked = ProcessInstance.objects.get(record_id=contract.pk, process=actions.CANCELLATION, state="running")
    processes.cancel(asked, act=cast.act("wang"), reason="a mistake")
    contract = again(contract)
    assert (contract.state, contract.cancel_reason) == (before, "")


def running(contract):
    return ProcessInstance.objects.get(record_kind="contracts.contract", record_id=contract.pk, state="running")
