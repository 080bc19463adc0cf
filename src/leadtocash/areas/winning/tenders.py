"""The words of a deal's tender files, and where something stands in them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from leadtocash.areas.opportunities.models import Opportunity
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.documents.models import Attachment
from leadtocash.foundation.documents.queries import attachments_of
from leadtocash.foundation.documents.reading import TROUBLES, text_of
from leadtocash.foundation.kernel.registry import Registry
from leadtocash.foundation.kernel.text import plain_signs

TENDER = "tender"
AROUND = 30
_BLANKS = re.compile(r"\s+")
#: other records of a deal that hold its tender files, as far as a person sees them
holding: Registry[Callable[[Opportunity, User], Iterable[Any]]] = Registry("record with tender files")


@dataclass(frozen=True)
class Read:
    """A page of a tender file and its words; page 0 where the file has no pages."""

    file: Attachment
    text: str
    page: int = 0


@dataclass(frozen=True)
class Hit:
    """Where words stand: file and page, and what is written around them."""

    file: Attachment
    around: str
    page: int


def texts_of(deal: Opportunity, person: User) -> tuple[list[Read], list[str]]:
    """The pages of the tender files of a deal and of its bids, and a sentence for each file that was not read (to its
    end): a scan, a password, another kind of file."""
    read, told = [], []
    records = [deal, *(one for find in holding.values() for one in find(deal, person))]
    for file in (file for record in records for file in attachments_of(record, category=TENDER)):
        found = text_of(file)
        read += [
            Read(file, _plain(page), number if found.is_paged else 0) for number, page in enumerate(found.pages, 1)
        ]
        if found.trouble:
            told.append(str(TROUBLES[found.trouble]) % {"file": file.name})
    return read, told


def find(words: str, read: Sequence[Read]) -> Hit | None:
    """Where these words stand first, blanks and the width of signs aside; None where they do not, or for none."""
    wanted = _plain(words)
    for one in read if wanted else ():
        place = one.text.find(wanted)
        if place >= 0:
            return Hit(one.file, one.text[max(place - AROUND, 0) : place + len(wanted) + AROUND], one.page)
    return None


def _plain(text: str) -> str:
    """Without blanks, full-width signs as ordinary ones, Latin letters small."""
    return _BLANKS.sub("", plain_signs(text)).lower()
