"""Who sells against us, and what prices of theirs were seen."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from leadtocash.areas.products.models import Product
from leadtocash.foundation.access.scoping import Access, KeptManager
from leadtocash.foundation.kernel.extra import Extensible, extra_index
from leadtocash.foundation.kernel.models import Removable
from leadtocash.foundation.kernel.money import MoneyField
from leadtocash.foundation.search.grams import gram_index


class Competitor(Removable, Extensible):
    """A company that sells against us. Everybody in sales keeps what he learns of it here."""

    name = models.CharField(_("competitor"), max_length=120)
    name_key = models.CharField(max_length=120, editable=False)
    name_core = models.CharField(max_length=120, blank=True, editable=False, db_index=True)
    short_name = models.CharField(_("short name"), max_length=40, blank=True)
    website = models.URLField(_("website"), blank=True)
    region = models.CharField(_("where they sell"), max_length=80, blank=True)
    products = models.TextField(_("their products"), blank=True, max_length=2000)
    strengths = models.TextField(_("strengths"), blank=True, max_length=2000)
    weaknesses = models.TextField(_("weaknesses"), blank=True, max_length=2000)
    background = models.TextField(_("background"), blank=True, max_length=4000)

    access = Access(view="market.view", owner="", department="")
    journal_hides = ("name_key", "name_core")
    objects = KeptManager()

    class Meta:
        verbose_name = _("competitor")
        verbose_name_plural = _("competitors")
        constraints = [
            models.UniqueConstraint(
                fields=["name_key"],
                condition=Q(merged_into__isnull=True),
                name="market_competitor_once",
                violation_error_message=_("This competitor is there already."),
            )
        ]
        indexes = [
            extra_index("market_competitor_extra"),
            models.Index(fields=["-updated_at", "-id"], name="market_competitor_recent"),
            models.Index(fields=["name", "id"], name="market_competitor_by_name"),
            gram_index("name", name="market_competitor_name_grams"),
            gram_index("short_name", name="market_competitor_short_grams"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("market:competitor", args=[self.pk])


class PriceSeen(Removable):
    """What a competitor asked for something on a day, in yuan with tax per unit, and how one knows."""

    competitor = models.ForeignKey(
        Competitor, on_delete=models.CASCADE, related_name="prices", verbose_name=_("competitor")
    )
    seen_on = models.DateField(_("seen on"))
    what = models.CharField(_("what they sold"), max_length=160)
    product = models.ForeignKey(
        Product,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("against our product"),
    )
    price = MoneyField(_("their price"))
    region = models.CharField(_("place"), max_length=80, blank=True)
    source = models.CharField(_("how we know"), max_length=160)

    access = Access(parent="competitor")
    objects = KeptManager()

    class Meta:
        verbose_name = _("price seen")
        verbose_name_plural = _("prices seen")
        indexes = [
            models.Index(fields=["-seen_on", "-id"], name="market_price_recent"),
            models.Index(fields=["competitor", "-seen_on"], name="market_price_of"),
        ]

    def __str__(self) -> str:
        return f"{self.competitor} {self.what}"

    def get_absolute_url(self) -> str:
        return f"{self.competitor.get_absolute_url()}?tab=prices"
