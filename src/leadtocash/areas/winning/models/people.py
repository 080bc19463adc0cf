"""Who decides at the customer: the people of the buying centre of a deal, and who influences whom (OPP-5)."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from leadtocash.areas.customers.models import Contact
from leadtocash.areas.opportunities.models import Opportunity
from leadtocash.foundation.access.scoping import Access, KeptManager, ScopedQuerySet
from leadtocash.foundation.documents.models import Attachment
from leadtocash.foundation.kernel.extra import Extensible, extra_index
from leadtocash.foundation.kernel.models import Record, Removable

ACROSS = 1000  # a place on the map counts in thousandths of its width


class Level(models.TextChoices):
    """The levels of the purchasing team (S2 milestone.2.2), the highest last."""

    OPERATE = "operate", _("Operating level")
    MANAGE = "manage", _("Managing level")
    DECIDE = "decide", _("Deciding level")


class Role(models.TextChoices):
    """What somebody does when they buy; one person may do several of it."""

    USE = "use", _("Uses it")
    TECHNICAL = "technical", _("Judges the technology")
    PURCHASE = "purchase", _("Purchases")
    FINANCE = "finance", _("Pays")
    DECIDE = "decide", _("Decides")


class Standing(models.TextChoices):
    """How somebody stands to us (S2 milestone.2.3); the letters stand on the map."""

    COACH = "C", _("Coach")
    SUPPORTER = "S", _("Supporter")
    NEUTRAL = "N", _("Neutral")
    ENEMY = "E", _("Enemy")
    BLOCKER = "B", _("Blocker")


class Stakeholder(Removable, Extensible):
    """A contact of the customer who has a say in one deal.

    decides_in: ids of those stages of the deal's method in which this person decides; ids of another version's stages
    mean nothing any more. place: where the person stands on the map across the band of the level, in thousandths;
    empty: where there is room.
    """

    opportunity = models.ForeignKey(
        Opportunity, on_delete=models.CASCADE, related_name="stakeholders", verbose_name=_("opportunity"),
        db_index=False,
    )  # fmt: skip
    contact = models.ForeignKey(
        Contact, on_delete=models.PROTECT, related_name="stakeholders", verbose_name=_("contact")
    )
    level = models.CharField(_("level"), max_length=8, choices=Level)
    roles = ArrayField(
        models.CharField(max_length=10, choices=Role), verbose_name=_("roles in buying"), default=list, blank=True
    )
    standing = models.CharField(_("standing"), max_length=1, choices=Standing, default=Standing.NEUTRAL, editable=False)
    is_key = models.BooleanField(_("key person"), default=False)
    personality = models.CharField(_("personality"), max_length=200, blank=True)
    personal_needs = models.TextField(_("personal needs"), max_length=1000, blank=True)
    business_needs = models.TextField(_("business needs"), max_length=1000, blank=True)
    decides_in = ArrayField(models.BigIntegerField(), verbose_name=_("decides in the stages"), default=list, blank=True)
    place = models.PositiveSmallIntegerField(
        _("place on the map"), null=True, blank=True, validators=[MaxValueValidator(ACROSS)]
    )

    access = Access(parent="opportunity")
    objects = KeptManager()

    class Meta:
        verbose_name = _("stakeholder")
        verbose_name_plural = _("stakeholders")
        constraints = [
            models.UniqueConstraint(
                fields=["opportunity", "contact"],
                condition=Q(removed_at=None),
                name="winning_stakeholder_once",
                violation_error_message=_("This person stands on the map of the deal already."),
            )
        ]
        indexes = [
            extra_index("winning_stakeholder_extra"),
            models.Index(fields=["opportunity", "level"], name="winning_of_opportunity"),
            models.Index(fields=["-updated_at", "-id"], name="winning_stakeholders_recent"),
            models.Index(fields=["level", "id"], condition=Q(removed_at=None), name="winning_stakeholders_levels"),
            models.Index(fields=["standing", "id"], condition=Q(removed_at=None), name="winning_stakeholders_stances"),
        ]

    def __str__(self) -> str:
        return self.contact.name

    def get_absolute_url(self) -> str:
        return reverse("winning:stakeholder", args=[self.pk])


class StandingChange(Record):
    """From a day on somebody stood to us otherwise: what shows it, who says so."""

    stakeholder = models.ForeignKey(
        Stakeholder, on_delete=models.CASCADE, related_name="standings", verbose_name=_("stakeholder")
    )
    before = models.CharField(_("standing before"), max_length=1, choices=Standing, blank=True)
    standing = models.CharField(_("standing"), max_length=1, choices=Standing)
    on = models.DateField(_("so since"))
    evidence = models.CharField(_("what shows it"), max_length=400)
    attachment = models.ForeignKey(
        Attachment, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("file")
    )

    access = Access(parent="stakeholder")
    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("change of standing")
        verbose_name_plural = _("changes of standing")
        ordering = ["-on", "-pk"]

    def __str__(self) -> str:
        return self.evidence

    def get_absolute_url(self) -> str:
        return self.stakeholder.get_absolute_url()


class Influence(models.Model):
    """Somebody's word counts with another: an arrow on the map."""

    class Strength(models.TextChoices):
        WEAK = "weak", _("Some influence")
        STRONG = "strong", _("Strong influence")

    class Kind(models.TextChoices):
        FOR = "for", _("In our favour")
        AGAINST = "against", _("Against us")
        REPORTS = "reports", _("Reports to")

    source = models.ForeignKey(
        Stakeholder, on_delete=models.CASCADE, related_name="influences", verbose_name=_("who influences")
    )
    target = models.ForeignKey(
        Stakeholder, on_delete=models.CASCADE, related_name="influenced_by", verbose_name=_("who is influenced")
    )
    strength = models.CharField(_("strength"), max_length=6, choices=Strength, default=Strength.WEAK)
    kind = models.CharField(_("kind of influence"), max_length=8, choices=Kind, default=Kind.FOR)

    access = Access(parent="source")
    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("influence")
        verbose_name_plural = _("influences")
        constraints = [
            models.UniqueConstraint(fields=["source", "target"], name="winning_influence_once"),
            models.CheckConstraint(name="winning_influence_on_another", condition=~Q(source=F("target"))),
        ]

    def __str__(self) -> str:
        return f"{self.source} → {self.target}"
