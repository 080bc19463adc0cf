"""Drafts of processes (WFL-1): worked on here, published as a version by a second person."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.kernel.models import Record
from leadtocash.foundation.workflow.models import ProcessDefinition


class ProcessDraft(Record):
    """A change of a process in work, or a new process. At most one of a process is open at a time.

    process: its key; base: the version it began from, none for a new process; published: what became of it.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SUBMITTED = "submitted", _("To be published")
        PUBLISHED = "published", _("Published")
        DROPPED = "dropped", _("Dropped")

    OPEN: ClassVar = (State.DRAFT, State.SUBMITTED)
    journal_hides: ClassVar = ("bpmn",)

    process = models.CharField(_("process"), max_length=60)
    base = models.ForeignKey(
        ProcessDefinition,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("begun from version"),
    )
    title = models.CharField(_("what is changed"), max_length=120)
    reason = models.TextField(_("why"), max_length=2000)
    bpmn = models.TextField(_("BPMN"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("submitted by"),
    )
    published = models.ForeignKey(
        ProcessDefinition,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="drafts",
        verbose_name=_("published as"),
    )

    class Meta:
        verbose_name = _("process draft")
        verbose_name_plural = _("process drafts")
        constraints = [
            models.UniqueConstraint(
                fields=["process"], condition=Q(state__in=("draft", "submitted")), name="designer_one_open_draft"
            ),
            models.CheckConstraint(
                condition=Q(state="published", published__isnull=False)
                | (~Q(state="published") & Q(published__isnull=True)),
                name="designer_published_or_not",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.process} · {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("designer:draft", args=[self.process])


class DraftRevision(models.Model):
    """How a draft's text was after a change; kept, so that everything can be taken back.

    is_aside: what somebody saved after another had already saved; it is kept, but the draft went another way.
    """

    draft = models.ForeignKey(ProcessDraft, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField(_("revision"))
    bpmn = models.TextField(_("BPMN"))
    what = models.CharField(_("what was done"), max_length=200)
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("by"),
    )  # fmt: skip
    is_aside = models.BooleanField(_("kept aside"), default=False)

    class Meta:
        verbose_name = _("draft revision")
        verbose_name_plural = _("draft revisions")
        indexes = [models.Index(fields=["draft", "-id"], name="designer_revision_of_draft")]

    def __str__(self) -> str:
        return f"{self.number} {self.what}"
