"""Pure rules: when a message may go out, how long to wait before another attempt."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

IsWorking = Callable[[date], bool]
#: seconds before the second, third … attempt; after the last one a message has failed
PAUSES = (30, 120, 600, 1800, 7200, 21600)
DIGEST_FROM, DIGEST_UNTIL = time(8, 30), time(18)


def is_quiet(moment: datetime, starts: time, ends: time, is_working: IsWorking) -> bool:
    """Is this local moment in the quiet hours (which may run over midnight) or on a free day?"""
    if not is_working(moment.date()):
        return True
    now = moment.time()
    if starts <= ends:
        return starts <= now < ends
    return now >= starts or now < ends


def next_loud(moment: datetime, starts: time, ends: time, is_working: IsWorking) -> datetime:
    """The moment itself, or in quiet hours their end on this or the next working day."""
    if not is_quiet(moment, starts, ends, is_working):
        return moment
    day = moment.date()
    if not is_working(day) or moment.time() >= ends:
        day += timedelta(days=1)
        while not is_working(day):
            day += timedelta(days=1)
    return datetime.combine(day, ends, tzinfo=moment.tzinfo)


def pause_after(attempts: int) -> int | None:
    """Seconds to wait after this many attempts; None when it was the last."""
    return PAUSES[attempts - 1] if 0 < attempts <= len(PAUSES) else None


def digest_time(moment: datetime, is_working: IsWorking) -> bool:
    """May the digest of this local day go out now? Half past eight until the end of a working day."""
    return is_working(moment.date()) and DIGEST_FROM <= moment.time() < DIGEST_UNTIL
