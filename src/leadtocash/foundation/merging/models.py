"""Records that may be the same (PLT-9)."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.serializers.json import DjangoJSONEncoder
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


class Merger(models.Model):
    """Records that were merged into one, with what is needed to take it back.

    gone: their ids; whole: the merger of which this one was a part; changes: the survivor's fields, [before, after];
    trace: the rows that led to the others (`traces`); let_in: participations it gave.
    """

    kind = models.CharField(_("kind"), max_length=60)
    survivor_id = models.BigIntegerField()
    gone = ArrayField(models.BigIntegerField())
    at = models.DateTimeField(_("merged at"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("merged by")
    )
    reason = models.CharField(_("reason"), max_length=300)
    whole = models.ForeignKey("self", on_delete=models.CASCADE, null=True, related_name="parts")
    changes = models.JSONField(default=dict)
    trace = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    let_in = ArrayField(models.BigIntegerField(), default=list)
    undone_at = models.DateTimeField(_("taken back at"), null=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("taken back by")
    )

    class Meta:
        verbose_name = _("merger")
        verbose_name_plural = _("mergers")
        indexes = [models.Index(fields=["kind", "survivor_id"], name="merging_merger_of")]

    def __str__(self) -> str:
        return f"{self.kind} {self.survivor_id}"
