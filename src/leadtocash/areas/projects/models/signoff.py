"""The customer's signature on the delivery: the signed sheet, and the acceptance report where one is asked for."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from leadtocash.areas.projects.models.project import Project
from leadtocash.foundation.access.scoping import Access, ScopedQuerySet
from leadtocash.foundation.kernel.models import Record


class SignoffSheet(Record):
    """The project's equipment sign-off sheet (S0 2.4.3): opened at arrival, handed in signed and stamped, checked."""

    class State(models.TextChoices):
        OPEN = "open", _("Being filled in")
        CHECKING = "checking", _("Being checked")
        RETURNED = "returned", _("Sent back")
        ACCEPTED = "accepted", _("Accepted")

    number = models.CharField(_("sheet number"), max_length=30, unique=True, editable=False)
    project = models.OneToOneField(
        Project, on_delete=models.CASCADE, related_name="sheet", editable=False, verbose_name=_("project")
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN, editable=False)
    customer_signer = models.CharField(_("customer's signer"), max_length=60, blank=True)
    customer_unit = models.CharField(_("signer's department"), max_length=80, blank=True)
    signed_on = models.DateField(_("day of the signature"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    handed_in_at = models.DateTimeField(_("handed in at"), null=True, blank=True, editable=False)
    handed_in_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, editable=False,
        related_name="+", verbose_name=_("handed in by"),
    )  # fmt: skip
    checked_at = models.DateTimeField(_("checked at"), null=True, blank=True, editable=False)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, editable=False,
        related_name="+", verbose_name=_("checked by"),
    )  # fmt: skip
    return_reason = models.TextField(_("why it was sent back"), blank=True, editable=False)

    access = Access(parent="project")
    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("sign-off sheet")
        verbose_name_plural = _("sign-off sheets")
        constraints = [
            models.CheckConstraint(
                name="projects_accepted_sheet_is_signed",
                condition=~Q(state="accepted") | (Q(signed_on__isnull=False) & ~Q(customer_signer="")),
            )
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_fixed(self) -> bool:
        """Handed in or accepted: signer, date, serial numbers and scan stay as they are."""
        return self.state in (self.State.CHECKING, self.State.ACCEPTED)


class AcceptanceReport(Record):
    """The customer's acceptance after sign-off, where the contract asks for it (S0 2.5.4). Changes no project data."""

    number = models.CharField(_("report number"), max_length=30, unique=True, editable=False)
    project = models.OneToOneField(
        Project, on_delete=models.PROTECT, related_name="acceptance", editable=False, verbose_name=_("project")
    )
    accepted_on = models.DateField(_("accepted on"))
    customer_signer = models.CharField(_("customer's signer"), max_length=60)
    note = models.TextField(_("note"), blank=True, max_length=1000)

    access = Access(parent="project")
    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("acceptance report")
        verbose_name_plural = _("acceptance reports")

    def __str__(self) -> str:
        return self.number
