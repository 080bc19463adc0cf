"""The dossier of a target customer (KHDA, CRM-4, S3 3.1-3.2)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from leadtocash.areas.customers.models.records import Customer
from leadtocash.foundation.access.scoping import Access, ScopedQuerySet
from leadtocash.foundation.kernel.models import Record


def _section(label: Any) -> models.TextField[Any, Any]:
    return models.TextField(label, max_length=4000, blank=True)


class Dossier(Record):
    """What is known of a target customer, section by section; each change stands in its history."""

    customer = models.OneToOneField(
        Customer, on_delete=models.CASCADE, related_name="dossier", verbose_name=_("customer"), editable=False
    )
    history = _section(_("history and events"))
    standing = _section(_("position in its industry, qualifications and references"))
    organisation = _section(_("organisation and heads"))
    capacity = _section(_("capacity"))
    output = _section(_("products and output"))
    purchasing = _section(_("purchase channels and suppliers"))
    upstream = _section(_("supply chain upwards"))
    downstream = _section(_("supply chain downwards, market"))
    surroundings = _section(_("companies around, local policy"))
    plan = _section(_("plan of the year"))
    progress = _section(_("progress of the plan"))
    next_plan = _section(_("plan of the next year"))
    development = _section(_("projects in development and rebuilding"))
    substitution = _section(_("chances for substitution"))
    import_replacement = _section(_("imported equipment to be replaced"))
    strengths = _section(_("our strengths and weaknesses there"))

    access = Access(parent="customer")
    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("customer dossier")
        verbose_name_plural = _("customer dossiers")

    def __str__(self) -> str:
        return str(_("Dossier of %(customer)s") % {"customer": self.customer})

    @classmethod
    def label_of(cls, name: str) -> Any:
        """What a section is called."""
        section: Any = cls._meta.get_field(name)
        return section.verbose_name

    def get_absolute_url(self) -> str:
        return reverse("customers:dossier", args=[self.customer_id])


class Shareholder(models.Model):
    """Who owns a target customer. share: percent."""

    dossier = models.ForeignKey(
        Dossier, on_delete=models.CASCADE, related_name="shareholders", verbose_name=_("customer dossier")
    )
    name = models.CharField(_("shareholder"), max_length=120)
    share = models.DecimalField(
        _("share in percent"), max_digits=5, decimal_places=2, null=True, blank=True,
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(100))],
    )  # fmt: skip
    note = models.CharField(_("note"), max_length=200, blank=True)

    access = Access(parent="dossier")
    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("shareholder")
        verbose_name_plural = _("shareholders")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.name} {self.share}%" if self.share is not None else self.name


class ProductInUse(models.Model):
    """Equipment a target customer uses: ours, a rival's or imported, and the chance to take its place."""

    class Source(models.TextChoices):
        OURS = "ours", _("Ours")
        RIVAL = "rival", _("A rival's")
        IMPORTED = "imported", _("Imported equipment")

    class Chance(models.TextChoices):
        NONE = "", _("None")
        LOW = "low", _("Low")
        MIDDLE = "middle", _("Middle")
        HIGH = "high", _("High")

    dossier = models.ForeignKey(
        Dossier, on_delete=models.CASCADE, related_name="products", verbose_name=_("customer dossier")
    )
    product = models.CharField(_("product and model"), max_length=160)
    source = models.CharField(_("whose"), max_length=10, choices=Source, default=Source.RIVAL)
    maker = models.CharField(_("maker"), max_length=120, blank=True)
    quantity = models.PositiveIntegerField(_("quantity"), null=True, blank=True)
    since_year = models.PositiveSmallIntegerField(
        _("in use since"), null=True, blank=True, validators=[MinValueValidator(1900), MaxValueValidator(2100)]
    )
    chance = models.CharField(_("chance for us"), max_length=10, choices=Chance, default=Chance.NONE, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)

    access = Access(parent="dossier")
    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("product in use")
        verbose_name_plural = _("products in use")
        ordering = ["pk"]

    def __str__(self) -> str:
        told = (self.product, self.maker or self.get_source_display(), self.quantity, self.since_year)
        return " ".join(str(one) for one in told if one)
