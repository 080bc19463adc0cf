"""Whose work the desk shows: my own, my team's, the company's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from leadtocash.areas.contracts import permissions as contracts
from leadtocash.areas.opportunities import permissions as opportunities
from leadtocash.areas.projects import permissions as projects
from leadtocash.areas.receivables import permissions as receivables
from leadtocash.foundation.access.grants import grant
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.accounts.organisation import main_place

MINE, TEAM, COMPANY = "mine", "team", "company"
SEEING = (opportunities.VIEW, contracts.VIEW, projects.VIEW, receivables.VIEW)


@dataclass(frozen=True)
class Scope:
    """One side of the desk. params: what the lists behind its numbers are narrowed by."""

    key: str
    label: str
    params: Mapping[str, str]


def scopes_of(person: User) -> list[Scope]:
    """The sides this person has: his own always, his department's and the company's as far as he may see them."""
    found = [Scope(MINE, _("My day"), {"owner": "me"})]
    reaches = [grant(person, permission) for permission in SEEING]
    if not any(reach.everything or reach.departments for reach in reaches):
        return found
    place = main_place(person)
    if place is not None and place.department.parent_id is not None:
        found.append(Scope(TEAM, place.department.name, {"department": str(place.department.pk)}))
    if any(reach.everything for reach in reaches):
        found.append(Scope(COMPANY, _("The company"), {}))
    return found


def scope_of(person: User, key: str) -> Scope:
    """The side asked for; one's own where it is none of one's sides."""
    sides = scopes_of(person)
    return next((side for side in sides if side.key == key), sides[0])
