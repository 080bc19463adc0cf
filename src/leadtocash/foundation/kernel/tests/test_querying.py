"""Conditions decided without the database give what the database would."""

from __future__ import annotations

import pytest
from django.db.models import Q

from leadtocash.foundation.kernel.querying import NotPlain, holds

VALUES = {"state": "open", "day": None, "count": 3, "key": ""}


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        (Q(), True),
        (Q(state="open"), True),
        (~Q(state="open"), False),
        (Q(state="open", day=None) | ~Q(state="open"), True),
        (Q(state="open", count=4), False),
        (Q(state="won") | Q(count=3), True),
        (~Q(key=""), False),
        (Q(day="2026-01-01"), None),
        (~Q(day="2026-01-01"), None),
        (Q(day="2026-01-01") | Q(count=3), True),
        (Q(day="2026-01-01") & Q(count=4), False),
        (Q(day="2026-01-01") & Q(count=3), None),
        (~Q(day=None), False),
    ],
)
def test_plain_conditions_are_decided_as_sql_decides_them(condition, found):
    assert holds(condition, VALUES) is found


@pytest.mark.parametrize("condition", [Q(count__gt=2), Q(other=1), Q(state=Q(count=1)), Q(state="open") ^ Q(count=3)])
def test_the_others_are_left_to_the_database(condition):
    with pytest.raises(NotPlain):
        holds(condition, VALUES)
