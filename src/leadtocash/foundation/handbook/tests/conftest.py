from __future__ import annotations

from collections.abc import Iterator

import pytest

from leadtocash.foundation.handbook import source
from leadtocash.foundation.kernel import policy


@pytest.fixture
def stored(db: None) -> Iterator[None]:
    """Clauses come from the database, as in a running site."""
    source.forget()
    before = policy.read_from(source.rows)
    yield
    policy.read_from(before)
    source.forget()
