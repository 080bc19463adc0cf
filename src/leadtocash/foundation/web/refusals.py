"""Refusals of rules, noted while a request is answered and handed over when its transaction is over.

The web kit only notes; who keeps them registers with `keep_with` (the handbook and the files do). A failure in
keeping them never reaches the person: the answer is made by then.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from leadtocash.foundation.kernel.errors import RuleError

About = tuple[str, int]


@dataclass(frozen=True)
class Noted:
    """A refusal and the record it is about (kind, id), where the address does not name it."""

    refusal: RuleError
    about: About | None = None


Keeper = Callable[[HttpRequest, Sequence[Noted], datetime], None]
_log = logging.getLogger(__name__)
_keepers: list[Keeper] = []


def keep_with(keeper: Keeper) -> None:
    """Hand refusals to this function, too, from now on."""
    if keeper not in _keepers:
        _keepers.append(keeper)


def note(request: HttpRequest, refusal: Exception | None, about: About | None = None) -> None:
    """Remember that this request was refused by a rule; other refusals are not kept."""
    if isinstance(refusal, RuleError):
        plain: Any = getattr(request, "_request", request)
        plain.refused = [*getattr(plain, "refused", ()), Noted(refusal, about)]


def hand_over(request: HttpRequest) -> None:
    """Give what was noted to the keepers. To be called outside of every transaction of the request."""
    refused: Sequence[Noted] = getattr(request, "refused", ())
    for keeper in _keepers if refused else ():
        try:
            keeper(request, refused, timezone.now())
        except Exception:
            _log.exception("a refusal could not be kept")
