"""Cancellation of a project and its contract by the approved form (CON-8, PRJ-1, S0 2.7)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from leadtocash.areas.projects.models.project import Project
from leadtocash.foundation.access.scoping import Access, ScopedQuerySet
from leadtocash.foundation.kernel.models import Record


class Cancellation(Record):
    """The cancellation form (CXSP): why the project is given up, what becomes of goods and money."""

    class State(models.TextChoices):
        IN_APPROVAL = "in_approval", _("In approval")
        SETTLING = "settling", _("Being settled")
        CARRIED_OUT = "carried_out", _("Carried out")
        REFUSED = "refused", _("Refused")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    class Cause(models.TextChoices):
        VIRTUAL_DROPPED = "virtual_dropped", _("Virtual contract dropped")
        SET_UP_TWICE = "set_up_twice", _("Set up twice")
        CUSTOMER_WITHDREW = "customer_withdrew", _("Customer withdrew")
        OTHER = "other", _("Other cause")

    OPEN = (State.IN_APPROVAL, State.SETTLING)

    number = models.CharField(_("form number"), max_length=30, unique=True, editable=False)
    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, related_name="cancellations", verbose_name=_("project")
    )
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.IN_APPROVAL, editable=False)
    cause = models.CharField(_("cause"), max_length=20, choices=Cause)
    twin = models.ForeignKey(
        Project, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("the other project"),
    )  # fmt: skip
    explanation = models.TextField(_("explanation"), max_length=2000)
    goods = models.TextField(_("state of the goods"), max_length=2000)
    money = models.TextField(_("state of the money"), max_length=2000)
    goods_settled = models.TextField(_("purchases settled"), max_length=2000, blank=True, editable=False)
    money_settled = models.TextField(_("money settled"), max_length=2000, blank=True, editable=False)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True, editable=False)

    access = Access(parent="project")
    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("cancellation form")
        verbose_name_plural = _("cancellation forms")
        constraints = [
            models.UniqueConstraint(
                fields=["project"],
                condition=Q(state__in=["in_approval", "settling"]),
                name="projects_one_open_cancellation",
                violation_error_message=_("A cancellation of this project is already under way."),
            ),
            models.CheckConstraint(
                name="projects_cancellation_names_twin",
                condition=~Q(cause="set_up_twice") | (Q(twin__isnull=False) & ~Q(twin=F("project"))),
                violation_error_message=_("Name the other project that stays."),
            ),
        ]
        indexes = [
            models.Index(fields=["-updated_at", "-id"], name="projects_cancellations_recent"),
            models.Index(fields=["state", "-updated_at"], name="projects_cancellation_states"),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("projects:cancellation", args=[self.pk])
