"""Who may what, how far: role permissions (one table, changeable), and people a record is opened to."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.access.permissions import Scope
from leadtocash.foundation.accounts.models import Role


class RolePermission(models.Model):
    """A role holds a permission with a scope."""

    role = models.ForeignKey(Role, on_delete=models.CASCADE, related_name="permissions", verbose_name=_("role"))
    permission = models.CharField(_("permission"), max_length=80)
    scope = models.CharField(_("scope"), max_length=12, choices=Scope)

    class Meta:
        verbose_name = _("role permission")
        verbose_name_plural = _("role permissions")
        constraints = [models.UniqueConstraint(fields=["role", "permission"], name="access_role_permission_once")]

    def __str__(self) -> str:
        return f"{self.role} · {self.permission} · {self.scope}"


class ShippedPermission(models.Model):
    """Permissions whose shipped holders were written once; a later withdrawal by an administrator stays."""

    permission = models.CharField(max_length=80)
    role_code = models.CharField(max_length=40)

    class Meta:
        verbose_name = _("shipped permission")
        verbose_name_plural = _("shipped permissions")
        constraints = [models.UniqueConstraint(fields=["permission", "role_code"], name="access_shipped_once")]

    def __str__(self) -> str:
        return self.permission


class Participation(models.Model):
    """A record is opened to a person outside his scope: team member, approver, or by copy."""

    class Why(models.TextChoices):
        MEMBER = "member", _("Team member")
        APPROVER = "approver", _("Approver")
        COPIED = "copied", _("Copied")

    kind = models.CharField(max_length=60)
    record_id = models.BigIntegerField()
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="participations")
    why = models.CharField(max_length=10, choices=Why)
    since = models.DateTimeField()

    class Meta:
        verbose_name = _("participation")
        verbose_name_plural = _("participations")
        constraints = [
            models.UniqueConstraint(fields=["person", "kind", "record_id", "why"], name="access_participation_once")
        ]
        indexes = [models.Index(fields=["kind", "record_id"], name="access_participation_of")]

    def __str__(self) -> str:
        return f"{self.kind} {self.record_id} · {self.person_id}"
