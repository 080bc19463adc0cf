"""Sums of the funnel, kept by the database (OPP-2)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class FunnelFigure(models.Model):
    """Part of a sum: how many leads or opportunities of one owner (empty: of a whole department), from one source,
    begun in a month, have come exactly this far, and the amount of the opportunities in yuan.

    step: lead, qualified, converted for leads; prospect, interest, negotiation, won for opportunities. Written by the
    database with every change (sql/funnel.sql); several rows of the same cell add up.
    """

    owner_id = models.BigIntegerField(null=True)
    department_id = models.BigIntegerField()
    source_id = models.BigIntegerField(null=True)
    step = models.CharField(max_length=12)
    month = models.DateField()
    count = models.IntegerField()
    amount = models.DecimalField(max_digits=20, decimal_places=2)

    class Meta:
        verbose_name = _("funnel figure")
        verbose_name_plural = _("funnel figures")
        indexes = [models.Index(fields=["owner_id", "department_id"], name="leads_figure_of")]

    def __str__(self) -> str:
        return f"{self.step} {self.month}: {self.count}"
