"""What a bid must hold: the template, and its copy on each bid."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from leadtocash.areas.bids.models.bids import Bid
from leadtocash.foundation.access.scoping import Access, ScopedQuerySet
from leadtocash.foundation.documents.models import Attachment
from leadtocash.foundation.kernel.models import Record


class Part(models.TextChoices):
    """Who prepares what of a bid."""

    TECHNICAL = "technical", _("Technical part")
    COMMERCIAL = "commercial", _("Commercial part")
    QUALIFICATION = "qualification", _("Qualification papers")
    SEALING = "sealing", _("Sealing and handing in")


class ChecklistEntry(Record):
    """One line of the template; a new bid gets a copy of those in use.

    mandatory: without it the bid is void (a barrier of the tender). days: working days before the deadline.
    """

    position = models.PositiveSmallIntegerField(_("order"), default=500)
    part = models.CharField(_("part"), max_length=13, choices=Part)
    text = models.CharField(_("what is needed"), max_length=160)
    mandatory = models.BooleanField(_("void without it"), default=False)
    days = models.PositiveSmallIntegerField(_("working days before the deadline"), default=2)
    is_active = models.BooleanField(_("in use"), default=True)

    access = Access(view="bids.template", owner="", department="")
    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("line of the bid checklist template")
        verbose_name_plural = _("lines of the bid checklist template")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.text

    def get_absolute_url(self) -> str:
        return reverse("bids:edit-entry", args=[self.pk])


class BidItem(Record):
    """One line of a bid's checklist: who brings it by when, and whether it is there."""

    class State(models.TextChoices):
        TODO = "todo", _("To do")
        DONE = "done", _("Done")
        NOT_NEEDED = "not_needed", _("Not needed")

    bid = models.ForeignKey(Bid, on_delete=models.CASCADE, related_name="items", verbose_name=_("bid"))
    position = models.PositiveSmallIntegerField(_("order"))
    part = models.CharField(_("part"), max_length=13, choices=Part)
    text = models.CharField(_("what is needed"), max_length=160)
    mandatory = models.BooleanField(_("void without it"), default=False)
    due_on = models.DateField(_("needed by"))
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("who brings it")
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.TODO)
    settled_on = models.DateField(_("settled on"), null=True, blank=True, editable=False)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="+",
        verbose_name=_("settled by"),
    )  # fmt: skip
    note = models.CharField(_("note"), max_length=300, blank=True)
    attachment = models.ForeignKey(
        Attachment, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("file")
    )

    access = Access(parent="bid")
    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("line of a bid checklist")
        verbose_name_plural = _("lines of bid checklists")
        ordering = ["position", "pk"]
        indexes = [
            models.Index(fields=["due_on", "id"], name="bids_items_by_day"),
            models.Index(fields=["owner", "due_on"], condition=Q(state="todo"), name="bids_items_owed"),
        ]
        constraints = [
            models.CheckConstraint(
                name="bids_barrier_needed",
                condition=~Q(state="not_needed", mandatory=True),
                violation_error_message=_("Without it the bid is void; it cannot be left out."),
            )
        ]

    def __str__(self) -> str:
        return self.text

    def get_absolute_url(self) -> str:
        return f"{self.bid.get_absolute_url()}?tab=checklist"
