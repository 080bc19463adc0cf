"""The bytes: kept once by their digest, scanned before they are kept, deleted when nothing needs them any more."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.files.base import File
from django.db import connection, models, transaction
from django.utils.translation import gettext as _

from leadtocash.foundation.documents import quota, scanning
from leadtocash.foundation.documents.keepers import tell_of_infected
from leadtocash.foundation.documents.models import Attachment, StoredFile
from leadtocash.foundation.documents.previewing import forget_previews
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.errors import RuleError

Scan = StoredFile.Scan


class Infected(RuleError):
    """A virus was found in what should be attached; what the journal and the administrator are told."""

    def __init__(self, record: models.Model, name: str, finding: str) -> None:
        sentence = _("%(name)s was not taken: the virus scanner found %(finding)s in it.")
        super().__init__(sentence % {"name": name, "finding": finding}, code="file_infected")
        self.record, self.name, self.finding = record, name, finding


def digest_of(file: Any) -> str:
    """SHA-256 of a file, read in blocks."""
    file.seek(0)
    digest = hashlib.sha256()
    for block in iter(lambda: file.read(1 << 20), b""):
        digest.update(block)
    file.seek(0)
    return digest.hexdigest()


def keep_bytes(record: models.Model, name: str, file: File[Any], *, act: Act) -> StoredFile:
    """The stored file with these bytes; what is stored already is not stored twice.

    Raises Infected; RuleError when there is no room, or the scanner is down and files may not wait for it.
    """
    digest = digest_of(file)
    _one_after_the_other(digest)
    stored = StoredFile.objects.select_for_update().filter(digest=digest).first()
    if stored is not None and stored.scan == Scan.INFECTED:
        raise Infected(record, name, stored.finding)
    quota.check_room(record, file.size, new=stored is None, act=act)
    if stored is None:
        stored = StoredFile(digest=digest, size=file.size, kept_at=act.at)
    if stored.scan == Scan.UNSCANNED and scanning.in_use():
        _scan_new(stored, record, name, file, act=act)
    if stored.pk is None or not is_there(stored):
        stored.file.save(name, file, save=False)
    stored.save()
    return stored


def _one_after_the_other(digest: str) -> None:
    """Two who upload the same bytes at once wait for each other: they are stored once."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"documents {digest}"])


def _scan_new(stored: StoredFile, record: models.Model, name: str, file: Any, *, act: Act) -> None:
    try:
        finding = scanning.finding_in(file)
    except scanning.ScannerDown:
        if settings.SCANNER_DOWN == "refuse":
            sentence = _("%(name)s cannot be examined for viruses now. Try again later, or tell the administrator.")
            raise RuleError(sentence % {"name": name}, code="scanner_down") from None
        return
    if finding:
        raise Infected(record, name, finding)
    stored.scan, stored.scanned_at = Scan.CLEAN, act.at


def scan_waiting(*, act: Act, most: int = 200) -> int:
    """Examine what has not been examined; give how many were. Stops when the scanner does not answer."""
    done = 0
    ids = list(StoredFile.objects.filter(scan=Scan.UNSCANNED).order_by("id").values_list("id", flat=True)[:most])
    for pk in ids if scanning.in_use() else ():
        try:
            done += _scan_stored(pk, act=act)
        except scanning.ScannerDown:
            break
    return done


@transaction.atomic
def _scan_stored(pk: int, *, act: Act) -> bool:
    stored = StoredFile.objects.select_for_update(skip_locked=True).filter(pk=pk, scan=Scan.UNSCANNED).first()
    if stored is None or not is_there(stored):
        return False
    with stored.file.open("rb") as content:
        finding = scanning.finding_in(content)
    stored.scan, stored.finding = (Scan.INFECTED if finding else Scan.CLEAN), finding[:200]
    stored.scanned_at = act.at
    stored.save(update_fields=["scan", "finding", "scanned_at"])
    if finding:
        forget_previews(stored.digest)
        tell_of_infected(stored, act=act)
    return True


def is_there(stored: StoredFile) -> bool:
    """Does the storage still have it?"""
    return bool(stored.file.name) and stored.file.storage.exists(stored.file.name)


def forget_of(kind: str, record_id: int) -> None:
    """A record is gone for good: its attachments go, and the bytes nothing else needs."""
    rows = Attachment.objects.filter(kind=kind, record_id=record_id)
    ids = set(rows.exclude(stored=None).values_list("stored_id", flat=True))
    rows.delete()
    drop_unneeded(ids)


def drop_unneeded(ids: Iterable[int]) -> int:
    """Delete those stored files no attachment needs; the bytes go when the transaction is through."""
    unneeded = StoredFile.objects.filter(pk__in=list(ids), attachments=None)
    dropped = 0
    for stored in StoredFile.objects.filter(pk__in=unneeded.values("pk")).select_for_update():
        if Attachment.objects.filter(stored=stored).exists():
            continue
        stored.delete()
        transaction.on_commit(lambda gone=stored: _delete_bytes(gone))  # type: ignore[misc]
        dropped += 1
    return dropped


def _delete_bytes(stored: StoredFile) -> None:
    stored.file.storage.delete(stored.file.name)
    forget_previews(stored.digest)
