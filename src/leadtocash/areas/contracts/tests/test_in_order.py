"""The review unit by unit in order (S4 3.5), as the quality pack brings it."""

from __future__ import annotations

import pytest

from leadtocash.areas.contracts import actions
from leadtocash.areas.contracts.tests import factories
from leadtocash.foundation.packs import shipped
from leadtocash.foundation.workflow.actions.publishing import publish
from leadtocash.foundation.workflow.models import WorkItem


@pytest.fixture
def in_order(cast) -> None:
    """The company works by the quality pack's review."""
    text = shipped.own_files("quality_processes")["processes/contract_review.bpmn"]
    publish(xml=text.encode(), act=cast.act("admin"))


def live(contract) -> list[tuple[str, str]]:
    rows = WorkItem.objects.filter(instance__record_id=contract.pk, state__in=["open", "waiting"])
    return [(row.slot, row.state) for row in rows.order_by("place")]


@pytest.mark.req("CON-4")
def test_the_units_judge_one_after_the_other(cast, page, in_order):
    contract = factories.draft_contract(cast)
    body = page("wang").get(contract.get_absolute_url()).content.decode()
    assert "各单位依次" in body
    actions.submit_contract(contract, act=cast.act("wang"))
    slots = ["technical", "experts", "service", "audit", "finance"]
    assert live(contract) == [(slot, "open" if slot == "technical" else "waiting") for slot in slots]
    item = WorkItem.objects.get(instance__record_id=contract.pk, slot="technical")
    factories.decide(item, "approve", comment="做得到")
    assert live(contract)[0] == ("experts", "open")
    body = page("wang").get(contract.get_absolute_url()).content.decode()
    assert "专家和特殊资源" in body


@pytest.mark.req("CON-4")
def test_a_unit_that_is_not_able_sends_it_back_at_once(cast, in_order):
    contract = factories.draft_contract(cast)
    actions.submit_contract(contract, act=cast.act("wang"))
    item = WorkItem.objects.get(instance__record_id=contract.pk, slot="technical")
    factories.decide(item, "reject", comment="周期做不到")
    contract.refresh_from_db()
    assert contract.state == "draft"
    (item,) = WorkItem.objects.filter(instance__record_id=contract.pk, state__in=["open", "waiting"])
    assert (item.activity.node, item.assignee) == ("revise", cast.wang)
