"""Changes of a customer's status, asked with evidence and decided by the sales manager (CRM-3, S1 3.3.1)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from leadtocash.areas.customers.models.records import Customer
from leadtocash.foundation.access.scoping import Access, ScopedQuerySet
from leadtocash.foundation.kernel.models import Record


def _evidence(label: Any) -> models.TextField[Any, Any]:
    return models.TextField(label, max_length=1000, blank=True)


def _since(label: Any) -> models.DateField[Any, Any]:
    return models.DateField(label, null=True, blank=True)


class StatusChange(Record):
    """The application to change a customer's status (KHZT), with what shows that its conditions hold, and since when
    it is known."""

    class State(models.TextChoices):
        IN_APPROVAL = "in_approval", _("In approval")
        APPROVED = "approved", _("Approved")
        REFUSED = "refused", _("Refused")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    number = models.CharField(_("form number"), max_length=30, unique=True, editable=False)
    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="status_changes", verbose_name=_("customer")
    )
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.IN_APPROVAL, editable=False)
    before = models.CharField(_("status before"), max_length=12, choices=Customer.Status, editable=False)
    after = models.CharField(_("new status"), max_length=12, choices=Customer.Status)
    need = _evidence(_("need"))
    need_on = _since(_("need known since"))
    budget = _evidence(_("budget"))
    budget_on = _since(_("budget known since"))
    timetable = _evidence(_("timetable"))
    timetable_on = _since(_("timetable known since"))
    negotiation = _evidence(_("commercial negotiation"))
    negotiation_on = _since(_("in negotiation since"))
    reason = models.TextField(_("reason"), max_length=1000, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", editable=False,
        verbose_name=_("decided by"),
    )  # fmt: skip

    access = Access(parent="customer")
    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("change of customer status")
        verbose_name_plural = _("changes of customer status")
        constraints = [
            models.UniqueConstraint(
                fields=["customer"], condition=Q(state="in_approval"), name="customers_one_open_status_change",
                violation_error_message=_("A change of this customer's status is in approval already."),
            )
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["-updated_at", "-id"], name="customers_changes_recent"),
            models.Index(fields=["state", "-updated_at"], name="customers_changes_by_state"),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("customers:status-change", args=[self.pk])
