"""A contract under a review that says so may be changed: the review begins again and everybody is asked anew."""

from __future__ import annotations

import pytest

from leadtocash.areas.contracts import actions
from leadtocash.areas.contracts.models import Contract
from leadtocash.areas.contracts.tests import factories
from leadtocash.foundation.journal.models import Entry
from leadtocash.foundation.kernel.errors import RuleError
from leadtocash.foundation.workflow.actions.publishing import publish
from leadtocash.foundation.workflow.models import ProcessDefinition, ProcessInstance

pytestmark = [pytest.mark.django_db, pytest.mark.req("WFL-3", "CON-3")]
DEPARTMENTS = ["chu", "jiang", "qian", "sun", "wei"]


@pytest.fixture
def restarting(cast) -> None:
    """The company's review lets the document be changed while somebody decides."""
    factories.shipped()
    newest = ProcessDefinition.objects.filter(key="contract_review").order_by("-version")[0]
    text = newest.bpmn.replace(
        'flow:clause="S3 4.5" isExecutable', 'flow:clause="S3 4.5" flow:edit="restart" isExecutable'
    )
    assert text != newest.bpmn
    publish(xml=text.encode(), act=cast.act("admin"))


def whom(contract: Contract) -> list[str]:
    return sorted(item.assignee.username for item in factories.open_items(contract))


def test_saving_asks_everybody_again_and_the_journal_says_why(cast, restarting):
    contract = factories.submitted_contract(cast)
    factories.decide(factories.open_items(contract)[0], "approve")
    assert len(whom(contract)) == len(DEPARTMENTS) - 1
    changed = actions.change_contract(contract, {"penalty_terms": "逾期每日万分之三"}, act=cast.act("wang"))
    assert (changed.state, changed.review_round, whom(contract)) == ("in_review", 2, DEPARTMENTS)
    assert ProcessInstance.objects.get(record_id=contract.pk).restarts == 1
    assert Entry.objects.get(verb="workflow.restarted").reason == "文件在审批中被修改。"
    factories.agree(contract)
    changed.refresh_from_db()
    assert changed.state == "passed"


def test_page_and_api_warn_and_restart(cast, api, page, restarting):
    contract = factories.submitted_contract(cast)
    wang = page("wang")
    address = f"/contracts/{contract.pk}/edit/"
    assert address in wang.get(contract.get_absolute_url()).content.decode()
    assert "保存后审批重新开始" in wang.get(address).content.decode()
    answer = api("wang").patch(f"/api/v1/contracts/{contract.pk}/", {"title": "改过的标题"}, headers={"If-Match": "*"})
    assert (answer.status_code, answer.json()["state"], answer.json()["review_round"]) == (200, "in_review", 2)


def test_what_is_no_longer_complete_is_not_handed_to_anybody(cast, restarting):
    contract = factories.submitted_contract(cast)
    with pytest.raises(RuleError):
        actions.change_contract(contract, {"delivery_place": ""}, act=cast.act("wang"))
    contract.refresh_from_db()
    assert (contract.review_round, contract.delivery_place) == (1, factories.COMPLETE["delivery_place"])


def test_passed_it_is_refused_as_ever(cast, restarting):
    contract = factories.passed_contract(cast)
    with pytest.raises(RuleError) as refusal:
        actions.change_contract(contract, {"title": "别的"}, act=cast.act("wang"))
    assert refusal.value.code == "contract_not_draft"


def test_only_those_who_may_edit(cast, api, restarting):
    contract = factories.submitted_contract(cast)
    assert (
        api("sun").patch(f"/api/v1/contracts/{contract.pk}/", {"title": "x"}, headers={"If-Match": "*"}).status_code
        == 403
    )
