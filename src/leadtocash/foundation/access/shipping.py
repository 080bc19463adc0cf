"""Write the shipped roles and their permissions into a company; run after every migration, never undoes a change."""

from __future__ import annotations

from leadtocash.foundation.access.models import RolePermission, ShippedPermission
from leadtocash.foundation.access.permissions import permissions
from leadtocash.foundation.accounts.models import Role
from leadtocash.foundation.accounts.roles import SHIPPED


def ship_roles() -> None:
    """Make missing roles, and give each newly declared permission to its shipped holders, once."""
    for order, (code, name, name_en) in enumerate(SHIPPED):
        Role.objects.get_or_create(code=code, defaults={"name": name, "name_en": name_en, "order": order})
    roles = {role.code: role for role in Role.objects.all()}
    done = set(ShippedPermission.objects.values_list("permission", "role_code"))
    for permission in permissions.values():
        for code, scope in permission.roles.items():
            if (permission.code, code) in done:
                continue
            RolePermission.objects.get_or_create(
                role=roles[code], permission=permission.code, defaults={"scope": scope}
            )
            ShippedPermission.objects.create(permission=permission.code, role_code=code)
