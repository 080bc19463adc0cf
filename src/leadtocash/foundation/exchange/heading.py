"""Which column of a file is meant: remembered, or guessed from its heading in any language of the program."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence

from django.conf import settings
from django.utils import translation

from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.exchange.importable import Column
from leadtocash.foundation.exchange.models import ColumnMemory
from leadtocash.foundation.kernel.text import plain_signs

_NOISE = re.compile(r"\(.*?\)|[\s*_:\-/.]|\uff08.*?\uff09")
_IN_WAN = re.compile("\u4e07\u5143|\uff08\u4e07\uff09|\\(\u4e07\\)|10k yuan", re.IGNORECASE)
Mapping = dict[str, str]


def folded(heading: str) -> str:
    """A heading without units in brackets, stars and blanks."""
    return _NOISE.sub("", plain_signs(heading).casefold())


def in_wan(heading: str) -> bool:
    """Does the heading say that its numbers are ten thousands of yuan?"""
    return bool(_IN_WAN.search(heading))


def digest(headings: Sequence[str]) -> str:
    """One value for a set of headings, whatever their spelling."""
    return hashlib.sha256("\x1f".join(folded(one) for one in headings).encode()).hexdigest()


def suggested(kind: str, columns: Sequence[Column], headings: Sequence[str], person: User) -> Mapping:
    """Place in the file -> key: as this person named such a table before, else as its headings say."""
    known = {column.key for column in columns}
    remembered = ColumnMemory.objects.filter(kind=kind, digest=digest(headings), person=person).first()
    if remembered is not None:
        return {place: key for place, key in remembered.mapping.items() if key in known}
    words = _words(columns)
    found: Mapping = {}
    for place, heading in enumerate(headings):
        key = words.get(folded(heading))
        if key is not None and key not in found.values():
            found[str(place)] = key
    return found


def _words(columns: Sequence[Column]) -> dict[str, str]:
    """Every heading that is known -> key; the first column to claim one has it, its own label before other names."""
    found: dict[str, str] = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            for column in columns:
                found.setdefault(folded(str(column.label)), column.key)
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            for column in columns:
                for name in [column.key, *str(column.names).split("|")]:
                    found.setdefault(folded(name), column.key)
    found.pop("", None)
    return found
