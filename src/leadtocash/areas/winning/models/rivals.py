"""Who else bids for a deal, how we meet them, and the barriers we set (OPP-6, S2 milestone.4.1)."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from leadtocash.areas.market.models import Competitor
from leadtocash.areas.opportunities.models import Opportunity
from leadtocash.areas.winning.models.people import Stakeholder
from leadtocash.foundation.access.scoping import Access, KeptManager, ScopedQuerySet
from leadtocash.foundation.documents.models import Attachment
from leadtocash.foundation.kernel.models import Removable
from leadtocash.foundation.kernel.money import MoneyField
from leadtocash.foundation.search.grams import gram_index


class Rival(Removable):
    """A competitor in one deal: what speaks for and against him here, how we meet him.

    coach: who helps him at the customer. price: what he is expected to ask for the whole, yuan with tax.
    """

    class Strategy(models.TextChoices):
        HEAD_ON = "head_on", _("Head-on")
        FLANK = "flank", _("Flank")
        JOINT = "joint", _("Joint bid")
        BARRIER = "barrier", _("Barrier")

    opportunity = models.ForeignKey(
        Opportunity, on_delete=models.CASCADE, related_name="rivals_here", verbose_name=_("opportunity")
    )
    competitor = models.ForeignKey(
        Competitor, on_delete=models.PROTECT, related_name="rivalries", verbose_name=_("competitor")
    )
    coach = models.ForeignKey(
        Stakeholder, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("their coach")
    )
    strengths = models.TextField(_("their strengths here"), max_length=1000, blank=True)
    weaknesses = models.TextField(_("their weaknesses here"), max_length=1000, blank=True)
    price = MoneyField(_("price expected of them"), null=True, blank=True)
    strategy = models.CharField(_("our strategy"), max_length=8, choices=Strategy, blank=True)
    plan = models.TextField(_("what we do"), max_length=1000, blank=True)

    access = Access(parent="opportunity")
    objects = KeptManager()

    class Meta:
        verbose_name = _("rival")
        verbose_name_plural = _("rivals")
        constraints = [
            models.UniqueConstraint(
                fields=["opportunity", "competitor"],
                condition=Q(removed_at=None),
                name="winning_rival_once",
                violation_error_message=_("This competitor stands on the board of the deal already."),
            )
        ]
        indexes = [models.Index(fields=["-updated_at", "-id"], name="winning_rivals_recent")]

    def __str__(self) -> str:
        return self.competitor.name

    def get_absolute_url(self) -> str:
        return f"{self.opportunity.get_absolute_url()}?tab=competition"


class Barrier(Removable):
    """Something only we fulfil well, to be asked for by the customer.

    wording: the words by which one finds it in the tender; state LOST: the tender does not ask for it. reference: file
    and place where the tender asks for it.
    """

    class Kind(models.TextChoices):
        TECHNICAL = "technical", _("Technical barrier")
        COMMERCIAL = "commercial", _("Commercial barrier")

    class State(models.TextChoices):
        PLANNED = "planned", _("Barrier planned")
        PLACED = "placed", _("Placed with the customer")
        IN_TENDER = "in_tender", _("In the tender")
        LOST = "lost", _("Not in the tender")

    opportunity = models.ForeignKey(
        Opportunity, on_delete=models.CASCADE, related_name="barriers", verbose_name=_("opportunity")
    )
    rival = models.ForeignKey(
        Rival, on_delete=models.SET_NULL, null=True, blank=True, related_name="barriers", verbose_name=_("against")
    )
    text = models.CharField(_("required of the bidder"), max_length=300)
    wording = models.CharField(_("words to find it by"), max_length=80, blank=True)
    kind = models.CharField(_("kind of barrier"), max_length=10, choices=Kind, default=Kind.TECHNICAL)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("who sets it")
    )
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.PLANNED, editable=False)
    reference = models.CharField(_("where it stands"), max_length=200, blank=True, editable=False)
    attachment = models.ForeignKey(
        Attachment, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("file"),
        editable=False,
    )  # fmt: skip

    access = Access(parent="opportunity")
    objects = KeptManager()

    class Meta:
        verbose_name = _("barrier")
        verbose_name_plural = _("barriers")
        indexes = [
            models.Index(fields=["-updated_at", "-id"], name="winning_barriers_recent"),
            gram_index("text", name="winning_barrier_text_grams"),
        ]

    def __str__(self) -> str:
        return self.text

    def get_absolute_url(self) -> str:
        return f"{self.opportunity.get_absolute_url()}?tab=competition"


class Yardstick(models.Model):
    """What the customer will compare bidders by, how much it weighs (1 to 10), and how we do (0 to 10)."""

    opportunity = models.ForeignKey(
        Opportunity, on_delete=models.CASCADE, related_name="yardsticks", verbose_name=_("opportunity")
    )
    position = models.PositiveSmallIntegerField(_("line"))
    text = models.CharField(_("criterion of the customer"), max_length=120)
    weight = models.PositiveSmallIntegerField(
        _("weight"), default=1, validators=[MinValueValidator(1), MaxValueValidator(10)]
    )
    ours = models.PositiveSmallIntegerField(_("we"), default=0, validators=[MaxValueValidator(10)])

    access = Access(parent="opportunity")
    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("criterion compared")
        verbose_name_plural = _("criteria compared")
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["opportunity", "position"], name="winning_yardstick_position")]

    def __str__(self) -> str:
        return self.text


class RivalScore(models.Model):
    """How a rival does by one criterion, 0 to 10."""

    yardstick = models.ForeignKey(
        Yardstick, on_delete=models.CASCADE, related_name="scores", verbose_name=_("criterion compared")
    )
    rival = models.ForeignKey(Rival, on_delete=models.CASCADE, related_name="scores", verbose_name=_("rival"))
    points = models.PositiveSmallIntegerField(_("points"), validators=[MaxValueValidator(10)])

    access = Access(parent="yardstick")
    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("points of a rival")
        verbose_name_plural = _("points of rivals")
        constraints = [models.UniqueConstraint(fields=["yardstick", "rival"], name="winning_score_once")]

    def __str__(self) -> str:
        return f"{self.rival} {self.points}"
