"""The words of a file, to look for something in them; and why one has none."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.documents.models import Attachment
from leadtocash.foundation.documents.previewing import Preview, part, part_for, preview_of
from leadtocash.foundation.kernel.text import Words

#: bytes; a larger file is not read
LARGEST = 80_000_000
#: signs a page; a PDF with fewer is pictures of paper
FEW = 6
LOCKED, SCAN, LARGE, BROKEN, KIND, CUT = "locked", "scan", "large", "broken", "kind", "cut"
#: why a file was not read, or not to its end; with the hole %(file)s
TROUBLES: Mapping[str, Words] = {
    LOCKED: _("%(file)s is protected by a password; attach it without one."),
    SCAN: _("%(file)s is a scan: pictures of pages, no words. Look by hand, or have its text recognised first."),
    LARGE: _("%(file)s is too large to be read; attach it in parts."),
    BROKEN: _("%(file)s could not be read in the time it is given, or is broken; look by hand."),
    KIND: _("%(file)s is of a kind that is not read; attach it as PDF, Word (docx), Excel (xlsx) or text."),
    CUT: _("%(file)s is so long that only its beginning was read."),
}
_TAGS = re.compile(r"<[^>]+>")


@dataclass(frozen=True)
class Text:
    """What a file says, page by page (one, where it has no pages). trouble: why it was not read, or not to its end."""

    pages: tuple[str, ...] = ()
    trouble: str = ""
    is_paged: bool = False


def text_of(file: Attachment) -> Text:
    """The words of a file, made once and kept with its previews. Raises OSError when the storage has lost it."""
    if file.size > LARGEST:
        return Text(trouble=LARGE)
    if part_for(file) == "pdf":
        return _paged(part(file, "pages"))
    if part_for(file) not in ("words", "sheets", "table", "text"):
        return Text(trouble=KIND)
    said = _said(preview_of(file))
    return Text((said,)) if said.strip() else Text(trouble=BROKEN)


def _paged(made: bytes | None) -> Text:
    if made is None:
        return Text(trouble=BROKEN)
    found = json.loads(made)
    if found["locked"]:
        return Text(trouble=LOCKED)
    pages = tuple(found["pages"])
    if sum(len(page.strip()) for page in pages) < FEW * len(pages) or not pages:
        return Text(trouble=SCAN)
    return Text(pages, trouble="" if len(pages) == found["total"] else CUT, is_paged=True)


def _said(preview: Preview) -> str:
    if preview.tables:
        return "\n".join(" ".join(row) for table in preview.tables for row in table["rows"])
    return preview.text or html.unescape(_TAGS.sub(" ", preview.html))
