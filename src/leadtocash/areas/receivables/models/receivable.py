"""What a customer owes by the payment plan of a contract (FIN-1)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from leadtocash.areas.contracts.models import Contract, PaymentTerm
from leadtocash.foundation.access.scoping import Access, ScopedQuerySet
from leadtocash.foundation.kernel.models import Record
from leadtocash.foundation.kernel.money import MoneyField


class Receivable(Record):
    """One part of a contract's payment plan as money owed. Amounts in yuan with tax.

    event_on: the day its event happened (or will: the end of warranty); due_on: that day plus `days_after` calendar
    days, none while the event is waited for. open_amount: amount less received, nothing once closed.
    """

    class State(models.TextChoices):
        """How it stands on a given day; derived, never stored."""

        WAITING = "waiting", _("Waiting for its event")
        DUE = "due", _("To be received")
        OVERDUE = "overdue", _("Past due")
        PART_PAID = "part_paid", _("Partly received")
        PAID = "paid", _("Received in full")
        CLOSED = "closed", _("Closed unpaid")

    class Cause(models.TextChoices):
        """Why nothing more is expected."""

        CONTRACT_CANCELLED = "contract_cancelled", _("Contract cancelled")
        PROJECT_CANCELLED = "project_cancelled", _("Sales project cancelled")
        PLAN_CHANGED = "plan_changed", _("Not in the formal contract's payment plan")

    Event = PaymentTerm.Event

    contract = models.ForeignKey(
        Contract, on_delete=models.PROTECT, related_name="receivables", verbose_name=_("contract")
    )
    position = models.PositiveSmallIntegerField(_("line of the plan"))
    event = models.CharField(_("due on"), max_length=20, choices=PaymentTerm.Event)
    percent = models.DecimalField(_("percent"), max_digits=6, decimal_places=3)
    days_after = models.PositiveSmallIntegerField(_("days after"), default=0)
    amount = MoneyField(_("amount owed"))
    received = MoneyField(_("received"), default=0, editable=False)
    open_amount = MoneyField(_("still owed"), default=0, editable=False)
    event_on = models.DateField(_("event on"), null=True, blank=True, editable=False)
    due_on = models.DateField(_("due date"), null=True, blank=True, editable=False)
    closed_on = models.DateField(_("closed on"), null=True, blank=True, editable=False)
    close_cause = models.CharField(_("why closed"), max_length=20, choices=Cause, blank=True, editable=False)
    reminded = models.PositiveSmallIntegerField(default=0, editable=False)

    access = Access(parent="contract")
    journal_hides = ("reminded", "open_amount")
    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("receivable")
        verbose_name_plural = _("receivables")
        ordering = ["contract", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["contract", "position"], condition=Q(closed_on=None), name="receivables_position_once"
            ),
            models.CheckConstraint(
                name="receivables_not_over_received",
                condition=Q(received__gte=0, received__lte=F("amount")),
                violation_error_message=_("More would be received than is owed."),
            ),
            models.CheckConstraint(
                name="receivables_open_adds_up",
                condition=Q(closed_on=None, open_amount=F("amount") - F("received"))
                | Q(closed_on__isnull=False, open_amount=0),
            ),
            models.CheckConstraint(
                name="receivables_due_after_event", condition=Q(due_on=None) | Q(due_on__gte=F("event_on"))
            ),
        ]
        indexes = [
            models.Index(fields=["due_on", "id"], condition=Q(open_amount__gt=0), name="receivables_open_by_due"),
            models.Index(fields=["-updated_at", "-id"], name="receivables_recent"),
        ]

    def __str__(self) -> str:
        return f"{self.contract.shown_number} {self.get_event_display()}"

    def get_absolute_url(self) -> str:
        return reverse("receivables:detail", args=[self.pk])
