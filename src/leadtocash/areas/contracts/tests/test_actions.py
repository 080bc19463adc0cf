"""Drafting, review, registration, replacement, cancellation on a real database."""

from __future__ import annotations

import pytest

from leadtocash.areas.contracts.models import Contract
from leadtocash.areas.contracts.tests import factories

pytestmark = pytest.mark.django_db


@pytest.mark.req("CON-7")
def test_a_registered_contract_has_number_and_project_code(cast):
    contract = factories.registered_contract(cast)
    assert (contract.state, contract.number, contract.project_code) == (
        Contract.State.REGISTERED, "HT-2026-0001", "XM-2026-0001",
    )  # fmt: skip


def test_replacement(cast):
    virtual, formal = factories.replaced_contract(cast)
    assert (virtual.state, formal.state) == ("replaced", "registered")
    assert virtual.project_code == formal.project_code
