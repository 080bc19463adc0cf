"""To whom new customers go: rules by place and industry (CRM-6)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.access.scoping import ScopedQuerySet
from leadtocash.foundation.accounts.models import Department
from leadtocash.foundation.kernel.models import Record


class AssignmentRule(Record):
    """Customers of these places and industries go to this department: to one person, in turn, or into its pool.

    places, industries: words with blanks or commas between; a customer fits when one of them occurs in its place (its
    industry). Empty: every one. The first rule that fits counts, by `position`.
    """

    class To(models.TextChoices):
        PERSON = "person", _("One account manager")
        TURN = "turn", _("The account manager who has the fewest")
        POOL = "pool", _("The public pool of the department")

    position = models.PositiveSmallIntegerField(_("order"), default=100)
    places = models.CharField(_("places"), max_length=400, blank=True)
    industries = models.CharField(_("industries"), max_length=400, blank=True)
    to = models.CharField(_("goes to"), max_length=8, choices=To, default=To.TURN)
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+", verbose_name=_("department"))
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("account manager"),
    )
    is_active = models.BooleanField(_("in use"), default=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("assignment rule")
        verbose_name_plural = _("assignment rules")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return f"{self.places or self.industries or '*'} > {self.owner or self.department}"
