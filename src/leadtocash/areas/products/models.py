"""The catalogue: category, series, model (PRC-1, S0 2.3.2). Everybody in the company may read it."""

from __future__ import annotations

from django.core.validators import MaxValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.access.scoping import Access, KeptManager
from leadtocash.foundation.kernel.extra import Extensible, extra_index
from leadtocash.foundation.kernel.models import Removable
from leadtocash.foundation.kernel.money import MoneyField


class Category(models.Model):
    """An equipment category with its code, e.g. FW server."""

    code = models.CharField(_("category code"), max_length=12, unique=True)
    name = models.CharField(_("name"), max_length=60)

    class Meta:
        verbose_name = _("product category")
        verbose_name_plural = _("product categories")
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Series(models.Model):
    """A series within a category."""

    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="series", verbose_name=_("category"))
    code = models.CharField(_("series code"), max_length=20)
    name = models.CharField(_("name"), max_length=60)

    class Meta:
        verbose_name = _("product series")
        verbose_name_plural = _("product series")
        ordering = ["category__code", "code"]
        constraints = [models.UniqueConstraint(fields=["category", "code"], name="products_series_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Product(Removable, Extensible):
    """A model one can sell. Prices in yuan without tax per unit, 0 where not set; warranty in years."""

    class Grade(models.TextChoices):
        A = "A", _("Class A")
        B = "B", _("Class B")
        C = "C", _("Class C")

    series = models.ForeignKey(Series, on_delete=models.PROTECT, related_name="products", verbose_name=_("series"))
    model = models.CharField(_("model"), max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=120, blank=True)
    unit = models.CharField(_("unit"), max_length=10, default="\u53f0")
    grade = models.CharField(_("class"), max_length=1, choices=Grade, default=Grade.B)
    list_price = MoneyField(_("list price"))
    floor_price = MoneyField(_("floor price"), default=0)
    cost = MoneyField(_("cost"), default=0)
    warranty_years = models.PositiveSmallIntegerField(
        _("warranty years"), default=1, validators=[MaxValueValidator(20)]
    )
    serial_pattern = models.CharField(_("serial number pattern"), max_length=80, blank=True)
    needs_serial = models.BooleanField(_("has serial numbers"), default=True)
    is_active = models.BooleanField(_("on sale"), default=True)

    access = Access(view="products.view", owner="", department="")
    objects = KeptManager()

    class Meta:
        verbose_name = _("product")
        verbose_name_plural = _("products")
        ordering = ["model"]
        constraints = [
            models.CheckConstraint(
                name="products_floor_not_over_list",
                condition=models.Q(floor_price__lte=models.F("list_price")),
                violation_error_message=_("The floor price is above the list price."),
            )
        ]
        indexes = [models.Index(fields=["series", "model"], name="products_of_series"), extra_index("products_extra")]

    def __str__(self) -> str:
        return self.model

    def get_absolute_url(self) -> str:
        return reverse("products:detail", args=[self.pk])
