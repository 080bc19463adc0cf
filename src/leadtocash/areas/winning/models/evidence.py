"""The evidence library: what proves a promise, kept once and used in many deals (OPP-6)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from leadtocash.areas.customers.models import Customer
from leadtocash.areas.products.models import Product
from leadtocash.foundation.access.scoping import Access, KeptManager
from leadtocash.foundation.accounts.models import Department
from leadtocash.foundation.kernel.extra import Extensible, extra_index
from leadtocash.foundation.kernel.models import Removable
from leadtocash.foundation.search.grams import gram_index


class Evidence(Removable, Extensible):
    """A reference, certificate, test report or case, with its files. valid_until: the last day it may be shown."""

    class Kind(models.TextChoices):
        REFERENCE = "reference", _("Reference")
        CERTIFICATE = "certificate", _("Certificate")
        TEST = "test", _("Test report")
        CASE = "case", _("Case")
        OTHER = "other", _("Other evidence")

    number = models.CharField(_("number"), max_length=30, unique=True, editable=False)
    title = models.CharField(_("title"), max_length=160)
    kind = models.CharField(_("kind of evidence"), max_length=12, choices=Kind)
    text = models.TextField(_("what it proves"), max_length=2000, blank=True)
    product = models.ForeignKey(
        Product, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("product")
    )
    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("customer")
    )
    industry = models.CharField(_("industry"), max_length=60, blank=True)
    issued_on = models.DateField(_("issued on"), null=True, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("kept by")
    )
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+", verbose_name=_("department"))

    access = Access(view="winning.see_evidence")
    objects = KeptManager()

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence library")
        indexes = [
            extra_index("winning_evidence_extra"),
            models.Index(fields=["-updated_at", "-id"], name="winning_evidence_recent"),
            models.Index(fields=["valid_until", "id"], name="winning_evidence_validity"),
            gram_index("title", name="winning_evidence_grams"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("winning:evidence", args=[self.pk])
