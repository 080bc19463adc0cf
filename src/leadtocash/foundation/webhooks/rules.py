"""Pure rules: how long to wait before the next try, and when an endpoint is given up."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

#: seconds before the second, third … try: at once, then ever more slowly, three days in all
PAUSES = (5, 30, 120, 600, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 72_000)
JITTER = 0.2
GIVEN_UP_AFTER = timedelta(days=3)
#: after a failure an endpoint is left in peace for as long
REST = timedelta(seconds=30)


def pause_after(attempts: int, chance: Callable[[], float]) -> timedelta | None:
    """How long to wait after so many tries, a fifth more or less by chance (0 to 1); None when it was the last."""
    if not 0 < attempts <= len(PAUSES):
        return None
    return timedelta(seconds=PAUSES[attempts - 1] * (1 - JITTER + 2 * JITTER * chance()))


def is_given_up(failing_since: datetime | None, now: datetime) -> bool:
    """Has the endpoint failed for so long, without any success, that it is switched off?"""
    return failing_since is not None and now - failing_since >= GIVEN_UP_AFTER
