"""The installed base: each delivered device by its serial number, with its warranty (SVC-1, PRJ-9, S0 2.6)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from leadtocash.areas.customers.models import Customer
from leadtocash.areas.products.models import Product
from leadtocash.areas.projects.models import Project
from leadtocash.foundation.access.scoping import Access, ScopedQuerySet
from leadtocash.foundation.kernel.models import Record


class InstalledUnit(Record):
    """One device at a customer's. warranty_until: the last day of the maker's warranty; None: not agreed."""

    class Warranty(models.TextChoices):
        """How the maker's warranty stands on a day; derived, never stored."""

        COVERED = "covered", _("In maker's warranty")
        ENDING = "ending", _("Warranty ends soon")
        ENDED = "ended", _("Warranty over")
        UNKNOWN = "unknown", _("Warranty unknown")

    serial = models.CharField(_("serial number"), max_length=60, unique=True, editable=False)
    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, related_name="units", editable=False, verbose_name=_("sales project")
    )
    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, related_name="units", editable=False, verbose_name=_("customer")
    )
    product = models.ForeignKey(
        Product, on_delete=models.PROTECT, null=True, blank=True, related_name="+", editable=False,
        verbose_name=_("product"),
    )  # fmt: skip
    model = models.CharField(_("model"), max_length=200, editable=False)
    box = models.CharField(_("box number"), max_length=30, blank=True, editable=False)
    place = models.CharField(_("place of delivery"), max_length=200, blank=True, editable=False)
    warranty_years = models.PositiveSmallIntegerField(_("warranty years"), null=True, blank=True, editable=False)
    warranty_from = models.DateField(_("warranty from"), editable=False)
    warranty_until = models.DateField(_("warranty until"), null=True, blank=True, editable=False)

    access = Access(view="after_sales.view", owner="project__owner", department="project__department")
    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("installed unit")
        verbose_name_plural = _("installed units")
        constraints = [
            models.CheckConstraint(
                name="after_sales_warranty_in_order",
                condition=Q(warranty_until=None) | Q(warranty_until__gte=F("warranty_from")),
            )
        ]
        indexes = [
            models.Index(fields=["warranty_until", "id"], name="after_sales_by_warranty"),
            models.Index(fields=["-warranty_from", "-id"], name="after_sales_recent"),
            models.Index(fields=["customer", "serial"], name="after_sales_of_customer"),
        ]

    def __str__(self) -> str:
        return self.serial

    def get_absolute_url(self) -> str:
        return reverse("after_sales:unit", args=[self.pk])
