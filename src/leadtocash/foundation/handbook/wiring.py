"""Everything the handbook puts elsewhere: where clauses come from, who keeps refusals, menu entry, search."""

from __future__ import annotations

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.handbook import refusals, shipped, source
from leadtocash.foundation.handbook.models import Refusal
from leadtocash.foundation.handbook.tables import CLAUSES
from leadtocash.foundation.kernel import policy
from leadtocash.foundation.kernel.references import Reference, references
from leadtocash.foundation.search.sources import Live, lives
from leadtocash.foundation.web.navigation import Entry, entries
from leadtocash.foundation.web.refusals import keep_with

# In a test run each test has a database of its own, rolled back: there the shipped text counts, without a question.
policy.read_from(shipped.rows if settings.TESTING else source.rows)
keep_with(refusals.keep)
entries.add(
    "handbook",
    Entry(group="policy", label=_("Policy handbook"), icon="book-2", url_name="handbook:handbook", order=30),
)


def _clauses(words: str, person: User, most: int) -> list[dict[str, str]]:
    rows = CLAUSES.selected({"search": words}, person, timezone.localdate())[:most]
    return [{"title": str(row), "line": row.edition.book.title, "url": row.get_absolute_url()} for row in rows]


lives.add("clauses", Live(label=_("Policy clauses"), icon="book-2", find=_clauses))
references.add("handbook.refusal", Reference(model=Refusal, kind="record_kind", merged="stay"))
