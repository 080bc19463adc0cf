"""What was brought to a gate: confirmations with their evidence, waivers, tasks done (OPP-4)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from leadtocash.areas.customers.models import Contact
from leadtocash.areas.opportunities.models.deals import Opportunity
from leadtocash.areas.opportunities.models.methods import Criterion, Stage, StageTask
from leadtocash.foundation.access.scoping import Access, ScopedQuerySet
from leadtocash.foundation.documents.models import Attachment
from leadtocash.foundation.kernel.models import Record


class Confirmation(Record):
    """Somebody answers for it that a criterion is met: what it rests on, since when, whose word it is."""

    opportunity = models.ForeignKey(
        Opportunity, on_delete=models.CASCADE, related_name="confirmations", verbose_name=_("opportunity")
    )
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="+", verbose_name=_("criterion"))
    note = models.CharField(_("what it rests on"), max_length=400)
    on = models.DateField(_("so since"))
    contact = models.ForeignKey(
        Contact, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("promised by")
    )
    attachment = models.ForeignKey(
        Attachment, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("file")
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("confirmed by")
    )
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True, editable=False)

    access = Access(parent="opportunity")
    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("confirmation")
        verbose_name_plural = _("confirmations")
        constraints = [
            models.UniqueConstraint(
                fields=["opportunity", "criterion"],
                condition=Q(withdrawn_at=None),
                name="opportunities_confirmed_once",
                violation_error_message=_("This is confirmed already."),
            )
        ]

    def __str__(self) -> str:
        return self.note

    def get_absolute_url(self) -> str:
        return f"{self.opportunity.get_absolute_url()}?tab=gate"


class Waiver(Record):
    """An authorised person lets a deal pass without one criterion, with a reason, until a day (included)."""

    opportunity = models.ForeignKey(
        Opportunity, on_delete=models.CASCADE, related_name="waivers", verbose_name=_("opportunity")
    )
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="+", verbose_name=_("criterion"))
    reason = models.CharField(_("reason"), max_length=400)
    until = models.DateField(_("until"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("granted by")
    )
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True, editable=False)

    access = Access(parent="opportunity")
    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("gate waiver")
        verbose_name_plural = _("gate waivers")
        constraints = [
            models.UniqueConstraint(
                fields=["opportunity", "criterion"],
                condition=Q(withdrawn_at=None),
                name="opportunities_waived_once",
                violation_error_message=_("This is waived already."),
            )
        ]
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="opportunities_waivers"),
            models.Index(fields=["until"], condition=Q(withdrawn_at=None), name="opportunities_waived_until"),
        ]

    def __str__(self) -> str:
        return self.reason

    def get_absolute_url(self) -> str:
        return f"{self.opportunity.get_absolute_url()}?tab=gate"


class _Asked(Record):
    """What somebody asked for at a gate and another decides in a process; nothing of it changes once it is decided."""

    class State(models.TextChoices):
        PENDING = "pending", _("In approval")
        APPROVED = "approved", _("Approved")
        REFUSED = "refused", _("Refused")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    reason = models.CharField(_("reason"), max_length=400, blank=True)
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.PENDING, editable=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.reason


class StageReview(_Asked):
    """Somebody wants to enter a stage before which the method asks for a review."""

    opportunity = models.ForeignKey(
        Opportunity, on_delete=models.CASCADE, related_name="reviews", verbose_name=_("opportunity")
    )
    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="+", verbose_name=_("stage"))

    access = Access(parent="opportunity")
    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("stage review")
        verbose_name_plural = _("stage reviews")
        constraints = [
            models.UniqueConstraint(
                fields=["opportunity"],
                condition=Q(state="pending"),
                name="opportunities_one_review",
                violation_error_message=_("A review of this opportunity is under way already."),
            )
        ]

    def get_absolute_url(self) -> str:
        return reverse("opportunities:review", args=[self.pk])


class WaiverRequest(_Asked):
    """Somebody asks to pass without one criterion until a day (included)."""

    opportunity = models.ForeignKey(
        Opportunity, on_delete=models.CASCADE, related_name="waiver_requests", verbose_name=_("opportunity")
    )
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="+", verbose_name=_("criterion"))
    until = models.DateField(_("until"))

    access = Access(parent="opportunity")
    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("request for a waiver")
        verbose_name_plural = _("requests for waivers")
        constraints = [
            models.UniqueConstraint(
                fields=["opportunity", "criterion"],
                condition=Q(state="pending"),
                name="opportunities_one_waiver_request",
                violation_error_message=_("This waiver is asked for already."),
            )
        ]

    def get_absolute_url(self) -> str:
        return reverse("opportunities:waiver-request", args=[self.pk])


class TaskDone(models.Model):
    """A task of a stage was done for a deal."""

    opportunity = models.ForeignKey(
        Opportunity, on_delete=models.CASCADE, related_name="tasks_done", verbose_name=_("opportunity")
    )
    task = models.ForeignKey(StageTask, on_delete=models.PROTECT, related_name="+", verbose_name=_("task"))
    at = models.DateTimeField(_("done at"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("done by")
    )

    access = Access(parent="opportunity")
    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("task done")
        verbose_name_plural = _("tasks done")
        constraints = [models.UniqueConstraint(fields=["opportunity", "task"], name="opportunities_task_done_once")]

    def __str__(self) -> str:
        return str(self.task)
