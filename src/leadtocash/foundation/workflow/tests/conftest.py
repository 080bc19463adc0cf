"""The test subject is known to the engine only while these tests run."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone, translation

from leadtocash.foundation.access.scoping import Access
from leadtocash.foundation.accounts.models import Department
from leadtocash.foundation.workflow import registry
from leadtocash.foundation.workflow.tests import company


@pytest.fixture(autouse=True)
def _known_to_the_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(registry.subjects._things, "accounts.department", company.SUBJECT)
    monkeypatch.setitem(registry.services._things, "test.mark", company.mark)
    monkeypatch.setitem(registry.services._things, "test.rename", company.rename)
    monkeypatch.setitem(registry.lists._things, "test.reviewers", company.reviewers)


@pytest.fixture
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def firm(db: None) -> company.Company:
    return company.Company()


@pytest.fixture
def closed(firm: company.Company, monkeypatch: pytest.MonkeyPatch) -> company.Company:
    """The company half an hour ago; its records are open to those they were opened to, and to nobody else."""
    monkeypatch.setattr(Department, "access", Access(view="test.view", owner="", department=""), raising=False)
    firm.at = timezone.now() - timedelta(minutes=30)
    return firm
