"""Conditions decided without the database give what the database would."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest
from django.db.models import F, Q

from leadtocash.foundation.kernel.querying import NotPlain, holds

VALUES = {"state": "open", "day": None, "count": 3, "key": "", "most": Decimal("3.00"), "since": date(2026, 1, 2)}


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
        (Q(day__isnull=True, since__isnull=False), True),
        (Q(count__gt=2, count__lte=F("most")), True),
        (Q(count__lt=F("most")), False),
        (Q(since__gte=date(2026, 1, 3)), False),
        (Q(day__lte=F("since")), None),
        (Q(day=None) | Q(day__gte=F("since")), True),
    ],
)
def test_plain_conditions_are_decided_as_sql_decides_them(condition, found):
    assert holds(condition, VALUES) is found


@pytest.mark.parametrize("condition", [
        Q(state__in=["open"]), Q(other=1), Q(state=Q(count=1)), Q(state="open") ^ Q(count=3), Q(count=F("most")),
        Q(most__gte=F("count") + 1), Q(since__gt="2026-01-01"), Q(since__lt=datetime(2026, 1, 3)),
    ])  # fmt: skip
def test_the_others_are_left_to_the_database(condition):
    with pytest.raises(NotPlain):
        holds(condition, VALUES)
