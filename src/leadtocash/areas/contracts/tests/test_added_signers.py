"""One department, several who sign: whose word is the department's."""

from __future__ import annotations

import pytest
from tests.cast import NOW

from leadtocash.areas.contracts import queries
from leadtocash.areas.contracts.tests import factories
from leadtocash.areas.contracts.tests.factories import act, agree, decide, open_items, reject
from leadtocash.foundation.workflow import actions as processes

pytestmark = pytest.mark.django_db


@pytest.mark.req("WFL-2")
def test_what_an_added_signer_says_is_not_yet_what_the_department_says(cast):
    contract = factories.submitted_contract(cast)
    technology = next(item for item in open_items(contract) if item.assignee.username == "chu")
    processes.add_signer(technology, people=[cast.people["shen"]], where="before", act=act(cast, "chu"))
    [asked] = [item for item in open_items(contract) if item.assignee.username == "shen"]
    decide(asked, "approve")
    said = queries.rounds(contract, now=NOW)[0].said[technology.slot]
    assert (said.who, said.outcome) == (cast.people["chu"].name, "")

    reject(contract, "chu", "接口写不清")
    agree(contract, except_for=lambda item: item.activity.node != "countersign")
    said = queries.rounds(contract, now=NOW)[0].said[technology.slot]
    assert (said.who, said.outcome, said.comment) == (cast.people["chu"].name, "rejected", "接口写不清")
    assert technology.slot in queries.to_be_asked(contract)


@pytest.mark.req("WFL-2")
def test_all_whose_signature_a_department_waits_for_are_named(cast):
    contract = factories.submitted_contract(cast)
    technology = next(item for item in open_items(contract) if item.assignee.username == "chu")
    processes.add_signer(technology, people=[cast.people["shen"]], where="beside", act=act(cast, "chu"))
    said = queries.rounds(contract, now=NOW)[0].said[technology.slot]
    assert said.who == "、".join(cast.people[name].name for name in ("chu", "shen"))
