"""Which kinds of record can be merged: each area says so in its wiring."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db.models import Q
from django.utils.functional import Promise

from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.errors import Missing
from leadtocash.foundation.kernel.registry import Registry

Pairs = Iterable[tuple[int, int]]


@dataclass(frozen=True, kw_only=True)
class Key:
    """What two records share that may be the same: equal values of these paths, none of them empty.

    score: its weight, to 100; where: narrows what the paths lead to; protected: (kind, field) that a person must be
    able to read to be told of it; most: larger groups than this say nothing (a switchboard's number).
    """

    code: str
    label: Promise | str
    paths: Sequence[str]
    score: int
    where: Q = field(default_factory=Q)
    protected: tuple[str, str] | None = None
    most: int = 20


@dataclass(frozen=True, kw_only=True)
class Part:
    """A part of two records that would stand twice on the merged one: `gone` can be merged into `kept`."""

    kept: Any
    gone: Any


@dataclass(frozen=True, kw_only=True)
class Mergeable:
    """Registered under the record's kind; its model is a `Removable`. What leads to it is found by itself.

    permission: who may merge; fields: what is chosen, one by one; along: fields that go with a chosen one (the
    department with the owner); line: what tells two records of the same name apart.
    Finding: keys; distinct: fields that differ only between different things (a credit code); similar: (ids) ->
    pairs; watches: kind -> (fields, path from this model to that kind's id): whose change is looked at at once;
    fill_keys: fills key columns that are still empty.
    Merging: check: what else forbids it; settle: (survivor, others) makes room before anything is moved, for the
    unique constraints in `settled`; tidy: writes the survivor's fields as they are stored, raises ValidationError;
    after: (survivor, all as they were, act); stays: foreign keys ("customers.dossier.customer") of what a record has
    once and what stays with the merged ones, for `after` writes it together; parts: (records) -> parts that would stand
    twice, and their kind.
    """

    permission: str
    fields: Sequence[str]
    keys: Sequence[Key]
    along: Mapping[str, Sequence[str]] = field(default_factory=dict)
    line: Callable[[Any], str] = lambda record: ""
    distinct: Sequence[str] = ()
    similar: Callable[[Collection[int]], Pairs] = lambda ids: ()
    watches: Mapping[str, tuple[Collection[str], str]] = field(default_factory=dict)
    fill_keys: Callable[[], int] = lambda: 0
    check: Callable[[Any, Sequence[Any]], Iterable[Missing]] = lambda survivor, others: ()
    settled: Collection[str] = ()
    settle: Callable[[Any, Sequence[Any]], None] = lambda survivor, others: None
    tidy: Callable[[Any, Sequence[Any]], None] = lambda survivor, others: None
    after: Callable[[Any, Sequence[Any], Act], None] = lambda survivor, former, act: None
    stays: Collection[str] = ()
    part_kind: str = ""
    parts: Callable[[Sequence[Any]], Sequence[Part]] = lambda records: ()


mergeables: Registry[Mergeable] = Registry("record kind that can be merged")
#: what holds only while records are one: (kind, the records that are several again) -> what forbids it
partings: Registry[Callable[[str, Sequence[Any]], Iterable[Missing]]] = Registry("check when a merger is taken back")


def kinds() -> list[str]:
    """Every kind that can be merged."""
    return [kind for kind, _one in mergeables.items()]


def model_of(kind: str) -> Any:
    """The model of a kind that can be merged. Raises LookupError for another."""
    mergeables.get(kind)
    return apps.get_model(kind)
