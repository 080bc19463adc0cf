"""Task coordination orders and the support booked on them (PRJ-3, S0 2.4.1)."""

from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from leadtocash.areas.projects.models.project import Project
from leadtocash.foundation.access.scoping import Access, ScopedQuerySet
from leadtocash.foundation.kernel.models import Record

#: hours that one person can be booked on one day, over all orders
DAY_HOURS = Decimal("8.0")


class CoordinationOrder(Record):
    """The task coordination order (RWXT): support asked for, scheduled, done, rated. Who sees the project sees it; the
    technician is made a member of the order, not of the project."""

    class State(models.TextChoices):
        ASKED = "asked", _("To be scheduled")
        SCHEDULED = "scheduled", _("Scheduled")
        DONE = "done", _("Done, to be rated")
        RATED = "rated", _("Rated")
        DECLINED = "declined", _("Declined")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    class Kind(models.TextChoices):
        INSTALLATION = "installation", _("Installation and commissioning")
        SURVEY = "survey", _("Site survey")
        TEST = "test", _("Test and integration")
        TRAINING = "training", _("Training")
        FAULT = "fault", _("Fault finding")
        OTHER = "other", _("Other support")

    number = models.CharField(_("order number"), max_length=30, unique=True, editable=False)
    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, related_name="coordination_orders", verbose_name=_("project")
    )
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.ASKED, editable=False)
    kind = models.CharField(_("kind of support"), max_length=12, choices=Kind, default=Kind.INSTALLATION)
    subject = models.CharField(_("matter"), max_length=120)
    needs = models.TextField(_("what is needed"), max_length=2000)
    place = models.CharField(_("place of work"), max_length=200)
    wanted_from = models.DateField(_("wanted from"))
    wanted_to = models.DateField(_("wanted until"))
    contact_name = models.CharField(_("contact at the customer"), max_length=60)
    contact_phone = models.CharField(_("contact's phone"), max_length=30)
    technician = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, editable=False,
        related_name="support_orders", verbose_name=_("technician"),
    )  # fmt: skip
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, editable=False,
        related_name="+", verbose_name=_("answered by"),
    )  # fmt: skip
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True, editable=False)
    decline_reason = models.CharField(_("why declined"), max_length=500, blank=True, editable=False)
    booked_hours = models.DecimalField(
        _("hours booked"), max_digits=7, decimal_places=1, default=Decimal("0.0"), editable=False
    )
    result = models.TextField(_("result"), max_length=4000, blank=True, editable=False)
    done_on = models.DateField(_("done on"), null=True, blank=True, editable=False)
    rating = models.PositiveSmallIntegerField(
        _("rating"), null=True, blank=True, editable=False,
        validators=[MinValueValidator(1), MaxValueValidator(5)],
    )  # fmt: skip
    rating_note = models.CharField(_("words on the rating"), max_length=500, blank=True, editable=False)

    access = Access(view="projects.view", owner="project__owner", department="project__department")
    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("task coordination order")
        verbose_name_plural = _("task coordination orders")
        constraints = [
            models.CheckConstraint(
                name="projects_order_wanted_days",
                condition=Q(wanted_to__gte=F("wanted_from")),
                violation_error_message=_("The last day lies before the first."),
            ),
            models.CheckConstraint(
                name="projects_order_scheduled_has_person",
                condition=~Q(state__in=["scheduled", "done", "rated"]) | Q(technician__isnull=False),
            ),
            models.CheckConstraint(
                name="projects_order_rated_one_to_five",
                condition=~Q(state="rated") | Q(rating__gte=1, rating__lte=5),
            ),
        ]
        indexes = [
            models.Index(fields=["-updated_at", "-id"], name="projects_orders_recent"),
            models.Index(fields=["state", "wanted_from"], name="projects_orders_by_state"),
            models.Index(fields=["technician", "state"], name="projects_orders_of_person"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.subject}"

    def get_absolute_url(self) -> str:
        return reverse("projects:coordination", args=[self.pk])


class SupportBooking(models.Model):
    """A technician's hours on one day for one order. Half hours; never more than eight a day over all orders."""

    order = models.ForeignKey(
        CoordinationOrder, on_delete=models.CASCADE, related_name="bookings",
        verbose_name=_("task coordination order"),
    )  # fmt: skip
    technician = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="support_bookings",
        verbose_name=_("technician"),
    )  # fmt: skip
    day = models.DateField(_("day"))
    hours = models.DecimalField(
        _("hours"), max_digits=3, decimal_places=1,
        validators=[MinValueValidator(Decimal("0.5")), MaxValueValidator(DAY_HOURS)],
    )  # fmt: skip
    note = models.CharField(_("note"), max_length=100, blank=True)

    access = Access(parent="order")
    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("support booking")
        verbose_name_plural = _("support bookings")
        ordering = ["day", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["order", "technician", "day"],
                name="projects_booking_once_a_day",
                violation_error_message=_("This person is already booked on that day for this order."),
            ),
            models.CheckConstraint(
                name="projects_booking_hours",
                condition=Q(hours__gte=Decimal("0.5"), hours__lte=DAY_HOURS),
                violation_error_message=_("Between half an hour and eight hours a day."),
            ),
        ]
        indexes = [models.Index(fields=["technician", "day"], name="projects_bookings_of_day")]

    def __str__(self) -> str:
        return f"{self.technician} {self.day} {self.hours} h"
