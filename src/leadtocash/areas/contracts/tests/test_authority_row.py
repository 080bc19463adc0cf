"""Beside the approvals stands by which row of the authority table they were asked for, for every round."""

from __future__ import annotations

import pytest
from django.utils import timezone

from leadtocash.areas.contracts import queries
from leadtocash.areas.contracts.tests import factories
from leadtocash.areas.contracts.views.papers import REVIEW
from leadtocash.foundation.printing import papers
from leadtocash.foundation.workflow.models import ProcessInstance
from leadtocash.foundation.workflow.picture.telling import of_instance

pytestmark = [pytest.mark.django_db, pytest.mark.req("ORG-5", "WFL-5")]


def test_page_picture_and_paper_name_the_row(cast, page):
    contract = factories.passed_contract(cast)
    instance = ProcessInstance.objects.get(record_kind="contracts.contract", record_id=contract.pk)
    row = instance.values["authority_row"]
    said = f"权限表 {row}"
    assert [one.row for one in queries.approvals(contract, now=timezone.now())] == [row]
    for address in (instance.get_absolute_url(), contract.get_absolute_url()):
        assert said in page("wang").get(address).content.decode()
    assert said in of_instance(instance, now=timezone.now())["authority"].standard
    printed = papers.paper(REVIEW, contract, papers.shipped(REVIEW), person=cast.people["wang"], now=timezone.now())
    assert said in printed.html


def test_each_round_keeps_the_row_it_was_asked_by(cast):
    contract = factories.submitted_contract(cast)
    while not factories.open_items(contract, "authority"):
        factories.decide(factories.open_items(contract)[0], "approve")
    first = factories.open_items(contract, "authority")[0]
    factories.decide(first, "reject", comment="毛利太低")
    contract.refresh_from_db()
    factories.actions.change_contract(
        contract, {}, lines=factories.lines(quantity=60, cost="89000.00"), act=cast.act("wang")
    )
    factories.actions.submit_contract(contract, act=cast.act("wang"))
    while not factories.open_items(contract, "authority"):
        factories.decide(factories.open_items(contract)[0], "approve")
    rows = [one.row for one in queries.approvals(contract, now=timezone.now())]
    assert len(set(rows)) == len(rows) == 2
