"""How much is stored, how much may be: for the whole (a setting), for one record and one person (limits)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import connection, models
from django.urls import reverse
from django.utils.translation import gettext as _

from leadtocash.foundation.access.scoping import kind_of
from leadtocash.foundation.documents import events
from leadtocash.foundation.documents.keepers import keepers
from leadtocash.foundation.documents.models import Attachment, StorageLimits, StoredFile
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.errors import RuleError
from leadtocash.foundation.notices.sending import notify

WARNINGS = (95, 80)
_MB = 1024 * 1024


def used() -> int:
    """Bytes stored; what several records share counts once."""
    return _sum(StoredFile.objects.all())


def check_room(record: models.Model, size: int, *, new: bool, act: Act) -> None:
    """Raise RuleError unless `size` more bytes may be attached; new: whether they are not stored yet.

    Where there is any limit, one after the other until the end of the transaction: two at once cannot exceed it.
    """
    limits = StorageLimits.now()
    whole = settings.STORAGE_QUOTA_BYTES
    if not (whole or limits.per_record_mb or limits.per_person_mb):
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('documents.quota'))")
    if limits.per_record_mb:
        rows = _kept().filter(kind=kind_of(record), record_id=record.pk)
        sentence = _("This record has room for %(most)s MB of files. Remove some, or ask an administrator.")
        _check(_sum(rows) + size, limits.per_record_mb * _MB, sentence)
    if limits.per_person_mb and act.by is not None:
        sentence = _("You may keep %(most)s MB of files. Remove some, or ask an administrator.")
        _check(_sum(_kept().filter(added_by=act.by)) + size, limits.per_person_mb * _MB, sentence)
    if whole and new:
        before = used()
        sentence = _("The file storage is full (%(most)s MB). An administrator can make room.")
        _check(before + size, whole, sentence)
        _warn(before, before + size, whole, act=act)


def _kept() -> models.QuerySet[Attachment]:
    return Attachment.objects.exclude(stored=None)


def _check(wanted: int, most: int, sentence: str) -> None:
    if wanted > most:
        raise RuleError(sentence % {"most": most // _MB}, code="storage_full")


def _sum(rows: models.QuerySet[Any]) -> int:
    return int(rows.aggregate(all=models.Sum("size"))["all"] or 0)


def _warn(before: int, after: int, whole: int, *, act: Act) -> None:
    """Tell who looks after it when a mark is passed."""
    for percent in WARNINGS:
        mark = whole * percent // 100
        if before < mark <= after:
            key = f"documents.filling {percent} {act.today}"
            url = reverse("documents:storage")
            notify(keepers(), events.FILLING, act=act.as_system(), url=url, key=key, percent=percent)
            return
