"""Records that may be the same (PLT-9)."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Suspicion(models.Model):
    """Two records of a kind that may be the same; or of which somebody has said that they are not (`rejected_at`).

    low_id is the smaller id; why: codes of the keys they share, `score` the weight of the strongest one.
    """

    kind = models.CharField(_("kind"), max_length=60)
    low_id = models.BigIntegerField()
    high_id = models.BigIntegerField()
    why = ArrayField(models.CharField(max_length=30), verbose_name=_("why"))
    score = models.PositiveSmallIntegerField(_("weight"))
    rejected_at = models.DateTimeField(_("said to be different at"), null=True, blank=True)
    rejected_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("said to be different by"),
    )

    class Meta:
        verbose_name = _("suspected duplicate")
        verbose_name_plural = _("suspected duplicates")
        constraints = [
            models.UniqueConstraint(fields=["kind", "low_id", "high_id"], name="merging_suspicion_once"),
            models.CheckConstraint(condition=Q(low_id__lt=F("high_id")), name="merging_two_records"),
        ]
        indexes = [
            models.Index(F("kind"), F("score").desc(), F("id").desc(), name="merging_suspicion_order"),
            models.Index(fields=["kind", "high_id"], name="merging_suspicion_high"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.low_id} {self.high_id}"
