"""Sales projects: equipment, purchasing, sign-off with serial numbers, changes, closing (PRJ-1 to PRJ-9)."""

from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from leadtocash.areas.contracts.models import Contract
from leadtocash.areas.customers.models import Customer
from leadtocash.areas.products.models import Product, Series
from leadtocash.foundation.access.scoping import Access, ScopedQuerySet
from leadtocash.foundation.accounts.models import Department
from leadtocash.foundation.kernel.extra import Extensible, extra_index
from leadtocash.foundation.kernel.models import Record
from leadtocash.foundation.kernel.money import MoneyField
from leadtocash.foundation.search.grams import gram_index


class Project(Record, Extensible):
    """A sale on its way from the reviewed contract to closing. Amounts in yuan with tax."""

    class State(models.TextChoices):
        PREPARING = "preparing", pgettext_lazy("project state", "Set-up preparation")
        IN_APPROVAL = "in_approval", pgettext_lazy("project state", "In approval")
        SET_UP = "set_up", pgettext_lazy("project state", "Set up")
        ARRIVED = "arrived", pgettext_lazy("project state", "Arrived")
        SIGNED_OFF = "signed_off", pgettext_lazy("project state", "Signed off")
        CLOSED = "closed", pgettext_lazy("project state", "Closed")
        CANCELLED = "cancelled", pgettext_lazy("project state", "Cancelled")

    code = models.CharField(_("project code"), max_length=30, unique=True, editable=False)
    title = models.CharField(_("project"), max_length=160)
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.PREPARING, editable=False)
    contract = models.ForeignKey(
        Contract, on_delete=models.PROTECT, related_name="projects", verbose_name=_("contract")
    )
    is_virtual = models.BooleanField(_("on a virtual contract"), default=False, editable=False)
    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, related_name="projects", verbose_name=_("customer")
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("account manager")
    )
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+", verbose_name=_("department"))
    follows = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="followers", editable=False,
        verbose_name=_("set up anew from"),
    )  # fmt: skip
    amount = MoneyField(_("amount with tax"), default=0, editable=False)
    net_amount = MoneyField(_("amount without tax"), default=0, editable=False)
    cost_amount = MoneyField(_("cost"), default=0, editable=False)
    task_number = models.CharField(_("set-up task number"), max_length=30, unique=True, editable=False)
    delivery_place = models.CharField(_("place of delivery"), max_length=200, blank=True)
    delivery_on = models.DateField(_("delivery by"), null=True, blank=True)
    remark = models.TextField(_("remark"), blank=True, max_length=2000)
    equipment_version = models.PositiveSmallIntegerField(_("equipment version"), default=1, editable=False)
    prepared_at = models.DateTimeField(_("code given at"), editable=False)
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True, editable=False)
    set_up_at = models.DateTimeField(_("set up at"), null=True, blank=True, editable=False)
    arrived_on = models.DateField(_("arrived on"), null=True, blank=True, editable=False)
    signoff_due_on = models.DateField(_("sign-off due on"), null=True, blank=True, editable=False)
    signed_on = models.DateField(_("signed off on"), null=True, blank=True, editable=False)
    closed_on = models.DateField(_("closed on"), null=True, blank=True, editable=False)
    cancelled_on = models.DateField(_("cancelled on"), null=True, blank=True, editable=False)

    access = Access(view="projects.view")
    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("sales project")
        verbose_name_plural = _("sales projects")
        constraints = [
            models.UniqueConstraint(
                fields=["contract"], condition=~Q(state="cancelled") & Q(follows=None), name="projects_one_per_contract"
            ),
            models.CheckConstraint(
                name="projects_arrived_has_clock",
                condition=Q(arrived_on=None, signoff_due_on=None)
                | Q(arrived_on__isnull=False, signoff_due_on__isnull=False),
            ),
            models.CheckConstraint(
                name="projects_closed_was_signed", condition=~Q(state="closed") | Q(signed_on__isnull=False)
            ),
        ]
        indexes = [
            extra_index("projects_extra"),
            models.Index(fields=["-updated_at", "-id"], name="projects_recent"),
            models.Index(fields=["owner", "-updated_at"], name="projects_of_owner"),
            models.Index(fields=["department", "-updated_at"], name="projects_of_department"),
            models.Index(fields=["state", "-updated_at"], name="projects_by_state"),
            gram_index("title", name="projects_title_grams"),
            gram_index("code", name="projects_code_grams"),
            models.Index(fields=["signoff_due_on"], condition=Q(state="arrived"), name="projects_signoff_due"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("projects:detail", args=[self.pk])

    @property
    def margin_share(self) -> Decimal:
        """Gross margin as a share of the net amount (0.1523); zero without an amount."""
        if not self.net_amount:
            return Decimal(0)
        return ((self.net_amount - self.cost_amount) / self.net_amount).quantize(Decimal("0.0001"))

    @property
    def margin_percent(self) -> Decimal | None:
        """Gross margin in percent of the net amount, one place; None without an amount."""
        if not self.net_amount:
            return None
        return ((self.net_amount - self.cost_amount) * 100 / self.net_amount).quantize(Decimal("0.1"))


class EquipmentLine(models.Model):
    """One line of the equipment list in force. Amount in yuan with tax; arrived and serial counts kept with it."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="lines", verbose_name=_("project"))
    position = models.PositiveSmallIntegerField(_("line"))
    series = models.ForeignKey(
        Series, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("series")
    )
    product = models.ForeignKey(
        Product, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("product")
    )
    description = models.CharField(_("description"), max_length=200)
    model = models.CharField(_("model"), max_length=80, blank=True)
    quantity = models.PositiveIntegerField(_("quantity"), validators=[MinValueValidator(1), MaxValueValidator(100_000)])
    unit = models.CharField(_("unit"), max_length=10, default="\u53f0")
    unit_price = MoneyField(_("unit price with tax"), default=0)
    unit_cost = MoneyField(_("unit cost"), default=0)
    warranty_years = models.PositiveSmallIntegerField(
        _("warranty years"), null=True, blank=True, validators=[MaxValueValidator(20)]
    )
    needs_serial = models.BooleanField(_("has serial numbers"), default=True)
    is_service = models.BooleanField(_("service, no equipment"), default=False)
    ordered = models.PositiveIntegerField(_("ordered"), default=0, editable=False)
    arrived = models.PositiveIntegerField(_("arrived"), default=0, editable=False)
    arrived_on = models.DateField(_("last arrival"), null=True, blank=True, editable=False)
    expected_on = models.DateField(_("expected on"), null=True, blank=True, editable=False)

    access = Access(parent="project")
    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("equipment line")
        verbose_name_plural = _("equipment lines")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["project", "position"], name="projects_line_position"),
            models.CheckConstraint(
                name="projects_not_more_arrived",
                condition=Q(arrived__lte=F("quantity")),
                violation_error_message=_("More would have arrived than the line's quantity."),
            ),
        ]

    @property
    def amount(self) -> Decimal:
        """Yuan with tax."""
        return self.unit_price * self.quantity

    @property
    def needed_serials(self) -> int:
        """How many serial numbers the sign-off of this line needs."""
        return self.quantity if self.needs_serial and not self.is_service else 0

    def __str__(self) -> str:
        return self.model or self.description


class SerialNumber(models.Model):
    """One device by its serial number, unique over all projects (a cancelled project gives its numbers back)."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="serials", verbose_name=_("project"))
    line = models.ForeignKey(EquipmentLine, on_delete=models.CASCADE, related_name="serials", verbose_name=_("line"))
    serial = models.CharField(_("serial number"), max_length=60, unique=True)
    box = models.CharField(_("box number"), max_length=30, blank=True)
    entered_at = models.DateTimeField(_("entered at"))

    access = Access(parent="project")
    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("serial number")
        verbose_name_plural = _("serial numbers")
        ordering = ["line__position", "pk"]
        indexes = [models.Index(fields=["project", "line"], name="projects_serials_of")]

    def __str__(self) -> str:
        return self.serial
