"""Limits the company has set, policy packs that were read, and the founding of the company."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.packs import limits


class Limit(models.Model):
    """The company's own value of a declared limit; without a row the shipped default holds."""

    key = models.CharField(_("limit"), max_length=80, unique=True)
    value = models.DecimalField(_("value"), max_digits=18, decimal_places=2)
    changed_at = models.DateTimeField(_("changed at"))
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("changed by"),
    )  # fmt: skip

    class Meta:
        verbose_name = _("limit")
        verbose_name_plural = _("limits")

    def __str__(self) -> str:
        found = limits.declared.find(self.key)
        return str(found.label) if found else self.key


class PackImport(models.Model):
    """A policy pack that was read, looked at (dry run) and perhaps taken over: who, when, what, why.

    content: its files by path. outcome: part -> what was done, as sentences; empty until it is taken over.
    """

    name = models.CharField(_("pack"), max_length=60)
    title = models.CharField(_("title"), max_length=120)
    version = models.CharField(_("version"), max_length=40, blank=True)
    origin = models.CharField(_("where from"), max_length=200)
    content = models.JSONField()
    read_at = models.DateTimeField(_("read at"))
    read_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("read by"),
    )  # fmt: skip
    applied_at = models.DateTimeField(_("taken over at"), null=True, blank=True)
    applied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("taken over by"),
    )  # fmt: skip
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    outcome = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("imported policy pack")
        verbose_name_plural = _("imported policy packs")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="packs_applied_has_reason",
                condition=Q(applied_at=None, reason="") | (~Q(applied_at=None) & ~Q(reason="")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.version}".strip()

    def get_absolute_url(self) -> str:
        return reverse("packs:import", args=[self.pk])

    @property
    def files(self) -> dict[str, str]:
        found: dict[str, Any] = self.content
        return {str(path): str(text) for path, text in found.items()}


class Founding(models.Model):
    """The company was set up here, once: there is never a second row, and the welcome page stays shut."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    company = models.CharField(_("company"), max_length=80)
    pack = models.CharField(_("pack"), max_length=60)
    at = models.DateTimeField(_("set up at"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("administrator")
    )

    class Meta:
        verbose_name = _("founding of the company")
        verbose_name_plural = _("foundings of the company")
        constraints = [models.CheckConstraint(name="packs_one_founding", condition=Q(id=1))]

    def __str__(self) -> str:
        return self.company
