"""Saved views of lists, and how a person (or a role) wants a list to open."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.accounts.models import Role


class SavedView(models.Model):
    """Filters, order and columns of a list under a name. It says what is asked, never what one may see."""

    class Audience(models.TextChoices):
        MINE = "mine", _("Only me")
        ROLE = "role", _("One role")
        EVERYBODY = "everybody", _("Everybody")

    list_name = models.CharField(_("list"), max_length=60)
    name = models.CharField(_("name"), max_length=40)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("kept by")
    )
    query = models.CharField(_("conditions"), max_length=2000, blank=True)
    audience = models.CharField(_("for"), max_length=10, choices=Audience, default=Audience.MINE)
    role = models.ForeignKey(
        Role, on_delete=models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("role")
    )
    saved_at = models.DateTimeField(_("saved at"))

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "list_name", "name"], name="listviews_name_once"),
            models.CheckConstraint(
                name="listviews_role_named", condition=Q(audience="role", role__isnull=False) | Q(role=None)
            ),
        ]
        indexes = [models.Index(fields=["list_name"], name="listviews_of_list")]

    def __str__(self) -> str:
        return self.name


class ListChoice(models.Model):
    """With which view a list opens, for a person or for a role, and the person's own columns."""

    list_name = models.CharField(_("list"), max_length=60)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="+",
        verbose_name=_("person"),
    )  # fmt: skip
    role = models.ForeignKey(
        Role, on_delete=models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("role")
    )
    view = models.ForeignKey(
        SavedView, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("view")
    )
    columns = models.CharField(_("columns"), max_length=1000, blank=True)

    class Meta:
        verbose_name = _("choice for a list")
        verbose_name_plural = _("choices for lists")
        constraints = [
            models.UniqueConstraint(fields=["list_name", "person"], name="listviews_person_once"),
            models.UniqueConstraint(fields=["list_name", "role"], name="listviews_role_once"),
            models.CheckConstraint(
                name="listviews_person_or_role",
                condition=Q(person=None, role__isnull=False) | Q(person__isnull=False, role=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.list_name} · {self.person_id or self.role_id}"
