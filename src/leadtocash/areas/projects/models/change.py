"""Equipment changes and the versions of the equipment list (PRJ-6, S0 2.4.4)."""

from __future__ import annotations

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from leadtocash.areas.products.models import Product, Series
from leadtocash.areas.projects.models.project import EquipmentLine, Project
from leadtocash.foundation.access.scoping import Access, ScopedQuerySet
from leadtocash.foundation.kernel.models import Record
from leadtocash.foundation.kernel.money import MoneyField


class EquipmentChange(Record):
    """The application for an equipment change (SBBG): the wanted list of a project, in force only when approved.

    Amounts in yuan: `before` as the project stood when the change was written, `after` as its lines add up.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        IN_APPROVAL = "in_approval", _("In approval")
        IN_FORCE = "in_force", _("In force")
        REFUSED = "refused", _("Refused")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    OPEN = (State.DRAFT, State.IN_APPROVAL)

    number = models.CharField(_("change number"), max_length=30, unique=True, editable=False)
    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, related_name="equipment_changes", verbose_name=_("project")
    )
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.DRAFT, editable=False)
    reason = models.TextField(_("reason"), max_length=2000)
    base_version = models.PositiveSmallIntegerField(_("changes version"), editable=False)
    new_version = models.PositiveSmallIntegerField(_("became version"), null=True, blank=True, editable=False)
    amount_before = MoneyField(_("amount before"), default=0, editable=False)
    net_before = MoneyField(_("amount without tax before"), default=0, editable=False)
    cost_before = MoneyField(_("cost before"), default=0, editable=False)
    amount_after = MoneyField(_("amount after"), default=0, editable=False)
    net_after = MoneyField(_("amount without tax after"), default=0, editable=False)
    cost_after = MoneyField(_("cost after"), default=0, editable=False)
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True, editable=False)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True, editable=False)

    access = Access(parent="project")
    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("equipment change")
        verbose_name_plural = _("equipment changes")
        constraints = [
            models.UniqueConstraint(
                fields=["project"],
                condition=Q(state__in=["draft", "in_approval"]),
                name="projects_one_open_change",
                violation_error_message=_("This project has an open equipment change already."),
            ),
            models.CheckConstraint(
                name="projects_change_in_force_has_version",
                condition=Q(state="in_force", new_version__isnull=False) | (~Q(state="in_force") & Q(new_version=None)),
            ),
        ]
        indexes = [
            models.Index(fields=["-updated_at", "-id"], name="projects_changes_recent"),
            models.Index(fields=["state", "-updated_at"], name="projects_changes_by_state"),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("projects:equipment-change", args=[self.pk])

    @property
    def amount_delta(self) -> Decimal:
        """Yuan with tax, negative when the project becomes smaller."""
        return self.amount_after - self.amount_before


class ChangeLine(models.Model):
    """One line of the wanted list. `line` is the line in force it stands for, None for an added one; a line to be
    taken out stays here with `is_removed`, so that the paper shows it."""

    change = models.ForeignKey(
        EquipmentChange, on_delete=models.CASCADE, related_name="lines", verbose_name=_("equipment change")
    )
    position = models.PositiveSmallIntegerField(_("line"))
    line = models.ForeignKey(
        EquipmentLine, on_delete=models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=_("line in force"),
    )  # fmt: skip
    is_removed = models.BooleanField(_("taken out"), default=False)
    is_added = models.BooleanField(_("added"), default=False)
    series = models.ForeignKey(
        Series, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("series")
    )
    product = models.ForeignKey(
        Product, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("product")
    )
    description = models.CharField(_("description"), max_length=200)
    model = models.CharField(_("model"), max_length=80, blank=True)
    quantity = models.PositiveIntegerField(_("quantity"), validators=[MinValueValidator(1), MaxValueValidator(100_000)])
    unit = models.CharField(_("unit"), max_length=10, default="\u53f0")
    unit_price = MoneyField(_("unit price with tax"), default=0)
    unit_cost = MoneyField(_("unit cost"), default=0)
    warranty_years = models.PositiveSmallIntegerField(
        _("warranty years"), null=True, blank=True, validators=[MaxValueValidator(20)]
    )
    needs_serial = models.BooleanField(_("has serial numbers"), default=True)
    is_service = models.BooleanField(_("service, no equipment"), default=False)

    access = Access(parent="change")
    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("line of an equipment change")
        verbose_name_plural = _("lines of an equipment change")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["change", "position"], name="projects_change_line_position"),
            models.UniqueConstraint(
                fields=["change", "line"], condition=Q(line__isnull=False), name="projects_change_line_once"
            ),
        ]

    def __str__(self) -> str:
        return self.model or self.description


class EquipmentVersion(models.Model):
    """The equipment list as it was from one change to the next: what versions are compared by.

    lines: [{line, position, series, model, description, quantity, unit, unit_price, unit_cost, warranty_years,
    needs_serial}], money as text. `change` is what brought it about; none for the list approved at set-up.
    """

    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="equipment_versions", verbose_name=_("project")
    )
    number = models.PositiveSmallIntegerField(_("version"))
    at = models.DateTimeField(_("in force since"))
    change = models.OneToOneField(
        EquipmentChange, on_delete=models.PROTECT, null=True, blank=True, related_name="version",
        verbose_name=_("equipment change"),
    )  # fmt: skip
    lines = models.JSONField(_("lines"), default=list)
    amount = MoneyField(_("amount with tax"), default=0)
    net_amount = MoneyField(_("amount without tax"), default=0)
    cost_amount = MoneyField(_("cost"), default=0)

    access = Access(parent="project")
    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("equipment version")
        verbose_name_plural = _("equipment versions")
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["project", "number"], name="projects_version_once")]

    def __str__(self) -> str:
        return f"V{self.number}"
