"""Sums of opportunities, kept by the database (OPP-2, PLT-3)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class PipelineFigure(models.Model):
    """Part of a sum: how many opportunities of one owner (empty: of a whole department) stand in a stage and state with
    their signing expected in a month, their amount and weighted amount in yuan.

    Written by the database with every change of an opportunity (sql/figures.sql); several rows of the same cell add up.
    """

    owner_id = models.BigIntegerField(null=True)
    department_id = models.BigIntegerField()
    stage_id = models.BigIntegerField()
    state = models.CharField(max_length=6)
    month = models.DateField(null=True)
    count = models.IntegerField()
    amount = models.DecimalField(max_digits=20, decimal_places=2)
    weighted = models.DecimalField(max_digits=20, decimal_places=2)

    class Meta:
        verbose_name = _("pipeline figure")
        verbose_name_plural = _("pipeline figures")
        indexes = [models.Index(fields=["owner_id", "department_id"], name="opportunities_figure_of")]

    def __str__(self) -> str:
        return f"{self.stage_id} {self.month}: {self.count}"
