"""The departments, roles and positions of the company, kept in each process. Nobody may change what is given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from leadtocash.foundation.accounts.models import Department, Position, Role, User
from leadtocash.foundation.kernel.stamps import Kept

STAMP = "organisation"


class Place(NamedTuple):
    """A position as far as it is asked for all the time."""

    role: Role
    department: Department
    title: str
    is_main: bool


@dataclass(frozen=True)
class Organisation:
    """departments and roles by id; places by the id of the person, the main position first."""

    departments: Mapping[int, Department]
    roles: Mapping[int, Role]
    places: Mapping[int, tuple[Place, ...]]


def places_of(person: User) -> tuple[Place, ...]:
    """The positions of a person, the main one first."""
    return organisation().places.get(person.pk, ())


def main_place(person: User) -> Place | None:
    """The main position of a person; None where no position is marked so."""
    return next((place for place in places_of(person) if place.is_main), None)


def _load() -> Organisation:
    departments, roles = Department.objects.in_bulk(), Role.objects.in_bulk()
    held: dict[int, tuple[Place, ...]] = {}
    rows = Position.objects.order_by("-is_main", "pk")
    for person, role, department, title, is_main in rows.values_list(
        "person_id", "role_id", "department_id", "title", "is_main"
    ):
        place = Place(roles[role], departments[department], title, is_main)
        held[person] = (*held.get(person, ()), place)
    return Organisation(departments, roles, held)


organisation = Kept(STAMP, _load)
