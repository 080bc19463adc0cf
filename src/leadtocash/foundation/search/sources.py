"""What can be found: each area names its kinds of record here, in its `wiring.py`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from django.apps import apps
from django.db import models
from django.utils.functional import Promise

from leadtocash.foundation.access.fields import sees
from leadtocash.foundation.access.scoping import Access, kind_of, visible_q
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.journal import recording
from leadtocash.foundation.kernel.extra import NAME as EXTRA
from leadtocash.foundation.kernel.extra import Extensible
from leadtocash.foundation.kernel.registry import Registry

EVERY = models.Q()


@dataclass(frozen=True, kw_only=True)
class Source:
    """A kind of record that is kept in the search table. Registered under its kind ("customers.customer").

    names: paths of texts it is found by, whole or in part, also by pinyin; numbers: paths of codes and numbers;
    phones: fields with telephone numbers, found by their last digits by those who may read the field.
    rows: those that can be found, if not all. with_: what a hit's title and line need (select_related).
    title, line, url: how a hit is shown; may: who finds it at all, where the model itself has no scope.
    holder: the record it hangs on is named by its fields `kind` and `record_id`, and decides who sees it.
    """

    model: type[models.Model]
    label: Promise | str
    icon: str
    names: Sequence[str] = ()
    numbers: Sequence[str] = ()
    phones: Sequence[str] = ()
    at: str = "updated_at"
    rows: models.Q = EVERY
    with_: Sequence[str] = ()
    title: Callable[[Any], str] = str
    line: Callable[[Any], str] = lambda record: ""
    url: Callable[[Any], str] = lambda record: record.get_absolute_url()
    may: Callable[[User], bool] = lambda person: True
    holder: bool = False

    @cached_property
    def gate(self) -> Gate:
        """Which record decides who sees it."""
        return gate_of(self.model)

    def sees_phones(self, person: User, record: models.Model | None = None) -> bool:
        """May this person read the telephone numbers of this record; without one: of any?"""
        return all(sees(person, record or self.model, name) for name in self.phones)

    @cached_property
    def taken(self) -> list[str]:
        """The paths of all that is taken from a record."""
        gate = self.gate
        own = ("kind", "record_id") if self.holder else (gate.id, gate.owner, gate.department)
        extra = (EXTRA,) if issubclass(self.model, Extensible) else ()
        paths = ("pk", self.at, *own, *self.names, *self.numbers, *self.phones, *extra)
        return [path for path in dict.fromkeys(paths) if path]

    @cached_property
    def steps(self) -> list[tuple[str, list[str], str]]:
        """Each of these paths with its steps to other records and the field at its end."""
        split = [(path, path.split("__")) for path in self.taken]
        return [(path, steps[:-1], steps[-1]) for path, steps in split]

    @cached_property
    def fields(self) -> set[str]:
        """The record's own fields of which something is kept."""
        paths = [*self.taken, *recording.paths_of(self.rows)]
        steps = {path.split("__")[0] for path in paths} - {"pk", self.at, EXTRA}
        return {self.model._meta.get_field(step).name for step in steps}

    @cached_property
    def follows(self) -> dict[str, list[str]]:
        """Kind of another record -> paths by which what is kept here was taken from it."""
        found: dict[str, list[str]] = {}
        own = () if self.holder else (self.gate.owner, self.gate.department)
        for path in (*self.names, *self.numbers, *self.phones, *own):
            model, steps = self.model, path.split("__")
            for count, step in enumerate(steps[:-1], start=1):
                model = model._meta.get_field(step).related_model  # type: ignore[assignment]
                found.setdefault(kind_of(model), []).append("__".join(steps[:count]))
        return {kind: list(dict.fromkeys(paths)) for kind, paths in found.items()}

    def seen_by(self, person: User, ids: Sequence[int]) -> dict[int, Any]:
        """Those of these records that the person may see now, by the rule of their own kind."""
        rows: Any = self.model._default_manager.filter(self.rows, pk__in=ids)
        if self.holder:
            return {row.pk: row for row in _with_open_holder(list(rows), person)}
        if hasattr(self.model, "access"):
            rows = rows.filter(visible_q(self.model, person))
        elif not self.may(person):
            return {}
        return {row.pk: row for row in rows.select_related(*self.with_)}


@dataclass(frozen=True, kw_only=True)
class Live:
    """Something small that is looked through as it stands: (words, person, at most) -> hits {title, line, url}."""

    label: Promise | str
    icon: str
    find: Callable[[str, User, int], list[dict[str, str]]]


@dataclass(frozen=True)
class Gate:
    """Paths, from a record, to the one that decides who sees it, to its owner and department ("" without)."""

    kind: str
    id: str
    owner: str
    department: str


sources: Registry[Source] = Registry("search source")
lives: Registry[Live] = Registry("live search source")


@cache
def gate_of(model: Any) -> Gate:
    """Follow the parts to the whole they belong to."""
    access: Access | None = getattr(model, "access", None)
    if access is None:
        return Gate(kind_of(model), "pk", "", "")
    if access.parent:
        parent = model._meta.get_field(access.parent).related_model
        above = gate_of(parent)
        path = access.parent + ("_id" if above.id == "pk" else f"__{above.id}")
        owner, department = (f"{access.parent}__{p}" if p else "" for p in (above.owner, above.department))
        return Gate(above.kind, path, owner, department)
    return Gate(
        kind_of(model), "pk",
        f"{access.owner}_id" if access.owner else "", f"{access.department}_id" if access.department else "",
    )  # fmt: skip


def _with_open_holder(rows: list[Any], person: User) -> list[Any]:
    wanted: dict[str, set[int]] = {}
    for row in rows:
        wanted.setdefault(row.kind, set()).add(row.record_id)
    holders: dict[tuple[str, int], Any] = {}
    for kind, ids in wanted.items():
        model = apps.get_model(kind)
        seen = model._default_manager.filter(visible_q(model, person), pk__in=ids)
        holders |= {(kind, record.pk): record for record in seen}
    for row in rows:
        row.record = holders.get((row.kind, row.record_id))
    return [row for row in rows if row.record is not None]
