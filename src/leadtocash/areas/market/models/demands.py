"""What the market asks for, through which channel, and what became of it (demand channel log)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from leadtocash.areas.customers.models import Customer
from leadtocash.areas.products.models import Product
from leadtocash.foundation.access.scoping import Access, KeptManager
from leadtocash.foundation.accounts.models import Department
from leadtocash.foundation.kernel.extra import Extensible, extra_index
from leadtocash.foundation.kernel.models import Removable
from leadtocash.foundation.search.grams import gram_index


class Demand(Removable, Extensible):
    """Something asked of us that we cannot just sell: recorded by whom it was told, answered by whoever decides."""

    class Channel(models.TextChoices):
        VISIT = "visit", _("Visit")
        PHONE = "phone", _("Telephone")
        FAIR = "fair", _("Exhibition")
        WEB = "web", _("Website")
        PARTNER = "partner", _("Partner")
        TENDER = "tender", _("Tender")
        SERVICE = "service", _("Service")
        OTHER = "other", _("Other")

    class State(models.TextChoices):
        NEW = "new", _("New")
        LOOKING = "looking", _("Being looked at")
        PLANNED = "planned", _("Planned")
        ANSWERED = "answered", _("Answered")
        DECLINED = "declined", _("Declined")

    number = models.CharField(_("demand number"), max_length=30, unique=True, editable=False)
    title = models.CharField(_("what is asked for"), max_length=160)
    details = models.TextField(_("details"), blank=True, max_length=4000)
    asked_on = models.DateField(_("asked on"))
    channel = models.CharField(_("channel"), max_length=8, choices=Channel, default=Channel.VISIT)
    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("customer")
    )
    asked_by = models.CharField(_("asked by"), max_length=80, blank=True)
    product = models.ForeignKey(
        Product, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("product")
    )
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.NEW, editable=False)
    answer = models.TextField(_("answer"), blank=True, max_length=4000, editable=False)
    answered_on = models.DateField(_("answered on"), null=True, blank=True, editable=False)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="+",
        verbose_name=_("answered by"),
    )  # fmt: skip
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("recorded by")
    )
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+", verbose_name=_("department"))

    access = Access(view="market.view_demands")
    objects = KeptManager()

    class Meta:
        verbose_name = _("market demand")
        verbose_name_plural = _("market demands")
        constraints = [
            models.CheckConstraint(
                name="market_demand_end_has_answer",
                condition=~Q(state__in=["answered", "declined"]) | (~Q(answer="") & Q(answered_on__isnull=False)),
            )
        ]
        indexes = [
            extra_index("market_demand_extra"),
            models.Index(fields=["-asked_on", "-id"], name="market_demand_recent"),
            models.Index(fields=["owner", "state", "-asked_on"], name="market_demand_of_owner"),
            models.Index(fields=["department", "state", "-asked_on"], name="market_demand_of_dept"),
            gram_index("title", name="market_demand_title_grams"),
            gram_index("number", name="market_demand_number_grams"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("market:demand", args=[self.pk])
