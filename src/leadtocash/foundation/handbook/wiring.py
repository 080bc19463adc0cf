"""Everything the handbook puts elsewhere: where clauses come from, who keeps refusals, menu entry, search."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.handbook import refusals, shipped, source
from leadtocash.foundation.handbook.tables import CLAUSES
from leadtocash.foundation.kernel import policy
from leadtocash.foundation.search.sources import Source, sources
from leadtocash.foundation.web.navigation import Entry, entries
from leadtocash.foundation.web.refusals import keep_with

# In a test run each test has a database of its own, rolled back: there the shipped text counts, without a question.
policy.read_from(shipped.rows if settings.TESTING else source.rows)
keep_with(refusals.keep)
entries.add(
    "handbook",
    Entry(group="policy", label=_("Policy handbook"), icon="book-2", url_name="handbook:handbook", order=30),
)
sources.add(
    "clauses",
    Source(
        page=CLAUSES,
        url_name="handbook:handbook",
        may=lambda person: True,
        icon="book-2",
        line=lambda clause: clause.edition.book.title,
    ),
)
