"""Tampering shows: every chain is recomputed and compared with its head."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection
from django.utils.translation import gettext as _

from leadtocash.foundation.kernel.checks import Problem

_BROKEN = """
SELECT kind, record_id, seq FROM (
  SELECT e.kind, e.record_id, e.seq, e.digest, e.previous,
    encode(sha256(convert_to(journal_line(e), 'UTF8')), 'hex') AS computed,
    coalesce(lag(e.digest) OVER chain, '') AS before, row_number() OVER chain AS place
  FROM journal_entry e WINDOW chain AS (PARTITION BY e.kind, e.record_id ORDER BY e.seq)) linked
WHERE digest <> computed OR previous <> before OR seq <> place LIMIT 20
"""
_HEADS = """
SELECT coalesce(h.kind, e.kind), coalesce(h.record_id, e.record_id), coalesce(h.seq, 0)
FROM journal_head h FULL JOIN (
  SELECT DISTINCT ON (kind, record_id) kind, record_id, seq, digest FROM journal_entry
  ORDER BY kind, record_id, seq DESC) e USING (kind, record_id)
WHERE h.digest IS DISTINCT FROM e.digest LIMIT 20
"""
_TRIGGERS = """
SELECT count(*) FROM pg_trigger WHERE tgrelid = 'journal_entry'::regclass AND tgenabled = 'O'
  AND tgname IN ('journal_entry_link', 'journal_entry_keep', 'journal_entry_keep_all')
"""


def journal_chains() -> Iterator[Problem]:
    """Changed, missing or foreign entries, cut tails, switched-off triggers."""
    with connection.cursor() as cursor:
        cursor.execute(_BROKEN)
        for kind, record_id, seq in cursor.fetchall():
            sentence = _("Journal of %(kind)s %(id)s: entry %(seq)s was changed, or one before it is missing.")
            yield Problem(code="journal_chain", sentence=sentence % {"kind": kind, "id": record_id, "seq": seq})
        cursor.execute(_HEADS)
        for kind, record_id, seq in cursor.fetchall():
            sentence = _("Journal of %(kind)s %(id)s: the end of the chain does not match its head (%(seq)s).")
            yield Problem(code="journal_head", sentence=sentence % {"kind": kind, "id": record_id, "seq": seq})
        cursor.execute(_TRIGGERS)
        if cursor.fetchone() != (3,):
            yield Problem(code="journal_triggers", sentence=_("The journal's triggers are switched off or missing."))
