"""Who exported what: every export is written down; a large one is written by the worker and kept for some days."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.kernel.runs import Run


class ExportRun(Run):
    """An export of a list by a person. query: the list's parameters, columns and order among them.

    words: the same for people. A small one has no file: it was the answer itself. total and done: rows.
    """

    class State(models.TextChoices):
        RUNNING = "running", _("Being written")
        DONE = "done", _("Ready")
        CANCELLED = "cancelled", _("Called off")
        FAILED = "failed", _("Stopped")
        REMOVED = "removed", _("File removed")

    list_name = models.CharField(max_length=60)
    title = models.CharField(_("list"), max_length=120)
    query = models.TextField(blank=True)
    words = models.TextField(_("conditions"), blank=True)
    form = models.CharField(_("format"), max_length=4)
    place = models.CharField(_("address"), max_length=80, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.RUNNING)
    total = models.PositiveIntegerField(_("rows"), default=0)
    size = models.PositiveBigIntegerField(_("size"), default=0)
    file = models.FileField(upload_to="exports/%Y/%m/", blank=True)
    downloads = models.PositiveIntegerField(_("downloads"), default=0)

    class Meta:
        verbose_name = _("export")
        verbose_name_plural = _("exports")
        indexes = [
            models.Index(fields=["person", "-at"], name="exports_of"),
            models.Index(fields=["-at"], name="exports_newest"),
            models.Index(fields=["state"], condition=Q(state="running"), name="exports_busy"),
        ]

    def __str__(self) -> str:
        return f"{self.title}.{self.form}"

    def get_absolute_url(self) -> str:
        return reverse("exports:run", args=[self.pk])
