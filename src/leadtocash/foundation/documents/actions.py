"""Attach and remove files."""

from __future__ import annotations

import hashlib
from typing import Any

from django.conf import settings
from django.core.files.base import File
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.access.scoping import kind_of
from leadtocash.foundation.documents.content import checked_type
from leadtocash.foundation.documents.models import Attachment
from leadtocash.foundation.documents.registry import check_change
from leadtocash.foundation.journal import recording
from leadtocash.foundation.journal.verbs import verb
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.text import clean_line
from leadtocash.foundation.search.keeping import keep

ATTACHED = verb("documents.attached", _("Attached %(name)s"), icon="paperclip")
REMOVED = verb("documents.removed", _("Removed %(name)s"), icon="paperclip")


@transaction.atomic
def attach(record: models.Model, file: File[Any], *, act: Act, category: str = "") -> Attachment:
    """Attach a file to a record and journal it there.

    Raises RuleError when the file is empty, too large or of a kind not taken, or the record takes no file now.
    """
    check_change(record, act=act, category=category)
    name = clean_line(str(file.name or "")).replace("/", "_").replace("\\", "_")[-200:]
    content_type = checked_type(name, file, most=settings.MAX_ATTACHMENT_BYTES)
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    attachment = Attachment(
        kind=kind_of(record),
        record_id=record.pk,
        category=category,
        name=name,
        size=file.size,
        content_type=content_type,
        digest=digest.hexdigest(),
        added_at=act.at,
        added_by=act.person,
    )
    attachment.file.save(name, file, save=False)
    attachment.save()
    recording.write(record, ATTACHED, act=act, data={"name": name, "attachment": attachment.pk, "category": category})
    keep(kind_of(attachment), [attachment.pk])
    return attachment


@transaction.atomic
def remove(attachment: Attachment, record: models.Model, *, act: Act) -> None:
    """Take a file off a record; the file and its entry stay, marked as removed."""
    check_change(record, act=act, category=attachment.category)
    if attachment.removed_at is None:
        attachment.removed_at = act.at
        attachment.save(update_fields=["removed_at"])
        recording.write(record, REMOVED, act=act, data={"name": attachment.name, "attachment": attachment.pk})
        keep(kind_of(attachment), [attachment.pk])


def attachments_of(record: models.Model, *, category: str | None = None) -> models.QuerySet[Attachment]:
    """The files on a record now, oldest first."""
    rows = Attachment.objects.filter(kind=kind_of(record), record_id=record.pk, removed_at=None)
    if category is not None:
        rows = rows.filter(category=category)
    return rows.select_related("added_by").order_by("pk")


def has(record: models.Model, category: str) -> bool:
    """Is there a file of this category on the record?"""
    return attachments_of(record, category=category).exists()
