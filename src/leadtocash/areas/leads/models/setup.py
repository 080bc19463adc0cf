"""Sources of leads: what a company sets up (OPP-1)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.access.scoping import Access
from leadtocash.foundation.kernel.language import own_language
from leadtocash.foundation.kernel.models import Record


class LeadSource(Record):
    """Where leads come from. A lead, and a deal whose source says its name, count for it."""

    code = models.SlugField(_("code"), max_length=30, unique=True)
    name = models.CharField(_("name"), max_length=40, unique=True)
    name_en = models.CharField(_("English name"), max_length=60, blank=True)
    position = models.PositiveSmallIntegerField(_("order"), default=100)
    is_active = models.BooleanField(_("offered for new leads"), default=True)

    access = Access(view="leads.view", owner="", department="")

    class Meta:
        verbose_name = _("source of leads")
        verbose_name_plural = _("sources of leads")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return own_language(self.name, self.name_en)
