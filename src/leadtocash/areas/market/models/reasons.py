"""Why deals are won or lost, as words one can count (OPP-11)."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.access.scoping import Access, ScopedQuerySet
from leadtocash.foundation.kernel.language import own_language
from leadtocash.foundation.kernel.models import Record


class CloseReason(Record):
    """A reason one chooses when a deal is decided; what is not used any more is switched off, never deleted."""

    class For(models.TextChoices):
        BOTH = "both", _("Won and lost")
        WON = "won", _("Won")
        LOST = "lost", _("Lost")

    code = models.SlugField(_("code"), max_length=30, unique=True)
    name = models.CharField(_("name"), max_length=40)
    name_en = models.CharField(_("English name"), max_length=60, blank=True)
    used_for = models.CharField(_("for deals"), max_length=4, choices=For, default=For.BOTH)
    position = models.PositiveSmallIntegerField(_("order"), default=50)
    is_active = models.BooleanField(_("offered"), default=True)

    access = Access(view="market.view", owner="", department="")
    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("closing reason")
        verbose_name_plural = _("closing reasons")
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return own_language(self.name, self.name_en)

    def get_absolute_url(self) -> str:
        return reverse("market:edit-reason", args=[self.pk])
