"""Files attached to records (PLT-7): the bytes once by their digest, never overwritten; on records, in versions."""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


def place_of(stored: StoredFile, name: str) -> str:
    """A random place per month; the file's own name is only kept in the table."""
    return f"{stored.kept_at:%Y/%m}/{uuid4().hex}"


class StoredFile(models.Model):
    """The bytes of one or several attachments. finding: what the virus scanner called it."""

    class Scan(models.TextChoices):
        UNSCANNED = "unscanned", _("not scanned for viruses")
        CLEAN = "clean", _("no virus found")
        INFECTED = "infected", _("infected")

    digest = models.CharField(max_length=64, unique=True)
    size = models.PositiveBigIntegerField(_("size"))
    file = models.FileField(upload_to=place_of, max_length=200)
    kept_at = models.DateTimeField()
    scan = models.CharField(max_length=10, choices=Scan, default=Scan.UNSCANNED)
    finding = models.CharField(max_length=200, blank=True)
    scanned_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("stored file")
        verbose_name_plural = _("stored files")
        indexes = [
            models.Index(fields=["id"], name="documents_to_scan", condition=models.Q(scan="unscanned")),
        ]

    def __str__(self) -> str:
        return self.digest[:12]


class Attachment(models.Model):
    """One version of a file on one record. `category` is what the record's own rules look for ("signoff_scan").

    first: the first version of the same document, None on that itself. superseded_at: since when there is a newer
    version. stored: None once a removed file's bytes were deleted.
    """

    kind = models.CharField(max_length=60)
    record_id = models.BigIntegerField()
    category = models.CharField(_("category"), max_length=40, blank=True)
    name = models.CharField(_("file name"), max_length=200)
    size = models.PositiveBigIntegerField(_("size"))
    content_type = models.CharField(_("type"), max_length=100)
    digest = models.CharField(max_length=64)
    stored = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="attachments")
    first = models.ForeignKey("self", on_delete=models.CASCADE, null=True, blank=True, related_name="later")
    version = models.PositiveIntegerField(_("version"), default=1)
    superseded_at = models.DateTimeField(_("superseded at"), null=True, blank=True)
    added_at = models.DateTimeField(_("added at"))
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("added by")
    )
    removed_at = models.DateTimeField(_("removed at"), null=True, blank=True)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("removed by"),
    )  # fmt: skip

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        indexes = [
            models.Index(fields=["kind", "record_id"], name="documents_attachment_of"),
            models.Index(fields=["removed_at"], name="documents_removed", condition=~models.Q(removed_at=None)),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["first"],
                condition=models.Q(superseded_at=None, removed_at=None),
                name="documents_one_latest",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def document_id(self) -> int:
        """What all versions of a document share: the id of the first."""
        return self.first_id or self.pk


class StorageLimits(models.Model):
    """How much may be attached, set by an administrator; one row. None: as much as the whole allows."""

    per_record_mb = models.PositiveIntegerField(_("at most on one record (MB)"), null=True, blank=True)
    per_person_mb = models.PositiveIntegerField(_("at most by one person (MB)"), null=True, blank=True)

    class Meta:
        verbose_name = _("storage limits")
        verbose_name_plural = _("storage limits")

    def __str__(self) -> str:
        return str(self._meta.verbose_name)

    @classmethod
    def now(cls) -> StorageLimits:
        return cls.objects.first() or cls()
