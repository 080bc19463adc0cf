"""Regions become departments, managers and sellers become people; who is there already is used."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

from leadtocash.areas.opportunities import events
from leadtocash.areas.opportunities.importing.reading import Export, Seller
from leadtocash.foundation.accounts.models import Department, Position, Role, User
from leadtocash.foundation.journal import recording
from leadtocash.foundation.kernel.act import Act

PREFIX = "CRM-"


@dataclass
class Organisation:
    """Regions and people by the names of the export, and how many of them were made now."""

    regions: dict[str, Department] = field(default_factory=dict)
    people: dict[str, User] = field(default_factory=dict)
    made_regions: int = 0
    made_people: int = 0

    def region_of(self, seller: Seller) -> Department:
        return self.regions[seller.region]


def settle(export: Export, *, act: Act, password: str | None) -> Organisation:
    """Make what is not there: departments, people without password (unless one is given), positions."""
    found = Organisation()
    roles = {role.code: role for role in Role.objects.filter(code__in=("account_manager", "sales_manager"))}
    top = Department.objects.filter(kind=Department.Kind.HEADQUARTERS, parent=None).order_by("pk").first()
    sellers = list(export.sellers.values())
    for name in sorted({seller.region for seller in sellers}):
        found.regions[name] = _region(name, top, found)
    for seller in sellers:
        if seller.manager:
            manager = _person(seller.manager, found, act=act, password=password)
            _position(manager, found.region_of(seller), roles["sales_manager"], None)
    for seller in sellers:
        person = _person(seller.name, found, act=act, password=password)
        superior = found.people.get(seller.manager)
        _position(person, found.region_of(seller), roles["account_manager"], superior)
    return found


def _region(name: str, top: Department | None, found: Organisation) -> Department:
    code = f"{PREFIX}{login_of(name).upper() or 'ALL'}"[:20]
    known = Department.objects.filter(code=code).first()
    if known is not None:
        return known
    found.made_regions += 1
    return Department.objects.create(code=code, name=name or code, kind=Department.Kind.REGION, parent=top)


def _person(name: str, found: Organisation, *, act: Act, password: str | None) -> User:
    if name in found.people:
        return found.people[name]
    base = login_of(name)[:50] or "person"
    login, number = base, 1
    while (known := User.objects.filter(username=login).first()) is not None and known.name != name:
        number += 1
        login = f"{base}{number}"
    if known is None:
        known = User.objects.create_user(login, name, password)
        recording.write(known, events.PERSON_TAKEN_OVER, act=act)
        found.made_people += 1
    found.people[name] = known
    return known


def _position(person: User, region: Department, role: Role, superior: User | None) -> None:
    first = not Position.objects.filter(person=person).exists()
    Position.objects.get_or_create(
        person=person, department=region, role=role, defaults={"superior": superior, "is_main": first}
    )


def login_of(name: str) -> str:
    """A user name from a person's name: "Mei-Mei Johns" becomes mei-mei.johns."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9-]+", ".", plain).strip(".")
