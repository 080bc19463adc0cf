"""The clock of a piece of work in working days: used, limit, and the words beside it. Pure save for the calendar."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from leadtocash.foundation.calendar import days
from leadtocash.foundation.workflow.models import WorkItem


def clock_of(item: WorkItem, *, now: datetime) -> dict[str, Any] | None:
    """What `web/_clock.html` takes; None for work without a limit."""
    return clock_for(item.activity.opened_at, item.due_at, now=now)


def clock_for(opened_at: datetime, due_at: datetime | None, *, now: datetime) -> dict[str, Any] | None:
    """The same for anything that was opened and is due."""
    if due_at is None:
        return None
    begin, today, due = (timezone.localdate(moment) for moment in (opened_at, now, due_at))
    limit, used, left = days.between(begin, due), days.between(begin, today), days.between(today, due)
    over = now > due_at
    state = "over" if over else "soon" if left <= 1 or left * 5 <= limit else "ok"
    return {"used": used, "limit": limit, "state": state, "text": _words(left, over=over)}


def _words(left: int, *, over: bool) -> str:
    if over:
        late = max(-left, 1)
        return ngettext("%(n)d working day over", "%(n)d working days over", late) % {"n": late}
    if left == 0:
        return _("due today")
    return ngettext("%(n)d working day left", "%(n)d working days left", left) % {"n": left}


TAGS = {"over": "late", "soon": "wait", "ok": "plain"}


def tag_of(item: WorkItem, *, now: datetime) -> tuple[str, str]:
    """The clock as a tag in a list."""
    clock = clock_of(item, now=now)
    return (TAGS[clock["state"]], clock["text"]) if clock else ("", "")
