"""Files attached to records (PLT-7): kept under a random name, known by their digest, never overwritten."""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


def place_of(attachment: Attachment, name: str) -> str:
    """A random place per month; the file's own name is only kept in the table."""
    return f"{attachment.added_at:%Y/%m}/{uuid4().hex}"


class Attachment(models.Model):
    """One file on one record. `category` is what the record's own rules look for ("signoff_scan", "contract_text")."""

    kind = models.CharField(max_length=60)
    record_id = models.BigIntegerField()
    category = models.CharField(_("category"), max_length=40, blank=True)
    name = models.CharField(_("file name"), max_length=200)
    size = models.PositiveBigIntegerField(_("size"))
    content_type = models.CharField(_("type"), max_length=100)
    digest = models.CharField(max_length=64)
    file = models.FileField(upload_to=place_of, max_length=200)
    added_at = models.DateTimeField(_("added at"))
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("added by")
    )
    removed_at = models.DateTimeField(_("removed at"), null=True, blank=True)

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        indexes = [models.Index(fields=["kind", "record_id"], name="documents_attachment_of")]

    def __str__(self) -> str:
        return self.name
