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
    """A process is over. outcome: the word of its end event ("approved", "rejected", …) or "withdrawn"."""

    act: Act
    instance_id: int
    process: str
    record_kind: str
    record_id: int
    outcome: str


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
