"""The clock of the working days from arrival to the signed sheet (S0 2.4.3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from leadtocash.areas.projects.models import Project
from leadtocash.foundation.calendar import days


@dataclass(frozen=True)
class Clock:
    """used of limit in working days; state ok, soon (last fifth), over; text says what is left."""

    used: int
    limit: int
    state: Literal["ok", "soon", "over"]
    text: str


def clock_of(project: Project, today: date, limit: int) -> Clock | None:
    """The sign-off clock of a project whose equipment has arrived and is not signed for; None otherwise.

    limit: the working days from arrival to the signed sheet.
    """
    if project.state != Project.State.ARRIVED or project.arrived_on is None or project.signoff_due_on is None:
        return None
    left = days.between(today, project.signoff_due_on)
    used = max(limit - left, 0)  # a changed list starts the clock anew without a new arrival
    if left < 0:
        text = ngettext("%(n)s working day over", "%(n)s working days over", -left) % {"n": -left}
        return Clock(used, limit, "over", text)
    text = _("due today") if left == 0 else (
        ngettext("%(n)s working day left", "%(n)s working days left", left) % {"n": left}
    )  # fmt: skip
    return Clock(used, limit, "soon" if left * 5 <= limit else "ok", text)
