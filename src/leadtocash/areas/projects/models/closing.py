"""The closing notice on its way through the departments to the archive (S0 2.5.2)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from leadtocash.areas.contracts.models import Contract
from leadtocash.areas.projects.models.project import Project
from leadtocash.foundation.access.scoping import Access, ScopedQuerySet
from leadtocash.foundation.kernel.models import Record


class ClosingNotice(Record):
    """The closing of a project: opened by the project administrator, confirmed by the departments, archived."""

    class State(models.TextChoices):
        CIRCULATING = "circulating", _("Being confirmed")
        STOPPED = "stopped", _("Stopped by an objection")
        ARCHIVED = "archived", _("Archived")

    number = models.CharField(_("notice number"), max_length=30, unique=True, editable=False)
    project = models.OneToOneField(
        Project, on_delete=models.CASCADE, related_name="closing", editable=False, verbose_name=_("project")
    )
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.CIRCULATING, editable=False)
    opened_at = models.DateTimeField(_("opened at"), editable=False)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False,
        verbose_name=_("opened by"),
    )  # fmt: skip
    note = models.TextField(_("note to the departments"), blank=True, max_length=1000)
    archive_place = models.CharField(_("place in the archive"), max_length=80, blank=True)
    archived_at = models.DateTimeField(_("archived at"), null=True, blank=True, editable=False)
    archived_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", editable=False,
        verbose_name=_("archived by"),
    )  # fmt: skip

    access = Access(parent="project")
    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("closing notice")
        verbose_name_plural = _("closing notices")

    def __str__(self) -> str:
        return self.number


class Successor(models.Model):
    """A contract drafted to set a closed project up anew; the project made from it links back (S0 2.5.3)."""

    follows = models.ForeignKey(
        Project, on_delete=models.PROTECT, related_name="successors", verbose_name=_("closed project")
    )
    contract = models.OneToOneField(
        Contract, on_delete=models.CASCADE, related_name="+", verbose_name=_("drafted contract")
    )
    at = models.DateTimeField(_("at"))

    access = Access(parent="follows")
    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("successor")
        verbose_name_plural = _("successors")

    def __str__(self) -> str:
        return f"{self.follows_id} > {self.contract_id}"
