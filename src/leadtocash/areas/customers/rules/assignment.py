"""Which assignment rule fits a customer (CRM-6); pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

from leadtocash.areas.customers.models import AssignmentRule

_BETWEEN = re.compile(r"[\s,;\u3001\uff0c\uff1b]+")


def words_of(text: str) -> list[str]:
    """The words of a list typed with blanks, commas or enumeration commas."""
    return [word.casefold() for word in _BETWEEN.split(text) if word]


def first_fit(rules: Iterable[AssignmentRule], *, region: str, industry: str) -> AssignmentRule | None:
    """The first rule of these whose places and industries both fit."""
    return next((one for one in rules if _fits(one.places, region) and _fits(one.industries, industry)), None)


def _fits(wanted: str, found: str) -> bool:
    words, found = words_of(wanted), found.casefold()
    return not words or any(word in found for word in words)
