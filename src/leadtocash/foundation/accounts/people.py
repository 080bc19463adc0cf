"""Who is who: find people by role and department, the line upwards. Used by processes, deadlines and pages."""

from __future__ import annotations

from copy import copy

from leadtocash.foundation.accounts.models import Department, Position, User
from leadtocash.foundation.accounts.organisation import places_of


def with_role(role: str, *, department: Department | None = None, led: User | None = None) -> list[User]:
    """Active people who hold the role; of those, the nearest to the department going up the tree.

    Without a department: all of them. The nearest level that has anybody answers, so a region's own sales manager is
    found before the headquarters' one. Where nobody up the tree holds it, the superior of `led` does who holds it
    elsewhere: he took those people over. Else everybody. Order: by user name, so that the same question has the same
    answer.
    """
    positions = list(
        Position.objects.filter(role__code=role, person__is_active=True)
        .select_related("person", "department")
        .order_by("person__username")
    )
    if department is None:
        return _unique([p.person for p in positions])
    for ancestor in _line(department):
        here = [p.person for p in positions if p.department_id == ancestor]
        if here:
            return _unique(here)
    found = _unique([p.person for p in positions])
    superior = superior_of(led) if led and len(found) > 1 else None
    return [superior] if superior in found else found


def superior_of(person: User) -> User | None:
    """The person's superior by his main position, else by any position."""
    position = (
        Position.objects.filter(person=person, superior__is_active=True)
        .select_related("superior")
        .order_by("-is_main", "pk")
        .first()
    )
    return position.superior if position else None


def main_department(person: User) -> Department | None:
    """The department of the main position, else of the first one."""
    places = places_of(person)
    return copy(places[0].department) if places else None


def roles_of(person: User) -> list[str]:
    """Codes of the roles the person holds, main position first."""
    return list(dict.fromkeys(place.role.code for place in places_of(person)))


def _line(department: Department) -> list[int]:
    return [int(step) for step in reversed(department.path.strip("/").split("/")) if step]


def _unique(people: list[User]) -> list[User]:
    return list({person.pk: person for person in people}.values())
