"""A lead: somebody who might need something, before anything is known for sure (OPP-1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from leadtocash.areas.customers.models import Customer
from leadtocash.areas.leads.models.setup import LeadSource
from leadtocash.areas.opportunities.models import Opportunity
from leadtocash.foundation.access.scoping import Access, KeptManager
from leadtocash.foundation.accounts.models import Department
from leadtocash.foundation.kernel.extra import Extensible, extra_index
from leadtocash.foundation.kernel.models import Removable
from leadtocash.foundation.search.grams import gram_index

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


class Answer(models.TextChoices):
    """What is known of money, authority or need."""

    YES = "yes", _("Yes")
    NO = "no", _("No")
    UNKNOWN = "unknown", _("Not known")


def _answer(words: StrPromise) -> models.CharField[str, str]:
    return models.CharField(words, max_length=7, choices=Answer, default=Answer.UNKNOWN)


def _note(words: StrPromise) -> models.CharField[str, str]:
    return models.CharField(words, max_length=300, blank=True)


class Lead(Removable, Extensible):
    """Who might need something. In the pool it has no owner, only the office it waits in.

    due_on: the last day to take it up, then to qualify it; reminded: how often the owner was told of this due_on
    (1 on the day, 2 late); returned: how often it went back to the pool.
    """

    class State(models.TextChoices):
        NEW = "new", _("In the pool")
        ASSIGNED = "assigned", _("Assigned")
        TAKEN_UP = "taken_up", _("Taken up")
        QUALIFIED = "qualified", _("Qualified")
        CONVERTED = "converted", _("Converted")
        DROPPED = "dropped", _("Dropped")

    class Reason(models.TextChoices):
        """Why a lead is dropped."""

        NO_NEED = "no_need", _("No need")
        NO_MONEY = "no_money", _("No money")
        NO_AUTHORITY = "no_authority", _("Nobody who decides")
        UNREACHABLE = "unreachable", _("Cannot be reached")
        DUPLICATE = "duplicate", _("There already")
        COMPETITOR = "competitor", _("Decided for a competitor")
        NOT_OURS = "not_ours", _("Not our business")
        OTHER = "other", _("Other")

    number = models.CharField(_("lead number"), max_length=30, unique=True, editable=False)
    company = models.CharField(_("company"), max_length=120)
    name_core = models.CharField(max_length=120, blank=True, editable=False, db_index=True)
    contact = models.CharField(_("contact"), max_length=60, blank=True)
    position = models.CharField(_("job title"), max_length=80, blank=True)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    phone_key = models.CharField(max_length=30, blank=True, editable=False, db_index=True)
    email = models.EmailField(_("e-mail"), blank=True)
    region = models.CharField(_("place"), max_length=80, blank=True)
    industry = models.CharField(_("industry"), max_length=60, blank=True)
    source = models.ForeignKey(LeadSource, on_delete=models.PROTECT, related_name="+", verbose_name=_("source"))
    source_detail = models.CharField(_("which one"), max_length=120, blank=True)
    need = models.TextField(_("need"), blank=True, max_length=4000)
    money, money_note = _answer(_("money")), _note(_("what money rests on"))
    authority, authority_note = _answer(_("authority")), _note(_("what authority rests on"))
    real_need, real_need_note = _answer(_("real need")), _note(_("what the need rests on"))
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.NEW, editable=False)
    received_on = models.DateField(_("came in on"), editable=False)
    assigned_at = models.DateTimeField(_("given at"), null=True, blank=True, editable=False)
    due_on = models.DateField(_("due on"), null=True, blank=True, editable=False)
    reminded = models.PositiveSmallIntegerField(default=0, editable=False)
    returned = models.PositiveSmallIntegerField(_("times back in the pool"), default=0, editable=False)
    qualified_on = models.DateField(_("qualified on"), null=True, blank=True, editable=False)
    converted_on = models.DateField(_("converted on"), null=True, blank=True, editable=False)
    dropped_on = models.DateField(_("dropped on"), null=True, blank=True, editable=False)
    drop_reason = models.CharField(_("why dropped"), max_length=12, choices=Reason, blank=True, editable=False)
    drop_note = models.CharField(_("note on that"), max_length=300, blank=True, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("who works on it"),
    )  # fmt: skip
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+", verbose_name=_("department"))
    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, null=True, blank=True, related_name="leads", editable=False,
        verbose_name=_("customer"),
    )  # fmt: skip
    opportunity = models.OneToOneField(
        Opportunity, on_delete=models.PROTECT, null=True, blank=True, related_name="lead", editable=False,
        verbose_name=_("opportunity"),
    )  # fmt: skip

    access = Access(view="leads.view")
    journal_hides = ("name_core", "phone_key", "reminded", "assigned_at")
    objects = KeptManager()

    class Meta:
        verbose_name = _("lead")
        verbose_name_plural = _("leads")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["new", "dropped"]) | Q(owner__isnull=False), name="leads_worked_on_by_somebody"
            ),
            models.CheckConstraint(
                condition=Q(state="converted", opportunity__isnull=False, converted_on__isnull=False)
                | ~Q(state="converted") & Q(opportunity=None, converted_on=None),
                name="leads_converted_into_something",
            ),
        ]
        indexes = [
            extra_index("leads_extra"),
            models.Index(fields=["-updated_at", "-id"], name="leads_recent"),
            models.Index(fields=["owner", "state", "-updated_at"], name="leads_of_owner"),
            models.Index(fields=["department", "state", "-updated_at"], name="leads_of_department"),
            models.Index(fields=["received_on", "id"], name="leads_by_day"),
            models.Index(
                fields=["due_on", "id"], condition=Q(state__in=["assigned", "taken_up"], removed_at=None),
                name="leads_due",
            ),
            models.Index(fields=["source", "received_on"], name="leads_of_source"),
            models.Index(F("due_on").asc(nulls_last=True), F("id").asc(), name="leads_by_due"),
            gram_index("company", name="leads_company_grams"),
            gram_index("contact", name="leads_contact_grams"),
            gram_index("number", name="leads_number_grams"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.number} {self.company}"

    def get_absolute_url(self) -> str:
        return reverse("leads:detail", args=[self.pk])
