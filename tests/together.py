"""Acts at the same moment, each on a connection of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection

from leadtocash.foundation.kernel.errors import RuleError

PATIENCE = 60


def at_once(work: Sequence[Callable[[], Any]]) -> list[Any]:
    """Do these at the same moment; what each gave, or the exception it raised, in the order of the work."""
    gate = Barrier(len(work))

    def ended(one: Callable[[], Any]) -> Any:
        gate.wait(timeout=PATIENCE)
        try:
            return one()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(work)) as pool:
        return list(pool.map(ended, work))


def failures(work: Sequence[Callable[[], Any]]) -> list[Exception]:
    """Do these at the same moment; what they raised."""
    return [answer for answer in at_once(work) if isinstance(answer, Exception)]


def words(work: Sequence[Callable[[], Any]]) -> list[str]:
    """Do these at the same moment; how each ended, sorted: done, invalid or the code of its refusal."""
    return sorted(_word(answer) for answer in at_once(work))


def _word(answer: Any) -> str:
    if isinstance(answer, RuleError):
        return answer.code
    if isinstance(answer, ValidationError):
        return "invalid"
    if isinstance(answer, Exception):
        raise answer
    return "done"
