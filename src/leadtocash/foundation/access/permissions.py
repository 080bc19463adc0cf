"""The permissions there are. Each area declares its own in `permissions.py`; who holds them is data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.apps import apps
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.kernel.registry import Registry


class Scope(models.TextChoices):
    """How far a permission reaches, from the holder's position (ORG-4)."""

    OWN = "own", _("Own")
    DEPARTMENT = "department", _("Department")
    BELOW = "below", _("Department and below")
    REGION = "region", _("Region")
    ALL = "all", _("All")


@dataclass(frozen=True)
class Permission:
    """code: "contracts.register"; roles: the shipped holders (role code -> scope) written into new companies."""

    code: str
    label: Promise | str
    roles: Mapping[str, Scope] = field(default_factory=dict)

    @property
    def area(self) -> str:
        """The part of the program it belongs to, in the reader's words."""
        return str(apps.get_app_config(self.code.partition(".")[0]).verbose_name)


permissions: Registry[Permission] = Registry("permission")


def declare(code: str, label: Promise | str, **roles: Scope) -> str:
    """Declare a permission with its shipped holders and give its code."""
    permissions.add(code, Permission(code, label, roles))
    return code
