"""What names records by kind and id instead of a foreign key: each app says so here, so that nothing is forgotten when
records are merged."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from django.db import models
from django.utils.functional import Promise

from leadtocash.foundation.kernel.registry import Registry


@dataclass(frozen=True, kw_only=True)
class Reference:
    """Rows of a model that name a record by kind and id.

    merged: what becomes of them when the record is merged into another. "move": they name that one from then on, and
    what it has already is dropped; "stay": they tell of the past; "drop": they mean nothing any more.
    label: how they are called in a preview, "" where nobody need hear of them.
    """

    model: type[models.Model]
    label: Promise | str = ""
    kind: str = "kind"
    id: str = "record_id"
    merged: Literal["move", "stay", "drop"] = "move"

    def rows(self, kind: str, ids: Collection[int]) -> Any:
        """The rows that name one of these records."""
        return self.model._base_manager.filter(**{self.kind: kind, f"{self.id}__in": ids})

    def count(self, kind: str, ids: Collection[int]) -> int:
        """How many rows would be moved."""
        return int(self.rows(kind, ids).count()) if self.merged == "move" else 0

    def move(self, kind: str, ids: Collection[int], to: int) -> None:
        """The records were merged into another."""
        if self.merged == "drop":
            self.rows(kind, ids).delete()
        if self.merged == "move":
            twins = [pk for constraint in self._once() for pk in self._twins(constraint, kind, ids, to)]
            self.model._base_manager.filter(pk__in=twins).delete()
            self.rows(kind, ids).update(**{self.id: to})

    def _once(self) -> Iterator[models.UniqueConstraint]:
        for constraint in self.model._meta.constraints:
            if isinstance(constraint, models.UniqueConstraint) and self.id in constraint.fields:
                yield constraint

    def _twins(self, constraint: models.UniqueConstraint, kind: str, ids: Collection[int], to: int) -> list[int]:
        """Rows that would say what another row says already."""
        rest = [name for name in constraint.fields if name not in (self.kind, self.id)]
        rows = self.rows(kind, [to, *ids]).filter(constraint.condition or models.Q())
        said: set[tuple[Any, ...]] = set()
        twins: list[int] = []
        for pk, _record, *values in sorted(rows.values_list("pk", self.id, *rest), key=lambda row: row[1] != to):
            if tuple(values) in said:
                twins.append(pk)
            said.add(tuple(values))
        return twins


references: Registry[Reference] = Registry("reference by kind and id")
