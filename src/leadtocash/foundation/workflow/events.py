"""What happens in processes, for areas and notices to hear (in their `wiring.py`, same transaction)."""

from __future__ import annotations

from dataclasses import dataclass

from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.workflow.models import WorkItem


@dataclass(frozen=True, kw_only=True)
class ProcessStarted:
    """A process began on a record."""

    act: Act
    instance_id: int
    process: str
    record_kind: str
    record_id: int


@dataclass(frozen=True, kw_only=True)
class ProcessEnded:
    """A process is over.

    outcome: the word of its end event ("approved", "rejected", …); "withdrawn" by who had just started it,
    "cancelled" half-way, "given_up" with its record (state is "withdrawn" for these three).
    """

    act: Act
    instance_id: int
    process: str
    record_kind: str
    record_id: int
    outcome: str
    state: str = "ended"

    @property
    def is_taken_back(self) -> bool:
        """Was it withdrawn or given up half-way, so that its record is as before it began?"""
        return self.state == "withdrawn" and self.outcome in ("withdrawn", "cancelled")


@dataclass(frozen=True, kw_only=True)
class ProcessRestarted:
    """What a process decides on was changed: it began again, and nothing that was decided so far counts."""

    act: Act
    instance_id: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class WorkItemsOpened:
    """Work came into inboxes: by a step that opened, a turn in an order of signing, or a hand-over."""

    act: Act
    instance_id: int
    items: tuple[WorkItem, ...]

    @property
    def item_ids(self) -> tuple[int, ...]:
        return tuple(item.pk for item in self.items)


@dataclass(frozen=True, kw_only=True)
class WorkReturned:
    """The work went back: a rejection, a return or a recall; `comment` says why."""

    act: Act
    instance_id: int
    step: str
    outcome: str
    comment: str


@dataclass(frozen=True, kw_only=True)
class ItemsReminded:
    """A reminder of the definition came due for open work."""

    act: Act
    instance_id: int
    item_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class ItemsLate:
    """The limit of a step has passed."""

    act: Act
    instance_id: int
    item_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class ItemsEscalated:
    """Late work is reported to these people."""

    act: Act
    instance_id: int
    item_ids: tuple[int, ...]
    person_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class ProcessCommented:
    """Somebody wrote a comment on a running process."""

    act: Act
    instance_id: int
    text: str


@dataclass(frozen=True, kw_only=True)
class ItemsUrged:
    """A person asks those who have the work now for speed."""

    act: Act
    instance_id: int
    item_ids: tuple[int, ...]
    comment: str


@dataclass(frozen=True, kw_only=True)
class ProcessCopied:
    """A process was given to these people to read."""

    act: Act
    instance_id: int
    copy_ids: tuple[int, ...]
    person_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class DelegationBegan:
    """Work goes to a deputy from now on; `moved` open items went over at once."""

    act: Act
    delegation_id: int
    moved: int


@dataclass(frozen=True, kw_only=True)
class DelegationEnded:
    """The deputy's time is over; `moved` open items went back."""

    act: Act
    delegation_id: int
    moved: int
