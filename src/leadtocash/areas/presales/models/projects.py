"""The pre-sales project of an opportunity: from the feasibility report to its closing (OPP-7 to OPP-9)."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from leadtocash.areas.opportunities.models import Opportunity
from leadtocash.foundation.access.scoping import Access, KeptManager
from leadtocash.foundation.kernel.extra import Extensible, extra_index
from leadtocash.foundation.kernel.models import Removable
from leadtocash.foundation.kernel.money import MoneyField
from leadtocash.foundation.search.grams import gram_index

LONG = 4000


class PresalesProject(Removable, Extensible):
    """What the company puts into winning one deal, people and money, from the decision to go for it.

    It lies with whoever owns the deal; the team sees it and the deal, opened to each of them. amount: what was expected
    of the deal when the decision was asked for, in yuan with tax; budget: the pre-sales cost allowed, in yuan.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Being verified")
        REVIEW = "review", _("Go or no-go")
        NO_GO = "no_go", _("No-go")
        GO = "go", _("Team to be appointed")
        PLANNING = "planning", _("Plan being made")
        WATCHING = "watching", _("Under way")
        CLOSING = "closing", _("To be closed")
        CLOSED = "closed", _("Closed")
        DROPPED = "dropped", _("Given up")

    #: nothing more happens in them
    OVER = (State.NO_GO, State.CLOSED, State.DROPPED)
    #: the company has gone for it: a team may work and money may be spent
    GONE = (State.GO, State.PLANNING, State.WATCHING, State.CLOSING)
    #: the team works
    WORKING = (State.PLANNING, State.WATCHING, State.CLOSING)

    class Grade(models.TextChoices):
        A = "A", _("A strategic")
        B = "B", _("B important")
        C = "C", _("C ordinary")

    number = models.CharField(_("pre-sales number"), max_length=30, unique=True, editable=False)
    opportunity = models.ForeignKey(
        Opportunity, on_delete=models.PROTECT, related_name="presales", verbose_name=_("opportunity"), db_index=False
    )
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.DRAFT, editable=False)
    grade = models.CharField(_("project grade"), max_length=1, choices=Grade, default=Grade.C)
    amount = MoneyField(_("expected amount"), default=0, editable=False)
    budget = MoneyField(_("pre-sales budget"), default=0)
    # the feasibility report (KXFX): money, authority, need, and whether it can be done
    money = models.TextField(_("money: the budget and where it comes from"), blank=True, max_length=LONG)
    authority = models.TextField(_("authority: who decides, how, when"), blank=True, max_length=LONG)
    need = models.TextField(_("need: what for, how urgent"), blank=True, max_length=LONG)
    feasibility = models.TextField(_("can we do it: technology, delivery, terms"), blank=True, max_length=LONG)
    conclusion = models.TextField(_("chance of winning and conclusion"), blank=True, max_length=LONG)
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True, editable=False)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True, editable=False)
    no_go_reason = models.CharField(_("why not"), max_length=300, blank=True, editable=False)
    watch_on = models.DateField(_("look at it again on"), null=True, blank=True, editable=False)
    # the team (TDRM) and its kick-off
    team_number = models.CharField(_("appointment number"), max_length=30, blank=True, editable=False)
    appointed_at = models.DateTimeField(_("team appointed at"), null=True, blank=True, editable=False)
    kicked_off_on = models.DateField(_("kick-off on"), null=True, blank=True, editable=False)
    kick_off = models.TextField(_("minutes of the kick-off"), blank=True, max_length=LONG, editable=False)
    # the plan (YXJH)
    quality_plan = models.TextField(_("quality plan"), blank=True, max_length=LONG, editable=False)
    plan_number = models.CharField(_("plan number"), max_length=30, blank=True, editable=False)
    planned_at = models.DateTimeField(_("plan settled at"), null=True, blank=True, editable=False)
    # the closing (XMZJ)
    closing_number = models.CharField(_("summary number"), max_length=30, blank=True, editable=False)
    summary = models.TextField(_("summary"), blank=True, max_length=LONG, editable=False)
    handed_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="+",
        verbose_name=_("handed over to"),
    )  # fmt: skip
    handover = models.TextField(_("what is handed over"), blank=True, max_length=LONG, editable=False)
    money_review = models.TextField(_("financial evaluation"), blank=True, max_length=LONG, editable=False)
    quality_review = models.TextField(_("quality evaluation"), blank=True, max_length=LONG, editable=False)
    quality_score = models.PositiveSmallIntegerField(
        _("quality score"), null=True, blank=True, editable=False,
        validators=[MinValueValidator(1), MaxValueValidator(5)],
    )  # fmt: skip
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True, editable=False)

    access = Access(view="presales.view", owner="opportunity__owner", department="opportunity__department")
    objects = KeptManager()

    class Meta:
        verbose_name = _("pre-sales project")
        verbose_name_plural = _("pre-sales projects")
        constraints = [
            models.UniqueConstraint(
                fields=["opportunity"],
                name="presales_one_alive",
                condition=Q(removed_at=None) & ~Q(state__in=["no_go", "closed", "dropped"]),
                violation_error_message=_("This opportunity has a pre-sales project already."),
            ),
            models.CheckConstraint(
                name="presales_team_after_go",
                condition=Q(appointed_at=None) | Q(decided_at__isnull=False),
                violation_error_message=_("No team before the decision."),
            ),
        ]
        indexes = [
            extra_index("presales_extra"),
            models.Index(fields=["-updated_at", "-id"], name="presales_recent"),
            models.Index(fields=["opportunity", "-id"], include=["state"], name="presales_of_deal"),
            models.Index(fields=["state", "-updated_at"], name="presales_by_state"),
            models.Index(fields=["watch_on"], condition=Q(watch_on__isnull=False), name="presales_watched"),
            gram_index("number", name="presales_number_grams"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.number} {self.opportunity.name}"

    def get_absolute_url(self) -> str:
        return reverse("presales:detail", args=[self.pk])
