"""Numbering invariants: what was given is exactly 1..last, per series."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection
from django.utils.translation import gettext as _

from leadtocash.foundation.kernel.checks import Problem

_GAPS = """
SELECT coalesce(c.kind, g.kind), coalesce(c.year, g.year), coalesce(c.last, 0), coalesce(g.n, 0), coalesce(g.top, 0)
FROM numbering_counter c FULL JOIN (
  SELECT kind, year, department_code, count(*) n, max(seq) top FROM numbering_givennumber
  GROUP BY kind, year, department_code) g USING (kind, year, department_code)
WHERE c.last IS DISTINCT FROM g.n OR c.last IS DISTINCT FROM g.top
"""


def gaps() -> Iterator[Problem]:
    """Series whose numbers have a gap or more numbers than the counter says."""
    with connection.cursor() as cursor:
        cursor.execute(_GAPS)
        for kind, year, last, given, top in cursor.fetchall():
            sentence = _("Numbers %(kind)s %(year)s: the counter is at %(last)s, given are %(given)s up to %(top)s.")
            values = {"kind": kind, "year": year, "last": last, "given": given, "top": top}
            yield Problem(code="numbering_gap", sentence=sentence % values)
