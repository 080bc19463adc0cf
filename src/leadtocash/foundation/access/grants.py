"""What one person may, resolved: permission -> everything, these departments, own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from leadtocash.foundation.access.models import RolePermission
from leadtocash.foundation.access.permissions import Scope
from leadtocash.foundation.accounts.models import Department, Position, User


@dataclass(frozen=True)
class Grant:
    """everything: no limit; departments: ids the permission reaches; own: also what the person owns or is member of."""

    everything: bool = False
    departments: frozenset[int] = frozenset()
    own: bool = False

    def __or__(self, other: Grant) -> Grant:
        return Grant(self.everything or other.everything, self.departments | other.departments, self.own or other.own)


NOTHING = Grant()


def grants_of(user: User) -> dict[str, Grant]:
    """All grants of a person; two queries, then kept on the object for the rest of the request."""
    known: dict[str, Grant] | None = getattr(user, "_grants", None)
    if known is None:
        known = _load(user)
        user._grants = known  # type: ignore[attr-defined]
    return known


def forget(user: User) -> None:
    """Forget kept grants (after a change of positions or permissions within one process)."""
    if hasattr(user, "_grants"):
        del user._grants


def grant(user: User, permission: str) -> Grant:
    """The reach of one permission for a person; `NOTHING` without it."""
    if not user.is_authenticated or not user.is_active:
        return NOTHING
    return grants_of(user).get(permission, NOTHING)


def _load(user: User) -> dict[str, Grant]:
    positions = list(Position.objects.filter(person_id=user.pk).values_list("role_id", "department_id"))
    if not positions:
        return {}
    departments = {row.pk: row for row in map(_Unit._make, Department.objects.values_list(*_Unit._fields))}
    by_role: dict[int, list[tuple[str, str]]] = {}
    rows = RolePermission.objects.filter(role__in={role for role, _ in positions})
    for role_id, permission, scope in rows.values_list("role_id", "permission", "scope"):
        by_role.setdefault(role_id, []).append((permission, scope))
    reaches: dict[tuple[str, int], Grant] = {}
    found: dict[str, Grant] = {}
    for role_id, department_id in positions:
        for permission, scope in by_role.get(role_id, ()):
            reach = reaches.get((scope, department_id))
            if reach is None:
                reach = reaches[scope, department_id] = _reach(scope, departments[department_id], departments)
            known = found.get(permission)
            found[permission] = reach if known is None else known | reach
    return found


class _Unit(NamedTuple):
    """A department, as far as the reach of a permission goes by it."""

    pk: int
    path: str
    kind: str
    parent_id: int | None


def _reach(scope: str, home: _Unit, departments: dict[int, _Unit]) -> Grant:
    if scope == Scope.ALL:
        return Grant(everything=True, own=True)
    if scope == Scope.OWN:
        return Grant(own=True)
    if scope == Scope.DEPARTMENT:
        return Grant(departments=frozenset({home.pk}), own=True)
    top = _region(home, departments) if scope == Scope.REGION else home
    return Grant(departments=frozenset(d.pk for d in departments.values() if d.path.startswith(top.path)), own=True)


def _region(home: _Unit, departments: dict[int, _Unit]) -> _Unit:
    here: _Unit | None = home
    while here is not None:
        if here.kind == Department.Kind.REGION:
            return here
        here = departments.get(here.parent_id) if here.parent_id else None
    return home
