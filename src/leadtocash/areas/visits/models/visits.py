"""Visits, calls and mails, planned and held (CRM-5)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from leadtocash.areas.customers.models import Contact, Customer
from leadtocash.areas.opportunities.models import Opportunity
from leadtocash.foundation.access.scoping import Access, KeptManager, ScopedQuerySet
from leadtocash.foundation.accounts.models import Department, User
from leadtocash.foundation.kernel.extra import Extensible, extra_index
from leadtocash.foundation.kernel.models import Removable
from leadtocash.foundation.search.grams import gram_index


class Visit(Removable, Extensible):
    """One time somebody of ours is in touch with a customer; with its minutes (JLJY) once it has taken place.

    Who sees the customer by his scope sees it, so that a successor finds what was said; those who take part see it
    wherever the customer goes, it is opened to them. owner: who leads it and owes the minutes.
    """

    class Kind(models.TextChoices):
        VISIT = "visit", _("Visit on site")
        CALL = "call", _("Phone call")
        MAIL = "mail", _("Mail")
        EXCHANGE = "exchange", _("Technical exchange")
        TOUR = "tour", _("Factory tour")
        TEST = "test", _("Product test")

    class State(models.TextChoices):
        PLANNED = "planned", _("Planned")
        DONE = "done", _("Took place")
        CANCELLED = "cancelled", _("Cancelled")

    number = models.CharField(_("visit number"), max_length=30, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.VISIT)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PLANNED, editable=False)
    purpose = models.CharField(_("purpose"), max_length=160)
    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, related_name="visits", verbose_name=_("customer"), db_index=False
    )
    opportunity = models.ForeignKey(
        Opportunity, on_delete=models.PROTECT, null=True, blank=True, related_name="visits",
        verbose_name=_("opportunity"), db_index=False,
    )  # fmt: skip
    day = models.DateField(_("day"))
    begins = models.TimeField(_("from"), null=True, blank=True)
    ends = models.TimeField(_("to"), null=True, blank=True)
    place = models.CharField(_("meeting place"), max_length=200, blank=True)
    arrived_at = models.DateTimeField(_("arrived at"), null=True, blank=True, editable=False)
    cancel_reason = models.CharField(_("why cancelled"), max_length=300, blank=True, editable=False)
    said = models.TextField(_("what was said"), max_length=6000, blank=True)
    next_step = models.CharField(_("next step"), max_length=160, blank=True)
    next_step_on = models.DateField(_("next step on"), null=True, blank=True)
    minutes_due_on = models.DateField(_("minutes due on"), null=True, blank=True, editable=False)
    minutes_at = models.DateTimeField(_("minutes written at"), null=True, blank=True, editable=False)
    minutes_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, editable=False,
        related_name="+", verbose_name=_("minutes written by"),
    )  # fmt: skip
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("led by"),
        db_index=False,
    )  # fmt: skip
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, related_name="+", verbose_name=_("department"), db_index=False
    )
    contacts: models.ManyToManyField[Contact, VisitContact] = models.ManyToManyField(
        Contact, through="VisitContact", related_name="visits", verbose_name=_("people met")
    )
    people: models.ManyToManyField[User, VisitPerson] = models.ManyToManyField(
        settings.AUTH_USER_MODEL, through="VisitPerson", related_name="+", verbose_name=_("our people")
    )

    access = Access(view="visits.view", owner="customer__owner", department="customer__department")
    objects = KeptManager()

    class Meta:
        verbose_name = _("visit")
        verbose_name_plural = _("visits")
        constraints = [
            models.CheckConstraint(
                name="visits_ends_after_it_begins",
                condition=Q(begins=None) | Q(ends=None) | Q(ends__gt=F("begins")),
                violation_error_message=_("It ends before it begins."),
            ),
            models.CheckConstraint(
                name="visits_only_held_ones_have_minutes", condition=Q(minutes_at=None) | Q(state="done")
            ),
        ]
        indexes = [
            extra_index("visits_extra"),
            models.Index(fields=["-updated_at", "-id"], name="visits_recent"),
            models.Index(fields=["day", "id"], name="visits_by_day"),
            models.Index(fields=["owner", "day", "id"], include=["state"], name="visits_of_owner"),
            models.Index(fields=["department", "day", "id"], name="visits_of_department"),
            models.Index(fields=["customer", "day", "id"], include=["state"], name="visits_of_customer"),
            models.Index(fields=["opportunity", "day", "id"], include=["state"], name="visits_of_deal"),
            models.Index(
                fields=["minutes_due_on"], condition=Q(state="done", minutes_at=None), name="visits_minutes_owed"
            ),
            models.Index(fields=["day"], condition=Q(state="planned"), name="visits_planned"),
            gram_index("purpose", name="visits_purpose_grams"),
            gram_index("number", name="visits_number_grams"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.purpose}"

    def get_absolute_url(self) -> str:
        return reverse("visits:detail", args=[self.pk])


class VisitContact(models.Model):
    """Somebody of the customer who is met. Two entries of one person do no harm: a merger may leave them."""

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="met", verbose_name=_("visit"))
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="+", verbose_name=_("contact"))

    access = Access(parent="visit")
    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("person met")
        verbose_name_plural = _("people met")

    def __str__(self) -> str:
        return str(self.contact)


class VisitPerson(models.Model):
    """One of our people who goes along, besides the one who leads."""

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="along", verbose_name=_("visit"))
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("person")
    )

    access = Access(parent="visit")
    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("person along")
        verbose_name_plural = _("people along")
        constraints = [models.UniqueConstraint(fields=["visit", "person"], name="visits_person_once")]

    def __str__(self) -> str:
        return str(self.person)


class Commitment(models.Model):
    """What somebody promised at a visit, and until when; `who` as it was said, for it may be anybody there."""

    class Party(models.TextChoices):
        OURS = "ours", _("We promise")
        THEIRS = "theirs", _("The customer promises")

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="commitments", verbose_name=_("visit"))
    party = models.CharField(_("party"), max_length=6, choices=Party, default=Party.OURS)
    what = models.CharField(_("what is promised"), max_length=200)
    who = models.CharField(_("who"), max_length=60, blank=True)
    due_on = models.DateField(_("until"), null=True, blank=True)
    kept_on = models.DateField(_("kept on"), null=True, blank=True, editable=False)

    access = Access(parent="visit")
    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("commitment")
        verbose_name_plural = _("commitments")
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["due_on", "id"], name="visits_commitments_by_day"),
            models.Index(F("due_on").desc(nulls_last=True), F("id").desc(), name="visits_commitments_by_day_back"),
            models.Index(fields=["due_on"], condition=Q(kept_on=None, party="ours"), name="visits_commitments_ours"),
        ]

    def __str__(self) -> str:
        return self.what

    def get_absolute_url(self) -> str:
        return self.visit.get_absolute_url()
