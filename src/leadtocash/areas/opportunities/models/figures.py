"""Sums of opportunities, kept by the database (OPP-2, PLT-3)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class PipelineFigure(models.Model):
    """Part of a sum: how many opportunities of one owner (empty: of a whole department) stand in a stage and state with
    their signing expected in a month, what they count to in the forecast (empty: what their stage counts to), their
    amount, and their amount weighted by the stage's probability and by the learnt one, in yuan.

    Written by the database with every change of an opportunity (sql/figures.sql); several rows of the same cell add up.
    """

    owner_id = models.BigIntegerField(null=True)
    department_id = models.BigIntegerField()
    stage_id = models.BigIntegerField()
    state = models.CharField(max_length=6)
    month = models.DateField(null=True)
    forecast = models.CharField(max_length=8, default="", db_default="")
    count = models.IntegerField()
    amount = models.DecimalField(max_digits=20, decimal_places=2)
    weighted = models.DecimalField(max_digits=20, decimal_places=2)
    learnt = models.DecimalField(max_digits=20, decimal_places=2, default=0, db_default=0)

    class Meta:
        verbose_name = _("pipeline figure")
        verbose_name_plural = _("pipeline figures")
        indexes = [models.Index(fields=["owner_id", "department_id"], name="opportunities_figure_of")]

    def __str__(self) -> str:
        return f"{self.stage_id} {self.month}: {self.count}"
