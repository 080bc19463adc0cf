"""What can lie with a person, told by those who know: each area registers its holdings in its wiring (ORG-5)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from django.db import models
from django.db.models import F
from django.utils.functional import Promise

from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.journal import recording
from leadtocash.foundation.journal.models import Entry
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.registry import Registry

BATCH = 1000


class HandOver(Protocol):
    """Give these records of a person (ids; None: all of them) to another, journalled; `to` is None where nobody is
    needed. Called inside the hand-over's transaction, after it was asked who may."""

    def __call__(
        self, person: User, to: User | None, *, act: Act, reason: str, only: Collection[int] | None = None
    ) -> None: ...


def _address(row: Any) -> str:
    return row.get_absolute_url() if hasattr(row, "get_absolute_url") else ""


@dataclass(frozen=True, kw_only=True)
class Holding:
    """One kind of thing that lies with people.

    rows: what of it lies with a person now, related records at hand; single: records may go to different people;
    needs_successor: somebody must take it; leaving_only: untouched when he only moves; hand_over None: shown with
    `note`, but somebody must act on it himself.
    """

    label: Promise | str
    rows: Callable[[User], models.QuerySet[Any]]
    hand_over: HandOver | None = None
    title: Callable[[Any], str] = str
    url: Callable[[Any], str] = _address
    order: int = 50
    single: bool = True
    needs_successor: bool = True
    leaving_only: bool = False
    note: Promise | str = ""


holdings: Registry[Holding] = Registry("holding")


def ordered(kind: str) -> list[tuple[str, Holding]]:
    """The holdings a hand-over of this kind touches, in their order."""
    found = [(code, h) for code, h in holdings.items() if kind == "leaving" or not h.leaving_only]
    return sorted(found, key=lambda pair: pair[1].order)


def move(
    rows: models.QuerySet[Any], field: str, *, to: User, verb: str, act: Act, reason: str,
    data: Mapping[str, Any] | None = None,
) -> int:  # fmt: skip
    """Set a person field of many records to another person: a few statements for thousands, one journal entry for
    each record (old person, new person, reason). Locks the records in the order of their ids."""
    name = rows.model._meta.get_field(field).attname
    found = list(rows.select_for_update(of=("self",)).order_by("pk"))
    for start in range(0, len(found), BATCH):
        part = found[start : start + BATCH]
        changed = {field: to}
        if hasattr(rows.model, "revision"):
            changed |= {"revision": F("revision") + 1, "updated_at": act.at}  # type: ignore[dict-item]
        rows.model._base_manager.filter(pk__in=[row.pk for row in part]).update(**changed)
        Entry.objects.bulk_create(
            recording.entry(
                row, verb, act=act, reason=reason, data=data, changes={field: [getattr(row, name), to.pk]}
            )
            for row in part
        )  # fmt: skip
    return len(found)
