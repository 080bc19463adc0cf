"""Whom we sell through or together with."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.access.scoping import Access, KeptManager
from leadtocash.foundation.accounts.models import Department
from leadtocash.foundation.kernel.extra import Extensible, extra_index
from leadtocash.foundation.kernel.models import Removable
from leadtocash.foundation.search.grams import gram_index


class Partner(Removable, Extensible):
    """An agent, distributor, integrator or design institute; looked after by one person, with an agreement or without.

    The agreement holds from its first to its last day, both included.
    """

    class Kind(models.TextChoices):
        AGENT = "agent", _("Agent")
        DISTRIBUTOR = "distributor", _("Distributor")
        INTEGRATOR = "integrator", _("Integrator")
        INSTITUTE = "institute", _("Design institute")
        OTHER = "other", _("Other")

    class Level(models.TextChoices):
        CORE = "core", _("Core")
        NORMAL = "normal", _("Normal")
        TRIAL = "trial", _("On trial")

    name = models.CharField(_("partner"), max_length=120)
    name_key = models.CharField(max_length=120, editable=False)
    name_core = models.CharField(max_length=120, blank=True, default="", editable=False, db_index=True)
    kind = models.CharField(_("kind of partner"), max_length=12, choices=Kind, default=Kind.AGENT)
    level = models.CharField(_("partner level"), max_length=8, choices=Level, default=Level.NORMAL)
    region = models.CharField(_("region"), max_length=80, blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    scope = models.TextField(_("what was agreed"), blank=True, max_length=2000)
    agreed_from = models.DateField(_("agreement from"), null=True, blank=True)
    agreed_until = models.DateField(_("agreement until"), null=True, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("account manager")
    )
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+", verbose_name=_("department"))

    access = Access(view="market.view_partners")
    journal_hides = ("name_key", "name_core")
    objects = KeptManager()

    class Meta:
        verbose_name = _("partner")
        verbose_name_plural = _("partners")
        constraints = [
            models.UniqueConstraint(
                fields=["name_key"],
                condition=Q(merged_into__isnull=True),
                name="market_partner_once",
                violation_error_message=_("This partner is there already."),
            ),
            models.CheckConstraint(
                name="market_partner_agreement",
                condition=Q(agreed_until__isnull=True)
                | Q(agreed_from__isnull=False, agreed_until__gte=F("agreed_from")),
                violation_error_message=_("The agreement would end before it begins."),
            ),
        ]
        indexes = [
            extra_index("market_partner_extra"),
            models.Index(fields=["-updated_at", "-id"], name="market_partner_recent"),
            models.Index(fields=["owner", "-updated_at"], name="market_partner_of_owner"),
            models.Index(fields=["department", "-updated_at"], name="market_partner_of_dept"),
            models.Index(fields=["agreed_until", "id"], name="market_partner_ending"),
            gram_index("name", name="market_partner_name_grams"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("market:partner", args=[self.pk])


class PartnerContact(Removable):
    """A person at a partner."""

    partner = models.ForeignKey(Partner, on_delete=models.CASCADE, related_name="contacts", verbose_name=_("partner"))
    name = models.CharField(_("name"), max_length=60)
    position = models.CharField(_("job title"), max_length=80, blank=True)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)

    access = Access(parent="partner")
    objects = KeptManager()

    class Meta:
        verbose_name = _("contact at a partner")
        verbose_name_plural = _("contacts at partners")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"{self.partner.get_absolute_url()}?tab=contacts"
