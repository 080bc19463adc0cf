"""The hand-over of a person's work: what was planned, what went to whom (ORG-5)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class Handover(models.Model):
    """One hand-over of one person's work: he leaves the company, or only moves and stays active.

    successors: {"": id of the one who takes what nobody else is named for, "customers": id, "customers:17": id},
    by kind of holding, and by single record. Planned until its day, then carried out by the job at night.
    """

    class Kind(models.TextChoices):
        LEAVING = "leaving", _("Leaves the company")
        TRANSFER = "transfer", _("Moves within the company")

    class State(models.TextChoices):
        PLANNED = "planned", _("Planned")
        DONE = "done", _("Carried out")
        CANCELLED = "cancelled", _("Called off")

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="handovers", verbose_name=_("person")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.LEAVING)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PLANNED)
    on_day = models.DateField(_("day"))
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    successors = models.JSONField(default=dict)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("made by")
    )
    made_at = models.DateTimeField(_("made at"))
    done_at = models.DateTimeField(_("carried out at"), null=True, blank=True)
    trouble = models.CharField(_("could not be carried out"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("hand-over")
        verbose_name_plural = _("hand-overs")
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(state="planned"), name="administration_one_planned_handover"
            ),
            models.CheckConstraint(
                condition=Q(state="done", done_at__isnull=False) | (~Q(state="done") & Q(done_at=None)),
                name="administration_handover_done_when",
            ),
        ]
        indexes = [models.Index(fields=["state", "on_day"], name="administration_handover_due")]

    def __str__(self) -> str:
        return f"{self.person} {self.on_day}"

    def get_absolute_url(self) -> str:
        return reverse("administration:handover", args=[self.pk])


class HandoverLine(models.Model):
    """One record that changed hands; `to` is None for what was only ended (tokens, sessions, delegations)."""

    handover = models.ForeignKey(Handover, on_delete=models.CASCADE, related_name="lines", verbose_name=_("hand-over"))
    holding = models.CharField(_("what"), max_length=40)
    title = models.CharField(_("title"), max_length=200)
    url = models.CharField(max_length=300, blank=True)
    to = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("to"),
    )  # fmt: skip

    class Meta:
        verbose_name = _("line of a hand-over")
        verbose_name_plural = _("lines of a hand-over")
        indexes = [models.Index(fields=["handover", "holding"], name="administration_handover_line")]

    def __str__(self) -> str:
        return self.title
