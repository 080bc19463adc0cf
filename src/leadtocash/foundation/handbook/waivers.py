"""Where the product lets somebody pass a rule with a reason: each area registers its own in its wiring."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from leadtocash.foundation.kernel.registry import Registry
from leadtocash.foundation.kernel.text import Words


@dataclass(frozen=True, kw_only=True)
class Waiver:
    """One exception that was made. label: what was passed; href: its record's page; who: who allowed it."""

    at: datetime
    label: str
    who: str
    reason: str = ""
    href: str = ""


@dataclass(frozen=True, kw_only=True)
class Source:
    """A kind of exception. clauses: which clauses it passes; count: how many since a moment, all of them;
    shown: (person, since) -> those on records this person may see, newest first."""

    label: Words
    clauses: tuple[str, ...]
    count: Callable[[datetime], int]
    shown: Callable[[Any, datetime], Iterable[Waiver]]


waivers: Registry[Source] = Registry("source of waivers")


def of_clause(clause_id: str) -> list[Source]:
    """The sources that pass a clause."""
    return [source for source in waivers.values() if clause_id in source.clauses]
