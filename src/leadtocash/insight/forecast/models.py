"""What was learnt, what was forecast when, and what managers put beside it (OPP-11)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from leadtocash.areas.opportunities.models import Opportunity, Stage
from leadtocash.foundation.access.scoping import Access, ScopedQuerySet
from leadtocash.foundation.accounts.models import Department
from leadtocash.foundation.kernel.models import Record
from leadtocash.foundation.kernel.money import MoneyField
from leadtocash.insight.forecast import learning


class Fit(Record):
    """One version of the learnt probabilities; the latest counts.

    until: the day whose knowledge it holds; strength: how many deals a stage counts against the age in it.
    """

    until = models.DateField(_("learnt on"))
    deals = models.PositiveIntegerField(_("decided deals"))
    strength = models.PositiveIntegerField(_("strength of a stage, in deals"))
    usual_most = MoneyField(_("95 of 100 won deals were smaller"), null=True, blank=True)

    class Meta:
        verbose_name = _("learnt probabilities")
        verbose_name_plural = _("learnt probabilities")

    def __str__(self) -> str:
        return f"{self.pk}"


class Chance(models.Model):
    """Percent of success in a stage from `days` on until before `until_days`; low and high hold nine of ten."""

    class Basis(models.TextChoices):
        AGE = learning.AGE, _("deals of this age")
        STAGE = learning.STAGE, _("all deals in this stage")
        METHOD = learning.METHOD, _("the method")

    fit = models.ForeignKey(Fit, on_delete=models.CASCADE, related_name="chances", verbose_name=_("fit"))
    stage = models.ForeignKey(Stage, on_delete=models.CASCADE, related_name="+", verbose_name=_("stage"))
    days = models.PositiveSmallIntegerField(_("from days on"))
    until_days = models.PositiveSmallIntegerField(_("before days"))
    percent = models.PositiveSmallIntegerField(_("percent"))
    low = models.PositiveSmallIntegerField(_("at least"))
    high = models.PositiveSmallIntegerField(_("at most"))
    tries = models.PositiveIntegerField(_("decided deals"))
    won = models.PositiveIntegerField(_("won"))
    basis = models.CharField(_("rests on"), max_length=6, choices=Basis)

    class Meta:
        verbose_name = _("learnt chance")
        verbose_name_plural = _("learnt chances")
        constraints = [models.UniqueConstraint(fields=["fit", "stage", "days"], name="forecast_chance_once")]

    def __str__(self) -> str:
        return f"{self.stage} {self.days}: {self.percent}%"


class _OfMonth(Record):
    """Yuan with tax in a month, of a person or of a department with all below it.

    The latest counts, those before stay; without amount it was taken back. department: of a person, the one he belongs
    to.
    """

    month = models.DateField(_("month"))
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+", verbose_name=_("department"))
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("account manager"),
    )  # fmt: skip
    amount = MoneyField(_("amount"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=400, blank=True)
    is_latest = models.BooleanField(_("counts"), default=True, editable=False)

    access = Access(view="forecast.view", owner="person")
    objects = ScopedQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.person or self.department} {self.month:%Y-%m}"

    def get_absolute_url(self) -> str:
        """The forecast it stands beside."""
        whose = f"owner={self.person_id}" if self.person_id else f"department={self.department_id}"
        return f"{reverse('forecast:page')}?period={self.month:%Y-%m}&by=owner&{whose}"


class Call(_OfMonth):
    """What a manager expects to be signed; it stands beside the forecast and changes nothing in it."""

    class Meta:
        verbose_name = _("manager's number")
        verbose_name_plural = _("managers' numbers")
        constraints = [
            models.UniqueConstraint(
                fields=["month", "department", "person"], condition=Q(is_latest=True), nulls_distinct=False,
                name="forecast_one_latest_call",
            )
        ]  # fmt: skip
        indexes = [models.Index(fields=["-created_at", "-id"], name="forecast_calls")]


class Target(_OfMonth):
    """What is to be signed. A department without a target of its own has what those below it have together."""

    class Meta:
        verbose_name = _("sales target")
        verbose_name_plural = _("sales targets")
        constraints = [
            models.UniqueConstraint(
                fields=["month", "department", "person"], condition=Q(is_latest=True), nulls_distinct=False,
                name="forecast_one_latest_target",
            )
        ]  # fmt: skip
        indexes = [models.Index(fields=["-month", "-id"], name="forecast_targets")]


class Snapshot(Record):
    """The forecast as it stood on a day, deal by deal; taken each week and by hand, once a day at most."""

    day = models.DateField(_("day"), unique=True)
    fit = models.ForeignKey(
        Fit, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("fit")
    )

    class Meta:
        verbose_name = _("forecast kept")
        verbose_name_plural = _("forecasts kept")

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d}"


class Prediction(models.Model):
    """What was foretold of an open deal on a day: percent as learnt (else the method's) and as the method says."""

    snapshot = models.ForeignKey(
        Snapshot, on_delete=models.CASCADE, related_name="predictions", verbose_name=_("forecast kept")
    )
    opportunity = models.ForeignKey(
        Opportunity, on_delete=models.CASCADE, related_name="predictions", verbose_name=_("opportunity")
    )
    percent = models.PositiveSmallIntegerField(_("percent"))
    of_method = models.PositiveSmallIntegerField(_("percent of the method"))
    category = models.CharField(_("counted as"), max_length=8, choices=Opportunity.Forecast)
    amount = MoneyField(_("expected amount"))
    expected_close_on = models.DateField(_("expected signing"), null=True)

    access = Access(parent="opportunity")
    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("prediction")
        verbose_name_plural = _("predictions")
        constraints = [models.UniqueConstraint(fields=["snapshot", "opportunity"], name="forecast_predicted_once")]

    def __str__(self) -> str:
        return f"{self.opportunity_id} {self.percent}%"


class SnapshotFigure(models.Model):
    """Part of a kept forecast: how many deals of one owner (empty: of a whole department) were to be signed in a month
    and counted to a category on its day, with their amount in yuan."""

    snapshot = models.ForeignKey(
        Snapshot, on_delete=models.CASCADE, related_name="figures", verbose_name=_("forecast kept"), db_index=False
    )
    owner_id = models.BigIntegerField(null=True)
    department_id = models.BigIntegerField()
    month = models.DateField(null=True)
    category = models.CharField(_("counted as"), max_length=8, choices=Opportunity.Forecast)
    count = models.IntegerField()
    amount = models.DecimalField(max_digits=20, decimal_places=2)

    class Meta:
        verbose_name = _("figure of a kept forecast")
        verbose_name_plural = _("figures of kept forecasts")
        indexes = [models.Index(fields=["snapshot", "month", "owner_id"], name="forecast_snapshot_figures")]

    def __str__(self) -> str:
        return f"{self.snapshot_id} {self.month} {self.category}"
