"""The credit a customer was given, term by term."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from leadtocash.areas.customers.models.records import Customer
from leadtocash.foundation.access.scoping import Access, ScopedQuerySet
from leadtocash.foundation.kernel.models import Record
from leadtocash.foundation.kernel.money import MoneyField


class CreditTerm(Record):
    """Rating and limit in yuan that finance gave, why and until when; the latest one stands in the customer."""

    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="credit_terms", verbose_name=_("customer")
    )
    rating = models.CharField(
        _("credit rating"), max_length=1, choices=Customer.Credit, default=Customer.Credit.NONE, blank=True
    )
    limit = MoneyField(_("credit limit"), default=0)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=400)

    access = Access(parent="customer")
    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("credit term")
        verbose_name_plural = _("credit terms")
        indexes = [models.Index(fields=["customer", "-id"], name="customers_credit_terms")]

    def __str__(self) -> str:
        return f"{self.get_rating_display()} {self.limit}"
