"""What a person opened last."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db import connection, models
from django.http import HttpRequest

from leadtocash.foundation.access.scoping import kind_of
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.kernel.references import Reference
from leadtocash.foundation.search.models import LastOpened
from leadtocash.foundation.search.sources import sources

KEPT = 20
_NOTE = """
INSERT INTO search_lastopened AS kept (person_id, records) VALUES (%(person)s, ARRAY[%(record)s])
ON CONFLICT (person_id) DO UPDATE
SET records = (array_prepend(%(record)s, array_remove(kept.records, %(record)s)))[1:%(most)s]
WHERE kept.records[1] IS DISTINCT FROM %(record)s
"""


_RENAME = """
UPDATE search_lastopened SET records = ARRAY(
  SELECT record FROM (
    SELECT CASE WHEN record = ANY(%(gone)s) THEN %(to)s ELSE record END AS record, min(place) AS place
    FROM unnest(records) WITH ORDINALITY AS opened (record, place) GROUP BY 1) once ORDER BY place)
WHERE records && %(gone)s::varchar[]
"""


class Opened(Reference):
    """What was opened last names records as "customers.customer:12"; what was merged is the other one, once."""

    def rows(self, kind: str, ids: Collection[int]) -> Any:
        return LastOpened.objects.filter(records__overlap=[f"{kind}:{pk}" for pk in ids])

    def move(self, kind: str, ids: Collection[int], to: int) -> None:
        with connection.cursor() as cursor:
            cursor.execute(_RENAME, {"gone": [f"{kind}:{pk}" for pk in ids], "to": f"{kind}:{to}"})


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
