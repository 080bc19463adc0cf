"""The small demo company for tests that need a record of every kind: `company`, in place of the cast."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest


@pytest.fixture(scope="module")
def company(django_db_setup: None, django_db_blocker: Any, worker_id: str) -> Iterator[Any]:
    """The file's tests work on a copy of the company's database; its `past` ends now."""
    from django.utils import timezone

    from leadtocash.config.demo.basics import Company
    from leadtocash.config.demo.times import Past
    from tests import databases

    with django_db_blocker.unblock(), databases.copy_of(databases.COMPANY, worker_id):
        yield Company(past=Past(timezone.now()))
