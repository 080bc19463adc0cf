"""What a person opened last."""

from __future__ import annotations

from typing import Any

from django.db import connection, models
from django.http import HttpRequest

from leadtocash.foundation.access.scoping import kind_of
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.search.models import LastOpened
from leadtocash.foundation.search.sources import sources

KEPT = 20
_NOTE = """
INSERT INTO search_lastopened AS kept (person_id, records) VALUES (%(person)s, ARRAY[%(record)s])
ON CONFLICT (person_id) DO UPDATE
SET records = (array_prepend(%(record)s, array_remove(kept.records, %(record)s)))[1:%(most)s]
WHERE kept.records[1] IS DISTINCT FROM %(record)s
"""


def note(request: HttpRequest, record: models.Model) -> None:
    """A person looks at a record's page: it becomes the first of those opened last."""
    kind = kind_of(record)
    if kind in sources and request.user.is_authenticated:
        values: dict[str, Any] = {"person": request.user.pk, "record": f"{kind}:{record.pk}", "most": KEPT}
        with connection.cursor() as cursor:
            cursor.execute(_NOTE, values)


def opened_by(person: User) -> list[str]:
    """What this person opened last, the newest first: "customers.customer:12"."""
    return LastOpened.objects.filter(person=person).values_list("records", flat=True).first() or []
