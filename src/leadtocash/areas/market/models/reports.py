"""Market research reports (form SCDY; PRC-4, INF-2)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from leadtocash.areas.products.models import Product
from leadtocash.foundation.access.scoping import Access, KeptManager
from leadtocash.foundation.accounts.models import Department
from leadtocash.foundation.kernel.extra import Extensible, extra_index
from leadtocash.foundation.kernel.models import Removable
from leadtocash.foundation.search.grams import gram_index


class MarketReport(Removable, Extensible):
    """What was found out about a market; once issued it does not change until it is taken back."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        ISSUED = "issued", _("Issued")

    number = models.CharField(_("report number"), max_length=30, unique=True, editable=False)
    title = models.CharField(_("title"), max_length=160)
    product = models.ForeignKey(
        Product, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("product")
    )
    region = models.CharField(_("region"), max_length=80, blank=True)
    since = models.DateField(_("researched from"))
    until = models.DateField(_("researched until"))
    method = models.CharField(_("how it was researched"), max_length=300, blank=True)
    market = models.TextField(_("market and needs"), blank=True, max_length=8000)
    rivals = models.TextField(_("rivals and prices"), blank=True, max_length=8000)
    findings = models.TextField(_("findings"), blank=True, max_length=8000)
    advice = models.TextField(_("advice"), blank=True, max_length=4000)
    state = models.CharField(_("state"), max_length=6, choices=State, default=State.DRAFT, editable=False)
    issued_on = models.DateField(_("published on"), null=True, blank=True, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("author")
    )
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+", verbose_name=_("department"))

    access = Access(view="market.view")
    objects = KeptManager()

    class Meta:
        verbose_name = _("market research report")
        verbose_name_plural = _("market research reports")
        constraints = [
            models.CheckConstraint(
                name="market_report_days",
                condition=Q(until__gte=F("since")),
                violation_error_message=_("The research would end before it begins."),
            ),
            models.CheckConstraint(
                name="market_report_issued_has_day",
                condition=Q(state="draft", issued_on=None) | Q(state="issued", issued_on__isnull=False),
            ),
        ]
        indexes = [
            extra_index("market_report_extra"),
            models.Index(fields=["-updated_at", "-id"], name="market_report_recent"),
            models.Index(fields=["owner", "-updated_at"], name="market_report_of_owner"),
            gram_index("title", name="market_report_title_grams"),
            gram_index("number", name="market_report_number_grams"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("market:report", args=[self.pk])
