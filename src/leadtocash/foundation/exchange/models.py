"""Runs of the importer: the file, how its columns were meant, what came of it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.kernel.runs import Run


class ImportRun(Run):
    """A file a person imports. mapping: place of a column in the file -> key of what it fills.

    counts: what the check found, and what the run did. total and done: rows.
    """

    class State(models.TextChoices):
        MAPPING = "mapping", _("Columns to be named")
        CHECKING = "checking", _("Being checked")
        CHECKED = "checked", _("Checked")
        RUNNING = "running", _("Being imported")
        DONE = "done", _("Imported")
        UNDOING = "undoing", _("Being undone")
        UNDONE = "undone", _("Undone")
        FAILED = "failed", _("Stopped")

    class Known(models.TextChoices):
        """What becomes of a row whose record is there already."""

        SKIP = "skip", _("Leave them as they are")
        FILL = "fill", _("Fill their empty fields")
        OVERWRITE = "overwrite", _("Overwrite them with the file")

    class Similar(models.TextChoices):
        """What becomes of a row that may be the same as a record there already."""

        SKIP = "skip", _("Leave these rows out")
        CREATE = "create", _("Create them: they are others")

    kind = models.CharField(_("kind"), max_length=60)
    file = models.FileField(upload_to="imports/%Y/%m/", blank=True)
    name = models.CharField(_("file"), max_length=200)
    size = models.PositiveIntegerField(_("size"))
    form = models.CharField(max_length=20)
    headings = models.JSONField(default=list)
    sample = models.JSONField(default=list)
    mapping = models.JSONField(default=dict)
    known = models.CharField(_("what is there already"), max_length=10, choices=Known, default=Known.SKIP)
    similar = models.CharField(_("what may be the same"), max_length=10, choices=Similar, default=Similar.SKIP)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.MAPPING)
    total = models.PositiveIntegerField(_("rows"), default=0)
    counts = models.JSONField(default=dict)
    undo = models.JSONField(default=dict)
    begun_at = models.DateTimeField(_("begun at"), null=True, blank=True)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        indexes = [models.Index(fields=["person", "-at"], name="exchange_runs_of")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("exchange:run", args=[self.pk])

    @property
    def columns(self) -> dict[int, str]:
        """Place in the file -> key."""
        return {int(place): key for place, key in self.mapping.items() if key}


class ImportPart(models.Model):
    """What one portion of a run stored, in one transaction: what a killed worker goes on after, and undo goes back by.

    made: [[id, journal entries it has]]; changed: [[id, journal entries, {field: value before}]].
    """

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="parts", verbose_name=_("import"))
    last_row = models.PositiveIntegerField()
    made: Any = models.JSONField(default=list)
    changed: Any = models.JSONField(default=list)
    undone = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("part of an import")
        verbose_name_plural = _("parts of imports")
        constraints = [models.UniqueConstraint(fields=["run", "last_row"], name="exchange_part_once")]

    def __str__(self) -> str:
        return f"{self.run_id} … {self.last_row}"


class ImportFault(models.Model):
    """A row that is not taken, and why; key: the column it lies in, "" for the whole row."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="faults", verbose_name=_("import"))
    row = models.PositiveIntegerField(_("row"))
    key = models.CharField(_("column"), max_length=40, blank=True)
    sentence = models.TextField(_("why"))

    class Meta:
        verbose_name = _("row not imported")
        verbose_name_plural = _("rows not imported")
        indexes = [models.Index(fields=["run", "row"], name="exchange_faults_of")]

    def __str__(self) -> str:
        return f"{self.row}: {self.sentence}"


class ColumnMemory(models.Model):
    """How a person named the columns of such a table, offered again for the next one with the same headings."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("person")
    )
    kind = models.CharField(_("kind"), max_length=60)
    headings = ArrayField(models.CharField(max_length=120))
    digest = models.CharField(max_length=64)
    mapping = models.JSONField(default=dict)
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("remembered columns")
        verbose_name_plural = _("remembered columns")
        constraints = [models.UniqueConstraint(fields=["person", "kind", "digest"], name="exchange_memory_once")]

    def __str__(self) -> str:
        return f"{self.kind}: {len(self.headings)}"
