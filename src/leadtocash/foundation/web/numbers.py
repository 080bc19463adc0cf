"""Small numbers beside words (work waiting, notices unread, files and comments of a record), asked in one statement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, models
from django.http import HttpRequest
from django.utils import timezone

from leadtocash.foundation.kernel.registry import Registry

#: how many there are, and whether something of it is late
Found = Mapping[str, tuple[int, bool]]


@dataclass(frozen=True, kw_only=True)
class Number:
    """sql, late: scalars in which `%(person)s` and `%(now)s` stand, of a record `%(kind)s` and `%(record)s` too.

    of_record: asked where a panel of a record names it; the others stand in the frame of every page.
    """

    sql: str
    late: str = "FALSE"
    of_record: bool = False


numbers: Registry[Number] = Registry("number")


def of_person(person: Any, record: models.Model | None = None, names: Sequence[str] = ()) -> Found:
    """The numbers of the frame, and of a record those of these names."""
    wanted = {name: one for name, one in numbers.items() if name in names or not one.of_record}
    values: dict[str, Any] = {"person": person.pk, "now": timezone.now()}
    if record is not None:
        values |= {"kind": record._meta.label_lower, "record": record.pk}
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(f"({one.sql}), {one.late}" for one in wanted.values()), values)
        row = cursor.fetchone()
    return dict(zip(wanted, zip(row[::2], row[1::2], strict=True), strict=True))


def of_page(request: HttpRequest, record: models.Model | None = None, names: Sequence[str] = ()) -> Found:
    """The same, asked once a request: a record's page names what it needs before its frame is printed."""
    found: dict[str, tuple[int, bool]] | None = getattr(request, "_numbers", None)
    if found is None or not found.keys() >= set(names):
        found = dict(of_person(request.user, record, names))
        request._numbers = found  # type: ignore[attr-defined]  # noqa: SLF001
    return found
