"""What is known of the market, for tests, made through the actions."""

from __future__ import annotations

from itertools import count
from typing import Any

from leadtocash.areas.market import actions
from leadtocash.areas.market.models import CloseReason, Competitor
from leadtocash.foundation.kernel.act import Act

_numbers = count(1)


def a_competitor(act: Act, **fields: Any) -> Competitor:
    return actions.create_competitor({"name": f"海康视频技术{next(_numbers)}", **fields}, act=act)


def a_reason(code: str = "price") -> CloseReason:
    """One of the shipped ones."""
    return CloseReason.objects.get(code=code)
