"""Contracts: formal or virtual, with lines, tax and payment plan (CON-2)."""

from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from leadtocash.areas.customers.models import Customer
from leadtocash.areas.opportunities.models import Opportunity
from leadtocash.areas.products.models import Product
from leadtocash.foundation.access.scoping import Access, KeptManager, ScopedQuerySet
from leadtocash.foundation.accounts.models import Department
from leadtocash.foundation.kernel.extra import Extensible, extra_index
from leadtocash.foundation.kernel.models import Removable
from leadtocash.foundation.kernel.money import MoneyField
from leadtocash.foundation.search.grams import gram_index


class Contract(Removable, Extensible):
    """What was agreed with a customer. Amounts in yuan including tax, unless named net."""

    class Kind(models.TextChoices):
        FORMAL = "formal", _("Formal contract")
        VIRTUAL = "virtual", _("Virtual contract")

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        IN_REVIEW = "in_review", _("In review")
        PASSED = "passed", _("Passed, to be registered")
        REGISTERED = "registered", _("Registered")
        REPLACED = "replaced", _("Replaced by the formal contract")
        CANCELLED = "cancelled", _("Cancelled")

    class Text(models.TextChoices):
        STANDARD = "standard", _("Company's standard text")
        CUSTOMER = "customer", _("Customer's text")

    number = models.CharField(_("contract number"), max_length=30, blank=True, editable=False)
    draft_number = models.CharField(_("draft number"), max_length=30, unique=True, editable=False)
    project_code = models.CharField(_("project code"), max_length=30, blank=True, editable=False)
    kind = models.CharField(_("contract kind"), max_length=10, choices=Kind, default=Kind.FORMAL)
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.DRAFT, editable=False)
    title = models.CharField(_("subject"), max_length=160)
    text_kind = models.CharField(_("contract text"), max_length=10, choices=Text, default=Text.STANDARD)
    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, related_name="contracts", verbose_name=_("customer")
    )
    opportunity = models.ForeignKey(
        Opportunity, on_delete=models.PROTECT, null=True, blank=True, related_name="contracts",
        verbose_name=_("opportunity"),
    )  # fmt: skip
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by",
        verbose_name=_("replaces the virtual contract"),
    )  # fmt: skip
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("account manager")
    )
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+", verbose_name=_("department"))
    signed_on = models.DateField(_("signed on"), null=True, blank=True)
    expected_signing_on = models.DateField(_("formal contract expected on"), null=True, blank=True)
    delivery_on = models.DateField(_("delivery by"), null=True, blank=True)
    delivery_place = models.CharField(_("place of delivery"), max_length=200, blank=True)
    delivery_terms = models.TextField(_("delivery terms"), blank=True, max_length=2000)
    technical_terms = models.TextField(_("technical terms"), blank=True, max_length=4000)
    acceptance_needed = models.BooleanField(_("customer's acceptance needed"), default=False)
    acceptance_terms = models.TextField(_("acceptance terms"), blank=True, max_length=2000)
    warranty_terms = models.TextField(_("warranty terms"), blank=True, max_length=2000)
    penalty_terms = models.TextField(_("penalties"), blank=True, max_length=2000)
    virtual_reason = models.TextField(_("why work must begin before signing"), blank=True, max_length=2000)
    amount = MoneyField(_("amount with tax"), default=0, editable=False)
    net_amount = MoneyField(_("amount without tax"), default=0, editable=False)
    tax_amount = MoneyField(_("tax"), default=0, editable=False)
    cost_amount = MoneyField(_("cost"), default=0, editable=False)
    review_round = models.PositiveSmallIntegerField(_("review round"), default=0, editable=False)
    ask_all = models.BooleanField(_("ask all departments again"), default=False, editable=False)
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True, editable=False)
    passed_at = models.DateTimeField(_("passed at"), null=True, blank=True, editable=False)
    registered_at = models.DateTimeField(_("registered at"), null=True, blank=True, editable=False)
    cancelled_at = models.DateTimeField(_("cancelled at"), null=True, blank=True, editable=False)
    cancel_reason = models.CharField(_("reason of the cancellation"), max_length=500, blank=True, editable=False)
    answerable = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, editable=False,
        related_name="+", verbose_name=_("answers for it"),
    )  # fmt: skip

    access = Access(view="contracts.view")
    objects = KeptManager()

    class Meta:
        verbose_name = _("contract")
        verbose_name_plural = _("contracts")
        constraints = [
            models.UniqueConstraint(fields=["number"], condition=~Q(number=""), name="contracts_number_once"),
            models.UniqueConstraint(
                fields=["project_code"],
                condition=~Q(project_code="") & ~Q(state="replaced"),
                name="contracts_code_once",
                violation_error_message=_("Another contract already has this project code."),
            ),
            models.CheckConstraint(
                name="contracts_registered_has_number",
                condition=~Q(state__in=["registered", "replaced"]) | (~Q(number="") & ~Q(project_code="")),
                violation_error_message=_("A registered contract needs its number and project code."),
            ),
            models.CheckConstraint(
                name="contracts_amounts_add_up",
                condition=Q(amount=F("net_amount") + F("tax_amount")),
                violation_error_message=_("Net amount and tax do not add up to the amount."),
            ),
            models.CheckConstraint(
                name="contracts_only_formal_replaces",
                condition=Q(replaces=None) | Q(kind="formal"),
                violation_error_message=_("Only a formal contract replaces a virtual one."),
            ),
        ]
        indexes = [
            extra_index("contracts_extra"),
            models.Index(fields=["-updated_at", "-id"], name="contracts_recent"),
            models.Index(fields=["owner", "-updated_at"], name="contracts_of_owner"),
            models.Index(fields=["department", "-updated_at"], name="contracts_of_department"),
            gram_index("title", name="contracts_title_grams"),
            gram_index("number", name="contracts_number_grams"),
            gram_index("draft_number", name="contracts_draft_number_grams"),
            gram_index("project_code", name="contracts_project_code_grams"),
            models.Index(
                fields=["registered_at"], condition=Q(kind="virtual", state="registered"), name="contracts_open_virtual"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.shown_number} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("contracts:detail", args=[self.pk])

    @property
    def shown_number(self) -> str:
        """The contract number once registered, the draft's number before."""
        return self.number or self.draft_number

    @property
    def is_virtual(self) -> bool:
        return self.kind == self.Kind.VIRTUAL

    @property
    def cancellation_asked(self) -> bool:
        """Is a cancellation asked for and not decided yet?"""
        return bool(self.cancel_reason) and self.state != self.State.CANCELLED

    @property
    def margin_percent(self) -> Decimal | None:
        """Gross margin in percent of the net amount, one place; None without an amount."""
        if not self.net_amount:
            return None
        return ((self.net_amount - self.cost_amount) * 100 / self.net_amount).quantize(Decimal("0.1"))

    @property
    def margin_share(self) -> Decimal | None:
        """Gross margin as a share of the net amount (0.1864), four places: what the authority table compares."""
        if not self.net_amount:
            return None
        return ((self.net_amount - self.cost_amount) / self.net_amount).quantize(Decimal("0.0001"))


class ContractLine(models.Model):
    """One thing sold. Price in yuan per unit with tax; cost in yuan per unit without tax."""

    contract = models.ForeignKey(Contract, on_delete=models.CASCADE, related_name="lines", verbose_name=_("contract"))
    position = models.PositiveSmallIntegerField(_("line"))
    product = models.ForeignKey(
        Product, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("product")
    )
    description = models.CharField(_("description"), max_length=200)
    quantity = models.PositiveIntegerField(_("quantity"), validators=[MinValueValidator(1), MaxValueValidator(100_000)])
    unit = models.CharField(_("unit"), max_length=10, default="\u53f0")
    unit_price = MoneyField(_("unit price with tax"))
    tax_rate = models.DecimalField(
        _("tax rate %"), max_digits=4, decimal_places=1, default=Decimal("13.0"),
        validators=[MinValueValidator(0), MaxValueValidator(30)],
    )  # fmt: skip
    unit_cost = MoneyField(_("unit cost"), default=0)
    amount = MoneyField(_("amount with tax"), default=0, editable=False)
    tax_amount = MoneyField(_("tax"), default=0, editable=False)

    access = Access(parent="contract")
    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("contract line")
        verbose_name_plural = _("contract lines")
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["contract", "position"], name="contracts_line_position")]

    def __str__(self) -> str:
        return self.description


