"""Which files a record has, now and at another moment; what the storage holds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Count, Q, Sum

from leadtocash.foundation.access.scoping import kind_of
from leadtocash.foundation.documents.models import Attachment, StoredFile
from leadtocash.foundation.web.numbers import Number


def attachments_of(record: models.Model, *, category: str | None = None) -> models.QuerySet[Attachment]:
    """The files on a record now, in their latest versions, oldest document first."""
    rows = _of(record).filter(removed_at=None, superseded_at=None)
    if category is not None:
        rows = rows.filter(category=category)
    return rows.select_related("added_by", "stored").order_by("pk")


def attachments_among(records: Sequence[models.Model]) -> dict[int, list[Attachment]]:
    """The files on records of one kind now, by the record's id."""
    found: dict[int, list[Attachment]] = {}
    if records:
        on = Attachment.objects.filter(kind=kind_of(records[0]), record_id__in=[one.pk for one in records])
        for file in on.filter(removed_at=None, superseded_at=None).order_by("pk"):
            found.setdefault(file.record_id, []).append(file)
    return found


#: how many those are
COUNT = Number(
    sql="SELECT count(*) FROM documents_attachment WHERE kind = %(kind)s AND record_id = %(record)s "
    "AND removed_at IS NULL AND superseded_at IS NULL",
    of_record=True,
)


def has(record: models.Model, category: str) -> bool:
    """Is there a file of this category on the record?"""
    return attachments_of(record, category=category).exists()


def attachments_at(record: models.Model, moment: datetime) -> models.QuerySet[Attachment]:
    """The versions that were on the record at a moment, as a decision then saw them."""
    gone = Q(superseded_at__lte=moment) | Q(removed_at__lte=moment)
    return _of(record).filter(added_at__lte=moment).exclude(gone).select_related("added_by", "stored").order_by("pk")


def versions_of(attachment: Attachment) -> models.QuerySet[Attachment]:
    """All versions of a document that are not removed, newest first."""
    own = attachment.document_id
    rows = Attachment.objects.filter(Q(pk=own) | Q(first_id=own), removed_at=None)
    return rows.select_related("added_by", "stored").order_by("-version")


def latest_of(attachment: Attachment) -> Attachment | None:
    """The latest version of a document, locked; None when it was removed."""
    return versions_of(attachment).select_for_update(of=("self",)).filter(superseded_at=None).first()


def removed_from(record: models.Model, *, since: datetime) -> models.QuerySet[Attachment]:
    """What was removed from a record and can be brought back, last version each, latest removal first."""
    rows = _of(record).filter(removed_at__gt=since, superseded_at=None).exclude(stored=None)
    return rows.select_related("removed_by").order_by("-removed_at")


def biggest_records(person: Any, most: int = 20) -> list[dict[str, Any]]:
    """The records with the most bytes, all versions counted: kind, label, record, files, bytes. Records outside this
    person's scope are counted, but not named (record None)."""
    rows = Attachment.objects.exclude(stored=None).values("kind", "record_id")
    found = list(rows.annotate(bytes=Sum("size"), files=Count("pk")).order_by("-bytes")[:most])
    seen: dict[tuple[str, int], Any] = {}
    for kind in {row["kind"] for row in found}:
        ids = [row["record_id"] for row in found if row["kind"] == kind]
        seen |= {(kind, one.pk): one for one in _model(kind).objects.visible_to(person).filter(pk__in=ids)}
    return [{**row, "label": _label(row["kind"]), "record": seen.get((row["kind"], row["record_id"]))} for row in found]


def scan_counts() -> dict[str, int]:
    """How many stored files are unscanned, clean, infected."""
    rows = StoredFile.objects.values_list("scan").annotate(n=Count("pk"))
    return {str(value): 0 for value in StoredFile.Scan.values} | dict(rows)


def bytes_by_kind() -> list[dict[str, Any]]:
    """Attached bytes by kind of record, most first (what several share is counted for each)."""
    rows = Attachment.objects.exclude(stored=None).values("kind").annotate(bytes=Sum("size"), files=Count("pk"))
    return [{**row, "label": _label(row["kind"])} for row in rows.order_by("-bytes")]


def _model(kind: str) -> Any:
    return apps.get_model(kind)


def _label(kind: str) -> str:
    return str(_model(kind)._meta.verbose_name)


def _of(record: models.Model) -> models.QuerySet[Attachment]:
    return Attachment.objects.filter(kind=kind_of(record), record_id=record.pk)
