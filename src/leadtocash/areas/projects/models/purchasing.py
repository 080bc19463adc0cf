"""What commerce buys for a project, and what of it has arrived (PRJ-4, S0 2.4.2)."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from leadtocash.areas.projects.models.project import EquipmentLine, Project
from leadtocash.foundation.access.scoping import Access, ScopedQuerySet
from leadtocash.foundation.kernel.models import Record
from leadtocash.foundation.kernel.money import MoneyField


class Purchase(Record):
    """An order at a supplier for one equipment line. Unit cost in yuan without tax; a cancelled one counts no more."""

    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="purchases", editable=False, verbose_name=_("project")
    )
    line = models.ForeignKey(EquipmentLine, on_delete=models.PROTECT, related_name="purchases", verbose_name=_("line"))
    supplier = models.CharField(_("supplier"), max_length=120)
    po_number = models.CharField(_("purchase order number"), max_length=40)
    quantity = models.PositiveIntegerField(_("quantity"), validators=[MinValueValidator(1), MaxValueValidator(100_000)])
    ordered_on = models.DateField(_("ordered on"))
    expected_on = models.DateField(_("expected on"))
    unit_cost = MoneyField(_("unit cost without tax"))
    arrived = models.PositiveIntegerField(_("arrived"), default=0, editable=False)
    cancelled_on = models.DateField(_("cancelled on"), null=True, blank=True, editable=False)
    note = models.CharField(_("note"), max_length=200, blank=True)

    access = Access(parent="project")
    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("purchase")
        verbose_name_plural = _("purchases")
        ordering = ["line__position", "pk"]
        constraints = [
            models.CheckConstraint(
                name="projects_not_more_than_ordered",
                condition=Q(arrived__lte=F("quantity")),
                violation_error_message=_("More would have arrived than was ordered."),
            ),
            models.CheckConstraint(name="projects_cancelled_never_came", condition=Q(cancelled_on=None) | Q(arrived=0)),
        ]
        indexes = [models.Index(fields=["project", "line"], name="projects_purchases_of")]

    def __str__(self) -> str:
        return f"{self.po_number} {self.supplier}"

    def get_absolute_url(self) -> str:
        return f"{self.project.get_absolute_url()}?tab=purchasing"

    @property
    def outstanding(self) -> int:
        """How many of the order are still to come."""
        return 0 if self.cancelled_on else self.quantity - self.arrived


class Arrival(Record):
    """A delivery, whole or in part, against one order. One entered by mistake is taken back and stays on record."""

    purchase = models.ForeignKey(
        Purchase, on_delete=models.CASCADE, related_name="arrivals", editable=False, verbose_name=_("purchase")
    )
    quantity = models.PositiveIntegerField(_("quantity"), validators=[MinValueValidator(1), MaxValueValidator(100_000)])
    arrived_on = models.DateField(_("arrived on"))
    delivery_note = models.CharField(_("delivery note number"), max_length=60, blank=True)
    taken_back_at = models.DateTimeField(_("taken back at"), null=True, blank=True, editable=False)

    access = Access(parent="purchase")
    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("arrival")
        verbose_name_plural = _("arrivals")
        ordering = ["arrived_on", "pk"]

    def __str__(self) -> str:
        return f"{self.arrived_on} {self.quantity}"
