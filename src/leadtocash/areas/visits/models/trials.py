"""Trials a customer asks for, from the request to the call-back (CRM-6, S1 3.3.2)."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from leadtocash.areas.customers.models import Contact, Customer
from leadtocash.areas.opportunities.models import Opportunity
from leadtocash.areas.products.models import Product
from leadtocash.areas.visits.models.visits import Visit
from leadtocash.foundation.access.scoping import Access, ScopedQuerySet
from leadtocash.foundation.accounts.models import Department
from leadtocash.foundation.kernel.extra import Extensible, extra_index
from leadtocash.foundation.kernel.models import Record


class Trial(Record, Extensible):
    """A trial application with its pre-sales call-back (SYSQ). owner: the account manager it was given to."""

    class State(models.TextChoices):
        ASKED = "asked", _("To be assigned")
        ASSIGNED = "assigned", _("In approval")
        APPROVED = "approved", _("To be set up")
        RUNNING = "running", _("Trial running")
        CALLED_BACK = "called_back", _("Called back")
        REFUSED = "refused", _("Not approved")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    class Result(models.TextChoices):
        BUY = "buy", _("Wants to buy")
        EXTEND = "extend", _("Wants to try longer")
        CHANGE = "change", _("Asks for changes")
        UNDECIDED = "undecided", _("Undecided")
        UNSUITABLE = "unsuitable", _("Does not suit him")

    number = models.CharField(_("trial number"), max_length=30, unique=True, editable=False)
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.ASKED, editable=False)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="trials", verbose_name=_("customer"))
    opportunity = models.ForeignKey(
        Opportunity, on_delete=models.PROTECT, null=True, blank=True, related_name="trials",
        verbose_name=_("opportunity"),
    )  # fmt: skip
    contact = models.ForeignKey(
        Contact, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("contact")
    )
    product = models.ForeignKey(
        Product, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("product")
    )
    what = models.CharField(_("what is tried"), max_length=160)
    quantity = models.PositiveIntegerField(
        _("quantity"), default=1, validators=[MinValueValidator(1), MaxValueValidator(10_000)]
    )
    goal = models.TextField(_("what the customer wants to see"), max_length=2000)
    place = models.CharField(_("place"), max_length=200, blank=True)
    wanted_on = models.DateField(_("wanted on"))
    days = models.PositiveSmallIntegerField(
        _("days of trial"), default=30, validators=[MinValueValidator(1), MaxValueValidator(730)]
    )
    technician = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, editable=False,
        related_name="+", verbose_name=_("set up by"),
    )  # fmt: skip
    handed_over_on = models.DateField(_("handed over on"), null=True, blank=True, editable=False)
    ends_on = models.DateField(_("trial ends on"), null=True, blank=True, editable=False)
    serials = models.CharField(_("serial numbers"), max_length=300, blank=True, editable=False)
    result = models.CharField(_("result of the trial"), max_length=12, choices=Result, blank=True, editable=False)
    callback = models.OneToOneField(
        Visit, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="trial",
        verbose_name=_("call-back"),
    )  # fmt: skip
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("account manager")
    )
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+", verbose_name=_("department"))

    access = Access(view="visits.trials")
    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("trial application")
        verbose_name_plural = _("trial applications")
        constraints = [
            models.CheckConstraint(
                name="visits_trial_runs_since_a_day",
                condition=~Q(state__in=["running", "called_back"]) | Q(handed_over_on__isnull=False),
            ),
            models.CheckConstraint(
                name="visits_trial_called_back_has_result",
                condition=~Q(state="called_back") | (Q(callback__isnull=False) & ~Q(result="")),
            ),
        ]
        indexes = [
            extra_index("visits_trial_extra"),
            models.Index(fields=["-updated_at", "-id"], name="visits_trials_recent"),
            models.Index(fields=["owner", "state", "-updated_at"], name="visits_trials_of_owner"),
            models.Index(fields=["department", "state", "-updated_at"], name="visits_trials_of_dept"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.what}"

    def get_absolute_url(self) -> str:
        return reverse("visits:trial", args=[self.pk])
