"""The company's own layouts of printed forms, and papers being printed in bulk."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.kernel.models import Record
from leadtocash.foundation.kernel.runs import Run


class Letterhead(Record):
    """What stands at the head and foot of every paper; one row. Without a name the headquarters' name is printed."""

    name = models.CharField(_("company name on papers"), max_length=120, blank=True)
    line = models.CharField(_("line below the name"), max_length=200, blank=True)
    foot = models.CharField(_("line at the foot"), max_length=200, blank=True)
    logo = models.BinaryField(_("logo"), blank=True, default=bytes)
    logo_type = models.CharField(max_length=40, blank=True)
    mark_copies = models.BooleanField(_("reprints of decided papers say that they are copies"), default=True)

    class Meta:
        verbose_name = _("letterhead")
        verbose_name_plural = _("letterheads")

    def __str__(self) -> str:
        return self.name or str(_("Letterhead"))

    def get_absolute_url(self) -> str:
        return reverse("printing:letterhead")


class PrintTemplate(Record):
    """A layout of one form (its code), written here as HTML or made with Word.

    source, file: the draft. published: the version papers are printed by; is_default: what the form is printed with
    unless somebody chooses otherwise.
    """

    class Format(models.TextChoices):
        HTML = "html", _("HTML, printed as PDF")
        DOCX = "docx", _("Word, filled in as Word")

    form = models.CharField(_("form"), max_length=60)
    name = models.CharField(_("name"), max_length=60)
    format = models.CharField(_("format"), max_length=4, choices=Format, default=Format.HTML)
    source = models.TextField(_("template"), blank=True)
    file = models.BinaryField(_("Word file"), blank=True, default=bytes)
    published = models.ForeignKey(
        "TemplateVersion",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("published"),
    )
    is_default = models.BooleanField(_("used by default"), default=False)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)

    class Meta:
        verbose_name = _("print template")
        verbose_name_plural = _("print templates")
        ordering = ["form", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["form", "name"], condition=models.Q(withdrawn_at=None), name="printing_template_name"
            ),
            models.UniqueConstraint(
                fields=["form"], condition=models.Q(is_default=True), name="printing_template_default"
            ),
            models.CheckConstraint(
                condition=models.Q(is_default=False) | models.Q(published__isnull=False, withdrawn_at=None),
                name="printing_default_is_published",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("printing:template", args=[self.pk])

    @property
    def is_word(self) -> bool:
        return self.format == self.Format.DOCX

    @property
    def is_changed(self) -> bool:
        """Does the draft differ from what is published?"""
        done = self.published
        return done is None or done.source != self.source or bytes(done.file) != bytes(self.file)


class TemplateVersion(models.Model):
    """A template as it was published; never changed."""

    template = models.ForeignKey(
        PrintTemplate, on_delete=models.CASCADE, related_name="versions", verbose_name=_("print template")
    )
    number = models.PositiveIntegerField(_("version"))
    source = models.TextField(_("template"), blank=True)
    file = models.BinaryField(_("Word file"), blank=True, default=bytes)
    at = models.DateTimeField(_("published at"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("published by")
    )
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("version of a print template")
        verbose_name_plural = _("versions of print templates")
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["template", "number"], name="printing_version_once")]

    def __str__(self) -> str:
        return f"V{self.number}"


class FrozenPaper(models.Model):
    """A paper as it was decided; never changed. digest: of the file, in the record's journal too.

    html: what the file was laid out from, empty for a Word file. needs: what one must be permitted to read it; without,
    one reads its twin that lacks what is protected (needs empty).
    """

    kind = models.CharField(max_length=60)
    record_id = models.BigIntegerField()
    form = models.CharField(_("form"), max_length=60)
    needs: Any = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    is_open = models.BooleanField()
    name = models.CharField(_("file"), max_length=200)
    html = models.TextField(blank=True)
    file = models.FileField(upload_to="papers/%Y/%m/")
    digest = models.CharField(max_length=64)
    at = models.DateTimeField(_("decided at"))

    class Meta:
        verbose_name = _("decided paper")
        verbose_name_plural = _("decided papers")
        constraints = [models.UniqueConstraint(fields=["form", "record_id", "is_open"], name="printing_frozen_once")]
        indexes = [models.Index(fields=["kind", "record_id"], name="printing_frozen_of")]

    def __str__(self) -> str:
        return self.name


class PrintRun(Run):
    """Papers of many records for one person, made by the worker. left_out: [[record, why]] of those without paper."""

    class State(models.TextChoices):
        RUNNING = "running", _("Being printed")
        DONE = "done", _("Ready")
        FAILED = "failed", _("Stopped")
        CANCELLED = "cancelled", _("Called off")
        REMOVED = "removed", _("File removed")

    class Bundle(models.TextChoices):
        PDF = "pdf", _("One PDF for printing")
        ZIP = "zip", _("One file each, in a ZIP")

    form = models.CharField(_("form"), max_length=60)
    template = models.CharField(max_length=20, blank=True)
    bundle = models.CharField(_("bundle"), max_length=4, choices=Bundle, default=Bundle.PDF)
    records: Any = ArrayField(models.BigIntegerField())
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.RUNNING)
    left_out = models.JSONField(default=list)
    file = models.FileField(upload_to="prints/%Y/%m/", blank=True)
    name = models.CharField(_("file"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("bulk print")
        verbose_name_plural = _("bulk prints")
        indexes = [models.Index(fields=["person", "-at"], name="printing_runs_of")]

    def __str__(self) -> str:
        return self.name or self.form

    def get_absolute_url(self) -> str:
        return reverse("printing:run", args=[self.pk])
