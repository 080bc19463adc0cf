"""The company of the engine's tests, whose records everybody may see who may see departments."""

from __future__ import annotations

import pytest

from leadtocash.foundation.access.scoping import Access
from leadtocash.foundation.accounts.models import Department
from leadtocash.foundation.calendar import days
from leadtocash.foundation.workflow.tests import conftest

firm = conftest.firm
_known_to_the_engine = conftest._known_to_the_engine
_english = conftest._english


@pytest.fixture(autouse=True)
def _departments_have_a_scope(monkeypatch: pytest.MonkeyPatch) -> None:
    access = Access(view="process_mining.view", owner="", department="parent")
    monkeypatch.setattr(Department, "access", access, raising=False)
    days.forget()  # an earlier test may have had other hours of work
