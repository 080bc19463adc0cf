"""The small demo company for tests that need a record of every kind: `company`, one for a file's tests."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction


@pytest.fixture(scope="module")
def company(django_db_setup: None, django_db_blocker: Any) -> Iterator[Any]:
    """A small demo company in place of the cast, made once and rolled back after the file's last test."""
    from leadtocash.config import demo
    from leadtocash.config.shipping import ship
    from tests.cast import nobody

    with django_db_blocker.unblock(), transaction.atomic():
        ship()  # a committing test before may have emptied the tables
        nobody()
        yield demo.build(say=lambda line: None, plan=demo.SMALL)
        transaction.set_rollback(True)
