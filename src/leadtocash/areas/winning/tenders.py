"""The words of a deal's tender files, and where something stands in them."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass

from leadtocash.areas.opportunities.models import Opportunity
from leadtocash.foundation.documents.models import Attachment
from leadtocash.foundation.documents.previewing import Preview, preview_of
from leadtocash.foundation.documents.queries import attachments_of
from leadtocash.foundation.kernel.text import plain_signs

AROUND = 30
_TAGS = re.compile(r"<[^>]+>")
_BLANKS = re.compile(r"\s+")


@dataclass(frozen=True)
class Read:
    """A tender file and its words."""

    file: Attachment
    text: str


@dataclass(frozen=True)
class Hit:
    """Where words stand: the file, and what is written around them."""

    file: Attachment
    around: str


def texts_of(deal: Opportunity) -> list[Read]:
    """The tender files of a deal that can be read: text, Word, sheets; pictures and scans have no words."""
    found = []
    for file in attachments_of(deal, category="tender"):
        text = _words(preview_of(file))
        if text:
            found.append(Read(file, text))
    return found


def find(words: str, read: Sequence[Read]) -> Hit | None:
    """Where these words stand first, blanks and the width of signs aside; None where they do not, or for none."""
    wanted = _plain(words)
    for one in read if wanted else ():
        place = one.text.find(wanted)
        if place >= 0:
            return Hit(one.file, one.text[max(place - AROUND, 0) : place + len(wanted) + AROUND])
    return None


def _words(preview: Preview) -> str:
    if preview.kind == "tables":
        return _plain(json.dumps([table["rows"] for table in preview.tables], ensure_ascii=False))
    return _plain(preview.text or html.unescape(_TAGS.sub(" ", preview.html)))


def _plain(text: str) -> str:
    """Without blanks, full-width signs as ordinary ones, Latin letters small."""
    return _BLANKS.sub("", plain_signs(text)).lower()
