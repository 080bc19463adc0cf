"""Opportunities and what they are made of (OPP-2)."""

from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from leadtocash.areas.customers.models import Customer
from leadtocash.areas.market.models import CloseReason, Competitor
from leadtocash.areas.opportunities.models.methods import SalesMethod, Stage
from leadtocash.areas.products.models import Product
from leadtocash.foundation.access.scoping import Access, KeptManager, ScopedQuerySet
from leadtocash.foundation.accounts.models import Department
from leadtocash.foundation.kernel.extra import Extensible, extra_index
from leadtocash.foundation.kernel.models import Removable
from leadtocash.foundation.kernel.money import MoneyField
from leadtocash.foundation.search.grams import gram_index


class Opportunity(Removable, Extensible):
    """A deal one hopes for. Expected amount in yuan with tax.

    buyer_stage: the stage of the same method whose buyer's step the buyer has really reached, as far as is known.
    """

    class State(models.TextChoices):
        OPEN = "open", _("In progress")
        WON = "won", _("Won")
        LOST = "lost", _("Lost")

    class Forecast(models.TextChoices):
        """What a deal counts to in a forecast (OPP-11)."""

        COMMIT = "commit", _("Committed")
        BEST = "best", _("Best case")
        PIPELINE = "pipeline", _("Possible")
        OMITTED = "omitted", _("Left out")

    number = models.CharField(_("opportunity number"), max_length=30, unique=True, editable=False)
    name = models.CharField(_("opportunity"), max_length=160)
    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, null=True, blank=True, related_name="opportunities",
        verbose_name=_("customer"), db_index=False,
    )  # fmt: skip
    method = models.ForeignKey(SalesMethod, on_delete=models.PROTECT, related_name="+", verbose_name=_("sales method"))
    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="+", verbose_name=_("stage"))
    state = models.CharField(_("state"), max_length=6, choices=State, default=State.OPEN, editable=False)
    stage_since = models.DateField(_("in this stage since"), editable=False)
    amount = MoneyField(_("expected amount"), default=0)
    expected_close_on = models.DateField(_("expected signing"), null=True, blank=True)
    opened_on = models.DateField(_("opened on"), editable=False)
    closed_on = models.DateField(_("closed on"), null=True, blank=True, editable=False)
    close_reason = models.CharField(_("reason won or lost"), max_length=300, blank=True, editable=False)
    closed_for = models.ForeignKey(
        CloseReason, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="+",
        verbose_name=_("closing reason"),
    )  # fmt: skip
    lost_to = models.ForeignKey(
        Competitor, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="+",
        verbose_name=_("lost to"),
    )  # fmt: skip
    source = models.CharField(_("source"), max_length=60, blank=True)
    need = models.TextField(_("need"), blank=True, max_length=4000)
    buyer_stage = models.ForeignKey(
        Stage, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False, editable=False,
        verbose_name=_("stage the buyer is at"),
    )  # fmt: skip
    buyer_since = models.DateField(_("buyer there since"), null=True, blank=True, editable=False)
    buyer_note = models.CharField(_("what shows it"), max_length=300, blank=True, editable=False)
    next_step = models.CharField(_("next step"), max_length=160, blank=True)
    next_step_on = models.DateField(_("next step on"), null=True, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("account manager"),
    )
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+", verbose_name=_("department"))
    forecast = models.CharField(
        _("counts in the forecast as"), max_length=8, choices=Forecast, blank=True, default="", db_default=""
    )
    #: percent, written by the forecast from the company's own history; None: the stage's counts
    learnt = models.PositiveSmallIntegerField(_("learnt probability %"), null=True, editable=False)
    #: how often the expected signing was moved to a later day, and by how many days together; kept by the database
    slips = models.PositiveSmallIntegerField(_("signing put off"), default=0, db_default=0, editable=False)
    slipped_days = models.PositiveIntegerField(_("put off by days"), default=0, db_default=0, editable=False)
    external_key = models.CharField(max_length=80, blank=True, editable=False)

    access = Access(view="opportunities.view")
    journal_hides = ("external_key", "learnt", "slips", "slipped_days")
    objects = KeptManager()

    class Meta:
        verbose_name = _("opportunity")
        verbose_name_plural = _("opportunities")
        constraints = [
            models.UniqueConstraint(
                fields=["external_key"], condition=~Q(external_key=""), name="opportunities_external_key_once"
            ),
            models.CheckConstraint(
                name="opportunities_closed_has_date",
                condition=Q(state="open", closed_on=None) | ~Q(state="open"),
            ),
            models.CheckConstraint(
                name="opportunities_buyer_has_day",
                condition=Q(buyer_stage=None, buyer_since=None)
                | Q(buyer_stage__isnull=False, buyer_since__isnull=False),
            ),
        ]
        indexes = [
            extra_index("opportunities_extra"),
            models.Index(fields=["-updated_at", "-id"], name="opportunities_recent"),
            models.Index(fields=["owner", "state", "-updated_at"], name="opportunities_of_owner"),
            models.Index(
                fields=["owner", "stage", "expected_close_on", "id"], include=["department"],
                condition=Q(removed_at=None), name="opportunities_stage_of_owner",
            ),
            models.Index(  # a search by the customer's name is counted in it, with the scope
                fields=["customer"], include=["id", "owner", "department", "removed_at"],
                name="opportunities_of_customer",
            ),
            models.Index(fields=["department", "state", "-updated_at"], name="opportunities_of_department"),
            models.Index(fields=["state", "expected_close_on"], name="opportunities_closing"),
            models.Index(
                fields=["expected_close_on", "id"], condition=Q(removed_at=None), name="opportunities_by_closing"
            ),
            models.Index(
                F("expected_close_on").desc(nulls_last=True), F("id").desc(), condition=Q(removed_at=None),
                name="opportunities_by_closing_back",
            ),
            models.Index(fields=["amount", "id"], condition=Q(removed_at=None), name="opportunities_by_amount"),
            models.Index(  # what was decided in some months is added up in it
                fields=["closed_on"],
                include=[
                    "owner", "department", "amount", "state", "id", "stage", "stage_since", "closed_for", "lost_to",
                ],
                condition=Q(closed_on__isnull=False, removed_at=None), name="opportunities_decided",
            ),
            models.Index(
                fields=["buyer_stage", "stage"], condition=Q(buyer_stage__isnull=False), name="opportunities_two_sided"
            ),
            gram_index("name", name="opportunities_name_grams"),
            gram_index("number", name="opportunities_number_grams"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.number} {self.name}"

    def get_absolute_url(self) -> str:
        return reverse("opportunities:detail", args=[self.pk])


class OpportunityLine(models.Model):
    """What the customer would buy: becomes a contract line without retyping. Price per unit with tax."""

    opportunity = models.ForeignKey(
        Opportunity, on_delete=models.CASCADE, related_name="lines", verbose_name=_("opportunity")
    )
    position = models.PositiveSmallIntegerField(_("line"))
    product = models.ForeignKey(
        Product, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("product")
    )
    description = models.CharField(_("description"), max_length=200)
    quantity = models.PositiveIntegerField(_("quantity"), validators=[MinValueValidator(1), MaxValueValidator(100_000)])
    unit = models.CharField(_("unit"), max_length=10, default="\u53f0")
    unit_price = MoneyField(_("unit price with tax"))

    access = Access(parent="opportunity")
    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("opportunity line")
        verbose_name_plural = _("opportunity lines")
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["opportunity", "position"], name="opportunities_line_position")]

    def __str__(self) -> str:
        return self.description

    @property
    def amount(self) -> Decimal:
        return self.unit_price * self.quantity


class DealRival(models.Model):
    """A competitor who was in a decided deal. Of two that are merged both rows stay, so nobody counts rows."""

    opportunity = models.ForeignKey(
        Opportunity, on_delete=models.CASCADE, related_name="rivals", verbose_name=_("opportunity")
    )
    competitor = models.ForeignKey(Competitor, on_delete=models.PROTECT, related_name="+", verbose_name=_("competitor"))

    access = Access(parent="opportunity")
    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("rival in a deal")
        verbose_name_plural = _("rivals in deals")
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.competitor)
