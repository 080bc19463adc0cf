"""A tender on an opportunity and our bid on it."""

from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from leadtocash.areas.market.models import CloseReason, Competitor
from leadtocash.areas.opportunities.models import Opportunity
from leadtocash.foundation.access.scoping import Access, KeptManager
from leadtocash.foundation.accounts.models import Department
from leadtocash.foundation.kernel.extra import Extensible, extra_index
from leadtocash.foundation.kernel.models import Removable
from leadtocash.foundation.kernel.money import MoneyField
from leadtocash.foundation.search.grams import gram_index


class Bid(Removable, Extensible):
    """Amounts in yuan with tax; weights in points of a hundred, all 0 where the tender does not tell.

    bond_paid: what was paid of the bond; bond_out: what of it is still with the buyer.
    """

    class State(models.TextChoices):
        REGISTERED = "registered", _("Tender registered")
        DECIDING = "deciding", _("Bid or not being decided")
        PREPARING = "preparing", _("Being prepared")
        PRICING = "pricing", _("Price being released")
        READY = "ready", _("Ready to submit")
        SUBMITTED = "submitted", _("Submitted")
        OPENED = "opened", _("Opened")
        WON = "won", _("Bid won")
        LOST = "lost", _("Bid lost")
        VOID = "void", _("Bid void")
        DECLINED = "declined", _("No bid")
        MISSED = "missed", _("Deadline missed")

    class Formula(models.TextChoices):
        LOWEST = "lowest", _("Lowest price is the benchmark")
        AVERAGE = "average", _("Average price is the benchmark")

    number = models.CharField(_("bid number"), max_length=30, unique=True, editable=False)
    opportunity = models.ForeignKey(
        Opportunity, on_delete=models.PROTECT, related_name="bids", verbose_name=_("opportunity")
    )
    title = models.CharField(_("tender"), max_length=160)
    buyer = models.CharField(_("buyer"), max_length=120)
    agency = models.CharField(_("tender agency"), max_length=120, blank=True)
    tender_number = models.CharField(_("tender number"), max_length=60, blank=True)
    link = models.URLField(_("tender notice"), blank=True, max_length=400)
    published_on = models.DateField(_("published on"), null=True, blank=True)
    questions_until = models.DateTimeField(_("questions until"), null=True, blank=True)
    deadline = models.DateTimeField(_("deadline"))
    opening_at = models.DateTimeField(_("opening at"), null=True, blank=True)
    opening_place = models.CharField(_("place of the opening"), max_length=160, blank=True)
    budget = MoneyField(_("buyer's budget"), null=True, blank=True)
    bond_amount = MoneyField(_("bid bond"), default=0)
    bond_due_on = models.DateField(_("bond due on"), null=True, blank=True)
    bond_back_by = models.DateField(_("bond back by"), null=True, blank=True)
    bond_paid = MoneyField(_("bond paid"), default=0, editable=False)
    bond_out = MoneyField(_("bond outstanding"), default=0, editable=False)
    weight_technical = models.PositiveSmallIntegerField(
        _("points for technology"), default=0, validators=[MaxValueValidator(100)]
    )
    weight_commercial = models.PositiveSmallIntegerField(
        _("points for commercial terms"), default=0, validators=[MaxValueValidator(100)]
    )
    weight_price = models.PositiveSmallIntegerField(
        _("points for the price"), default=0, validators=[MaxValueValidator(100)]
    )
    formula = models.CharField(_("how the price is scored"), max_length=8, choices=Formula, default=Formula.LOWEST)
    note = models.TextField(_("remarks"), blank=True, max_length=4000)
    price = MoneyField(_("our price"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.REGISTERED, editable=False)
    parts_done = models.JSONField(_("finished parts"), default=list, editable=False)
    price_released_on = models.DateField(_("price released on"), null=True, blank=True, editable=False)
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True, editable=False)
    closed_on = models.DateField(_("decided on"), null=True, blank=True, editable=False)
    closed_for = models.ForeignKey(
        CloseReason, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="+",
        verbose_name=_("closing reason"),
    )  # fmt: skip
    winner = models.ForeignKey(
        Competitor, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="+",
        verbose_name=_("won by"),
    )  # fmt: skip
    lesson = models.TextField(_("what we learn"), blank=True, max_length=4000, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("account manager")
    )
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+", verbose_name=_("department"))

    access = Access(view="bids.view")
    objects = KeptManager()

    class Meta:
        verbose_name = _("bid")
        verbose_name_plural = _("bids")
        constraints = [
            models.CheckConstraint(
                name="bids_weights",
                condition=Q(weight_technical=0, weight_commercial=0, weight_price=0)
                | Q(weight_price=100 - F("weight_technical") - F("weight_commercial")),
                violation_error_message=_("The points add up to 100, or none is given."),
            ),
            models.CheckConstraint(name="bids_bond_out", condition=Q(bond_out__lte=F("bond_paid"))),
            models.CheckConstraint(
                name="bids_opening_after_deadline",
                condition=Q(opening_at=None) | Q(opening_at__gte=F("deadline")),
                violation_error_message=_("Bids are not opened before the deadline."),
            ),
        ]
        indexes = [
            extra_index("bids_extra"),
            models.Index(fields=["-updated_at", "-id"], name="bids_recent"),
            models.Index(fields=["deadline", "id"], name="bids_by_deadline"),
            models.Index(fields=["owner", "state", "deadline"], name="bids_of_owner"),
            models.Index(fields=["department", "state", "deadline"], name="bids_of_department"),
            models.Index(fields=["bond_back_by", "id"], condition=Q(bond_out__gt=0), name="bids_bonds_out"),
            models.Index(
                fields=["bond_back_by", "id"],
                condition=Q(bond_amount__gt=0) | Q(bond_paid__gt=0),
                name="bids_bonds_by_day",
            ),
            gram_index("title", name="bids_title_grams"),
            gram_index("number", name="bids_number_grams"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("bids:detail", args=[self.pk])

    @property
    def amount(self) -> Decimal:
        """What it is about, in yuan with tax: our price, else what the opportunity is hoped to bring."""
        return self.price if self.price is not None else self.opportunity.amount

    @property
    def bond_needed(self) -> bool:
        """Whether finance still has to pay the bond."""
        return self.bond_amount > self.bond_paid