class PaymentTerm(models.Model):
    """One part of the payment plan: so much, this long after this event (FIN-1 makes receivables from it)."""

    class Event(models.TextChoices):
        SIGNING = "signing", _("On signing (advance)")
        BEFORE_DELIVERY = "before_delivery", _("Before delivery")
        RECEIPT = "receipt", _("On signed receipt")
        ACCEPTANCE = "acceptance", _("On acceptance")
        WARRANTY_END = "warranty_end", _("At the end of warranty (retention)")

    contract = models.ForeignKey(Contract, on_delete=models.CASCADE, related_name="terms", verbose_name=_("contract"))
    position = models.PositiveSmallIntegerField(_("line"))
    event = models.CharField(_("due on"), max_length=20, choices=Event)
    percent = models.DecimalField(
        _("percent"), max_digits=6, decimal_places=3, validators=[MinValueValidator(0), MaxValueValidator(100)]
    )
    amount = MoneyField(_("amount"), default=0, editable=False)
    days_after = models.PositiveSmallIntegerField(_("days after"), default=0)
    note = models.CharField(_("note"), max_length=100, blank=True)

    access = Access(parent="contract")
    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("payment term")
        verbose_name_plural = _("payment terms")
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["contract", "position"], name="contracts_term_position")]

    def __str__(self) -> str:
        return f"{self.get_event_display()} {self.percent} %"


class ContractRevision(models.Model):
    """The contract as it was handed to a review round: what the next round's changes are compared with."""

    contract = models.ForeignKey(Contract, on_delete=models.CASCADE, related_name="rounds", verbose_name=_("contract"))
    number = models.PositiveSmallIntegerField(_("round"))
    at = models.DateTimeField(_("at"))
    snapshot = models.JSONField()
    matters = models.JSONField(default=list)

    access = Access(parent="contract")
    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("contract round")
        verbose_name_plural = _("contract rounds")
        constraints = [models.UniqueConstraint(fields=["contract", "number"], name="contracts_round_once")]

    def __str__(self) -> str:
        return f"{self.contract_id} #{self.number}"
