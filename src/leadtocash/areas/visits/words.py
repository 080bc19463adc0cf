"""How a visit is called on lists and pages: its mark, its hours."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext

from leadtocash.areas.visits.models import Visit

State = Visit.State


def tag_of(visit: Visit, today: date) -> tuple[str, Any]:
    """State and words of a visit's mark: planned and forgotten, done and without minutes count as late."""
    if visit.state == State.CANCELLED:
        return "void", visit.get_state_display()
    if visit.state == State.PLANNED:
        return ("wait", gettext("To be recorded")) if visit.day < today else ("doing", visit.get_state_display())
    if visit.minutes_at is None:
        late = visit.minutes_due_on is not None and visit.minutes_due_on < today
        return "late" if late else "wait", gettext("Minutes missing")
    return "done", visit.get_state_display()


def hours_of(visit: Visit) -> str:
    """From when to when, as far as it is said."""
    if visit.begins is None:
        return ""
    begins = f"{visit.begins:%H:%M}"
    return f"{begins}\u2013{visit.ends:%H:%M}" if visit.ends else begins
