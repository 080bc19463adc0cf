"""What one person may, resolved: permission -> everything, these departments, own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from leadtocash.foundation.access.models import RolePermission
from leadtocash.foundation.access.permissions import Scope
from leadtocash.foundation.accounts.models import Department, User
from leadtocash.foundation.accounts.organisation import STAMP, Organisation, Place, organisation, places_of
from leadtocash.foundation.kernel.stamps import Kept


@dataclass(frozen=True)
class Grant:
    """everything: no limit; departments: ids the permission reaches; own: also what the person owns or is member of."""

    everything: bool = False
    departments: frozenset[int] = frozenset()
    own: bool = False

    def __or__(self, other: Grant) -> Grant:
        return Grant(self.everything or other.everything, self.departments | other.departments, self.own or other.own)


NOTHING = Grant()
Grants = Mapping[str, Grant]


def grants_of(user: User) -> Grants:
    """All grants of a person; kept on the object for the rest of the request."""
    known: Grants | None = getattr(user, "_grants", None)
    if known is None:
        known = _rights().of(places_of(user))
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


class _Rights:
    """What the roles may, and what that comes to in the departments: worked out once, many people hold the same."""

    def __init__(self, company: Organisation, by_role: Mapping[int, Sequence[tuple[str, str]]]) -> None:
        self.company, self.by_role = company, by_role
        self.reaches: dict[tuple[str, int], Grant] = {}
        self.grants: dict[tuple[tuple[int, int], ...], Grants] = {}

    def of(self, places: Sequence[Place]) -> Grants:
        held = tuple((place.role.pk, place.department.pk) for place in places)
        if held not in self.grants:
            found: dict[str, Grant] = {}
            for role, department in held:
                for permission, scope in self.by_role.get(role, ()):
                    found[permission] = found.get(permission, NOTHING) | self._reach(scope, department)
            self.grants[held] = found
        return self.grants[held]

    def _reach(self, scope: str, department: int) -> Grant:
        if (scope, department) not in self.reaches:
            self.reaches[scope, department] = _reach(scope, department, self.company.departments)
        return self.reaches[scope, department]


def _load() -> _Rights:
    by_role: dict[int, list[tuple[str, str]]] = {}
    for role, permission, scope in RolePermission.objects.values_list("role_id", "permission", "scope"):
        by_role.setdefault(role, []).append((permission, scope))
    return _Rights(organisation(), by_role)


_rights = Kept(STAMP, _load)


def _reach(scope: str, department: int, departments: Mapping[int, Department]) -> Grant:
    if scope == Scope.ALL:
        return Grant(everything=True, own=True)
    if scope == Scope.OWN:
        return Grant(own=True)
    if scope == Scope.DEPARTMENT:
        return Grant(departments=frozenset({department}), own=True)
    home = departments[department]
    top = _region(home, departments) if scope == Scope.REGION else home
    return Grant(departments=frozenset(d.pk for d in departments.values() if d.path.startswith(top.path)), own=True)


def _region(home: Department, departments: Mapping[int, Department]) -> Department:
    here: Department | None = home
    while here is not None:
        if here.kind == Department.Kind.REGION:
            return here
        here = departments.get(here.parent_id) if here.parent_id else None
    return home
