"""What an edition changes, in the reader's words."""

from __future__ import annotations

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.handbook import queries
from leadtocash.foundation.handbook.actions.storing import book_of
from leadtocash.foundation.handbook.files import compare
from leadtocash.foundation.handbook.models import HandbookEdition

FIELDS: dict[str, Promise] = {
    "title_zh": _("Chinese title"),
    "text_zh": _("Chinese text"),
    "title_en": _("English title"),
    "text_en": _("English text"),
    "forms": _("Forms it names"),
}
KINDS: dict[str, tuple[str, Promise]] = {
    "added": ("done", _("Added")),
    "removed": ("late", _("Removed")),
    "changed": ("wait", _("Text changed")),
}


def told(edition: HandbookEdition) -> list[dict[str, Any]]:
    """The clauses that differ from the edition before: kind, and what was changed in each field in words."""
    before = queries.edition_before(edition)
    if before is None:
        return []
    return [
        {
            "id": one.id,
            "kind": one.kind,
            "state": KINDS[one.kind][0],
            "label": KINDS[one.kind][1],
            "fields": [{"name": name, "label": FIELDS[name], "parts": one.words(name)} for name in one.fields],
        }
        for one in compare(book_of(before), book_of(edition))
    ]
