"""What was read out at the opening of bids: who bid, for how much, with how many points."""

from __future__ import annotations

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from leadtocash.areas.bids.models.bids import Bid
from leadtocash.areas.market.models import Competitor
from leadtocash.foundation.access.scoping import Access, ScopedQuerySet
from leadtocash.foundation.kernel.money import MoneyField


def _points(label: Any) -> Any:
    return models.DecimalField(
        label, max_digits=6, decimal_places=3, null=True, blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )  # fmt: skip


class Bidder(models.Model):
    """One who bid. Price in yuan with tax; points as announced, in points of the tender's hundred."""

    bid = models.ForeignKey(Bid, on_delete=models.CASCADE, related_name="bidders", verbose_name=_("bid"))
    name = models.CharField(_("bidder"), max_length=120)
    competitor = models.ForeignKey(
        Competitor, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("competitor")
    )
    is_us = models.BooleanField(_("we"), default=False)
    price = MoneyField(_("price"))
    technical = _points(_("technical points"))
    commercial = _points(_("commercial points"))
    total = _points(_("points announced"))
    rank = models.PositiveSmallIntegerField(_("rank announced"), null=True, blank=True)
    is_void = models.BooleanField(_("void"), default=False)

    access = Access(parent="bid")
    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("bidder")
        verbose_name_plural = _("bidders")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(name="bids_bidder_price", condition=Q(price__gt=0)),
            models.UniqueConstraint(fields=["bid"], condition=Q(is_us=True), name="bids_we_once"),
        ]

    def __str__(self) -> str:
        return self.name
