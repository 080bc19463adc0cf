"""Who acts, when, and through which door: the one object every action takes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Literal

from django.utils import timezone

if TYPE_CHECKING:
    from leadtocash.foundation.accounts.models import User

Door = Literal["web", "api", "import", "process", "system", "demo"]


@dataclass(frozen=True, kw_only=True)
class Act:
    """by: the person (None: the system itself); at: the moment, aware; door: page, API, import, process or system.

    Views make it with `act_of(request)`; tests and the demo company with any moment they like. `where` is the network
    address or job name for the journal.
    """

    by: User | None
    at: datetime
    door: Door = "system"
    where: str = ""

    @property
    def today(self) -> date:
        """The calendar day of the act in the company's time zone."""
        return timezone.localdate(self.at)

    @property
    def person(self) -> User:
        """The acting person. Raises ValueError where the system itself acts."""
        if self.by is None:
            raise ValueError("the system itself acts here; a person is needed")
        return self.by

    def as_system(self) -> Act:
        """The same moment, the system acting (for what follows by rule from a person's act)."""
        return replace(self, by=None, door="system")

    def through(self, door: Door) -> Act:
        """The same person and moment, through another door."""
        return replace(self, door=door)


def system_act(at: datetime | None = None, *, where: str = "") -> Act:
    """An act of the system itself, now unless a moment is given (jobs, timers)."""
    return Act(by=None, at=at or timezone.now(), door="system", where=where)
