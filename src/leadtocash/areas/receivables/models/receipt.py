"""Money that came in, and what it was matched to (FIN-2)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from leadtocash.areas.customers.models import Customer
from leadtocash.areas.receivables.models.receivable import Receivable
from leadtocash.foundation.access.scoping import Access, KeptManager, ScopedQuerySet
from leadtocash.foundation.kernel.models import Record, Removable
from leadtocash.foundation.kernel.money import MoneyField


class Receipt(Removable):
    """Money a customer paid, as the bank shows it, in yuan. What is not matched stays as advance on account."""

    number = models.CharField(_("receipt number"), max_length=30, unique=True, editable=False)
    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, related_name="receipts", verbose_name=_("customer")
    )
    received_on = models.DateField(_("received on"))
    amount = MoneyField(_("amount received"))
    bank_reference = models.CharField(_("bank reference"), max_length=60)
    remark = models.CharField(_("remark"), max_length=300, blank=True)
    allocated = MoneyField(_("matched"), default=0, editable=False)
    advance = MoneyField(_("advance on account"), default=0, editable=False)
    voided_on = models.DateField(_("voided on"), null=True, blank=True, editable=False)
    void_reason = models.CharField(_("why voided"), max_length=200, blank=True, editable=False)

    access = Access(view="receivables.view", owner="customer__owner", department="customer__department")
    journal_hides = ("advance",)
    objects = KeptManager()

    class Meta:
        verbose_name = _("receipt")
        verbose_name_plural = _("receipts")
        constraints = [
            models.UniqueConstraint(
                fields=["bank_reference", "received_on"],
                condition=Q(voided_on=None),
                name="receivables_receipt_once",
                violation_error_message=_("This bank reference is already recorded for that day."),
            ),
            models.CheckConstraint(
                name="receivables_receipt_positive",
                condition=Q(amount__gt=0),
                violation_error_message=_("The amount must be more than zero."),
            ),
            models.CheckConstraint(
                name="receivables_not_over_allocated",
                condition=Q(allocated__gte=0, allocated__lte=F("amount")),
                violation_error_message=_("More would be matched than was received."),
            ),
            models.CheckConstraint(
                name="receivables_advance_adds_up",
                condition=Q(voided_on=None, advance=F("amount") - F("allocated"))
                | Q(voided_on__isnull=False, advance=0, allocated=0),
            ),
        ]
        indexes = [
            models.Index(fields=["-received_on", "-id"], name="receivables_receipts_recent"),
            models.Index(fields=["customer", "-received_on"], name="receivables_receipts_of"),
            models.Index(fields=["customer"], condition=Q(advance__gt=0), name="receivables_with_advance"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.amount}"

    def get_absolute_url(self) -> str:
        return reverse("receivables:receipt", args=[self.pk])


class Allocation(Record):
    """So much of a receipt counts for a receivable. Taken back by a second, negative row; never changed or deleted."""

    receipt = models.ForeignKey(
        Receipt, on_delete=models.PROTECT, related_name="allocations", verbose_name=_("receipt")
    )
    receivable = models.ForeignKey(
        Receivable, on_delete=models.PROTECT, related_name="allocations", verbose_name=_("receivable")
    )
    amount = MoneyField(_("amount"), signed=True)
    allocated_on = models.DateField(_("matched on"))
    reverses = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="reversed_by",
        verbose_name=_("takes back"),
    )  # fmt: skip
    reason = models.CharField(_("reason"), max_length=200, blank=True)

    access = Access(parent="receivable")
    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("allocation")
        verbose_name_plural = _("allocations")
        constraints = [
            models.CheckConstraint(
                name="receivables_reversal_is_negative",
                condition=Q(reverses=None, amount__gt=0) | (Q(reverses__isnull=False, amount__lt=0) & ~Q(reason="")),
            )
        ]
        indexes = [
            models.Index(fields=["receivable", "id"], name="receivables_allocations_of"),
            models.Index(fields=["receipt", "id"], name="receivables_allocations_from"),
        ]

    def __str__(self) -> str:
        return f"{self.receipt_id} → {self.receivable_id} {self.amount}"
