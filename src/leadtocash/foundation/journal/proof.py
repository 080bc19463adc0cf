"""Records are what their journal says: a value changed behind the program's back shows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import connection, models
from django.utils.translation import gettext as _

from leadtocash.foundation.access.scoping import kind_of
from leadtocash.foundation.journal.recording import plain
from leadtocash.foundation.kernel.checks import Problem
from leadtocash.foundation.kernel.models import Record
from leadtocash.foundation.kernel.money import MoneyField

#: beside all amounts of money
PROVEN = {"state", "number", "code", "owner", "department", "project_code", "signed_on", "closed_on", "arrived_on"}
_LAST = """
SELECT DISTINCT ON (e.record_id, c.key) e.record_id, c.key, c.value ->> 1
FROM journal_entry e, jsonb_each(e.changes) c
WHERE e.kind = %s AND c.key = ANY(%s) ORDER BY e.record_id, c.key, e.seq DESC
"""


def records_match_journal() -> Iterator[Problem]:
    """Compare states, numbers, dates, owners and amounts of every record with the last value its journal names."""
    for model in apps.get_models():
        if issubclass(model, Record):
            yield from _differences(model)


def _differences(model: type[Record]) -> Iterator[Problem]:
    fields = [f for f in model._meta.concrete_fields if f.name in PROVEN or isinstance(f, MoneyField)]
    if not fields:
        return
    rows = {row["pk"]: row for row in model._base_manager.values("pk", *(f.attname for f in fields)).iterator()}
    by_name = {f.name: f for f in fields}
    with connection.cursor() as cursor:
        cursor.execute(_LAST, [kind_of(model), list(by_name)])
        for record_id, name, journalled in cursor.fetchall():
            row = rows.get(record_id)
            if row is not None and not _same(by_name[name], row[by_name[name].attname], journalled):
                sentence = _("%(kind)s %(id)s: %(field)s is %(now)s, its journal says %(then)s.")
                values = {"kind": kind_of(model), "id": record_id, "field": name}
                values |= {"now": row[by_name[name].attname], "then": journalled}
                yield Problem(code="record_not_as_journalled", sentence=sentence % values)


def _same(field: models.Field[Any, Any], stored: Any, journalled: Any) -> bool:
    if isinstance(journalled, str) and isinstance(field, models.DecimalField) and stored is not None:
        return bool(stored == field.to_python(journalled))
    return ("" if stored in (None, "") else str(plain(stored))) == (journalled or "")
