"""Attach files, in versions; remove them and bring them back."""

from __future__ import annotations

from datetime import timedelta
from pathlib import PurePath
from typing import Any

from django.conf import settings
from django.core.files.base import File
from django.db import models, transaction
from django.utils.translation import gettext as _

from leadtocash.foundation.access.gate import require
from leadtocash.foundation.access.scoping import kind_of
from leadtocash.foundation.documents import permissions
from leadtocash.foundation.documents.content import checked_type
from leadtocash.foundation.documents.events import ATTACHED, LIMITED, REMOVED, REPLACED, RESTORED
from leadtocash.foundation.documents.models import Attachment, StorageLimits
from leadtocash.foundation.documents.queries import attachments_of, has, latest_of
from leadtocash.foundation.documents.registry import check_change
from leadtocash.foundation.documents.retention import check_kept
from leadtocash.foundation.documents.storing import drop_unneeded, keep_bytes
from leadtocash.foundation.journal import recording
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.errors import RuleError
from leadtocash.foundation.kernel.text import clean_line
from leadtocash.foundation.search.keeping import keep

KEPT = timedelta(days=90)
#: what cameras and clipboards call everything: such a name says nothing about which document it is
_NAMELESS = {"image", "photo", "img", "blob", "untitled", "scan", "file", "document"}


@transaction.atomic
def attach(record: models.Model, file: File[Any], *, act: Act, category: str = "") -> Attachment:
    """Attach a file to a record and journal it there. What has the name of a file there already is its next version.

    Raises RuleError when the file is empty, too large, of a kind not taken or infected, the record takes no file now,
    or there is no room.
    """
    check_change(record, act=act, category=category)
    name = _name_of(file)
    content_type = checked_type(name, file, most=settings.MAX_ATTACHMENT_BYTES)
    rows = attachments_of(record, category=category)
    if PurePath(name).stem.lower() in _NAMELESS:
        name = _free_name(name, set(rows.values_list("name", flat=True)))
    document = rows.filter(name__iexact=name).select_for_update(of=("self",)).last()
    return _add(record, file, name, content_type, category=category, document=document, act=act)


@transaction.atomic
def add_version(attachment: Attachment, record: models.Model, file: File[Any], *, act: Act) -> Attachment:
    """Attach the next version of a document, whatever the file is called. Raises RuleError as `attach` does."""
    check_change(record, act=act, category=attachment.category)
    latest = latest_of(attachment)
    if latest is None:
        raise RuleError(_("This file was removed meanwhile."), code="file_removed")
    name = _name_of(file)
    content_type = checked_type(name, file, most=settings.MAX_ATTACHMENT_BYTES)
    return _add(record, file, name, content_type, category=latest.category, document=latest, act=act)


def _add(
    record: models.Model, file: File[Any], name: str, content_type: str, *, category: str, document: Attachment | None,
    act: Act,
) -> Attachment:  # fmt: skip
    """The new attachment; the same bytes as the latest version change nothing and give that one."""
    stored = keep_bytes(record, name, file, act=act)
    if document is not None and document.digest == stored.digest:
        return document
    attachment = Attachment(
        kind=kind_of(record), record_id=record.pk, category=category, name=name, size=stored.size,
        content_type=content_type, digest=stored.digest, stored=stored, added_at=act.at, added_by=act.person,
    )  # fmt: skip
    if document is not None:
        attachment.first_id, attachment.version = document.document_id, document.version + 1
        Attachment.objects.filter(pk=document.pk).update(superseded_at=act.at)
    attachment.save()
    data = {"name": name, "attachment": attachment.pk, "category": category, "version": attachment.version}
    recording.write(record, REPLACED if document else ATTACHED, act=act, data=data)
    keep(kind_of(attachment), [attachment.pk, *([document.pk] if document else [])])
    return attachment


@transaction.atomic
def remove(attachment: Attachment, record: models.Model, *, act: Act) -> None:
    """Take a file with all its versions off a record; for 90 days it can be brought back, its entry stays for ever."""
    check_change(record, act=act, category=attachment.category)
    check_kept(record, today=act.today)
    rows = _document(attachment).filter(removed_at=None).select_for_update()
    ids = [one.pk for one in rows]
    if ids:
        Attachment.objects.filter(pk__in=ids).update(removed_at=act.at, removed_by=act.person)
        recording.write(record, REMOVED, act=act, data={"name": attachment.name, "attachment": attachment.pk})
        keep(kind_of(attachment), ids)


@transaction.atomic
def restore(attachment: Attachment, record: models.Model, *, act: Act) -> None:
    """Bring back a removed file as it was. Raises RuleError when its bytes are gone."""
    check_change(record, act=act, category=attachment.category)
    ids = [one.pk for one in _document(attachment).exclude(removed_at=None).select_for_update()]
    rows = Attachment.objects.filter(pk__in=ids)
    if rows.filter(stored=None).exists() or (ids and attachment.removed_at and attachment.removed_at < act.at - KEPT):
        raise RuleError(_("This file was removed too long ago and is gone."), code="file_ended")
    if rows.update(removed_at=None, removed_by=None):
        recording.write(record, RESTORED, act=act, data={"name": attachment.name, "attachment": attachment.pk})
        keep(kind_of(attachment), ids)


@transaction.atomic
def end_removed(*, act: Act, most: int = 1000) -> int:
    """Delete the bytes of what was removed 90 days ago; give how many attachments lost theirs."""
    due = Attachment.objects.filter(removed_at__lt=act.at - KEPT).exclude(stored=None).order_by("removed_at")
    pairs = list(due.values_list("pk", "stored_id")[:most])
    Attachment.objects.filter(pk__in=[pk for pk, _stored in pairs]).update(stored=None)
    drop_unneeded({stored for _pk, stored in pairs if stored is not None})
    return len(pairs)


@transaction.atomic
def set_limits(values: dict[str, int | None], *, act: Act) -> StorageLimits:
    """Change how much one record and one person may keep (MB; None: no limit). What is there already stays."""
    require(act.person, permissions.MANAGE)
    limits = StorageLimits.objects.select_for_update().first() or StorageLimits()
    changes = {name: [getattr(limits, name), value] for name, value in values.items() if getattr(limits, name) != value}
    for name, value in values.items():
        setattr(limits, name, value)
    limits.full_clean()
    limits.save()
    if changes:
        recording.write(limits, LIMITED, act=act, changes=changes)
    return limits


def _document(attachment: Attachment) -> models.QuerySet[Attachment]:
    own = attachment.document_id
    return Attachment.objects.filter(models.Q(pk=own) | models.Q(first_id=own))


def _name_of(file: File[Any]) -> str:
    return clean_line(str(file.name or "")).replace("/", "_").replace("\\", "_")[-200:]


def _free_name(name: str, taken: set[str]) -> str:
    path, number = PurePath(name), 1
    while name in taken:
        number += 1
        name = f"{path.stem} ({number}){path.suffix}"
    return name


__all__ = [
    "ATTACHED", "KEPT", "REMOVED", "add_version", "attach", "attachments_of", "end_removed", "has",
    "remove", "restore", "set_limits",
]  # fmt: skip
