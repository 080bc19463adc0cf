"""Bid bonds: what was paid, came back, or was forfeited, to the cent."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from leadtocash.areas.bids.models.bids import Bid
from leadtocash.foundation.access.scoping import Access, ScopedQuerySet
from leadtocash.foundation.kernel.models import Record
from leadtocash.foundation.kernel.money import MoneyField


class BondEntry(Record):
    """One movement of a bid bond; it is never changed."""

    class Kind(models.TextChoices):
        PAID = "paid", _("Paid")
        BACK = "back", _("Paid back")
        FORFEITED = "forfeited", _("Forfeited")

    bid = models.ForeignKey(Bid, on_delete=models.CASCADE, related_name="bond_entries", verbose_name=_("bid"))
    kind = models.CharField(_("what happened"), max_length=9, choices=Kind)
    amount = MoneyField(_("amount"))
    on = models.DateField(_("day"))
    reference = models.CharField(_("bank reference"), max_length=80, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("recorded by")
    )

    access = Access(parent="bid")
    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("movement of a bid bond")
        verbose_name_plural = _("movements of bid bonds")
        ordering = ["on", "pk"]
        constraints = [models.CheckConstraint(name="bids_bond_amount", condition=Q(amount__gt=0))]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.amount}"
