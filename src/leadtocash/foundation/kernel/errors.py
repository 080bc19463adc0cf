"""Refusals a person can act on. Raised by rules and actions, answered in one place (`foundation.web`)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import Http404


@dataclass(frozen=True, kw_only=True)
class Missing:
    """One thing that is still missing before an act is allowed.

    what: a sentence in the user's language; who: the person or role who owes it; since: the day from which it has
    been owed; clause: the policy clause that asks for it ("S0 2.4.3"); href: where it can be supplied; do: the words
    on that link.
    """

    what: str
    who: str = ""
    since: date | None = None
    clause: str = ""
    href: str = ""
    do: str = ""


@dataclass(frozen=True, kw_only=True)
class Offer:
    """What a person can do instead of the refused act."""

    label: str
    href: str


class RuleError(Exception):
    """A business rule forbids the act now: HTML 409 with the refusal, API 409 `{code, message, clause, missing}`."""

    def __init__(
        self,
        message: str,
        *,
        code: str,
        clause: str = "",
        missing: Sequence[Missing] = (),
        offer: Offer | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.clause = clause
        self.missing = tuple(missing)
        self.offer = offer


class NotAllowed(Exception):
    """The person sees the record but may not do this: 403."""

    def __init__(self, message: str, *, permission: str) -> None:
        super().__init__(message)
        self.message = message
        self.permission = permission


class Stale(Exception):
    """The record was changed by somebody else since it was read: 412; nothing was written."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class Merged(Http404):
    """The record is gone, another has taken its place and may be seen: its address leads there."""

    def __init__(self, gone: int, successor: Any) -> None:
        super().__init__()
        self.gone = gone
        self.successor = successor
