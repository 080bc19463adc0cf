"""Invariants of the data, run by `leadtocash check`: journal chains, sums of money, numbering, orphaned processes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from leadtocash.foundation.kernel.registry import Registry


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One violated invariant: a stable code and a sentence with the record it was found on."""

    code: str
    sentence: str


Check = Callable[[], Iterable[Problem]]
checks: Registry[Check] = Registry("check")


def run_all() -> list[Problem]:
    """Run every registered invariant and give all problems found."""
    return [problem for check in checks.values() for problem in check()]
