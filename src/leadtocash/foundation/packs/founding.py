"""The first start: an empty company gets its name, its administrator and its policy pack, once and never again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext as _

from leadtocash.foundation.accounts import passwords
from leadtocash.foundation.accounts.models import Department, Position, Role, User, username_of
from leadtocash.foundation.journal import recording
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.errors import Missing, RuleError
from leadtocash.foundation.packs import actions, events, shipped
from leadtocash.foundation.packs.models import Founding, PackImport

ADMINISTRATOR = "system_admin"
HEADQUARTERS = "HQ"


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What is asked at the first start."""

    company: str
    username: str
    name: str
    password: str
    pack: str
    language: str = "zh-hans"


def is_open() -> bool:
    """May the company still be set up: nobody has ever been able to sign in here."""
    return not Founding.objects.exists() and not User.objects.exclude(password__startswith="!").exists()  # noqa: S106 - the mark of no password


def found_company(wish: Wish, *, act: Act) -> User:
    """Make the headquarters, the administrator with all that his role holds, and take over the pack.

    Of two at once the second waits and is refused. Raises RuleError when the company is there already or the pack
    was refused, ValidationError at the field for a wrong name or password. All or nothing.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('leadtocash founding'))")
        if not is_open():
            raise RuleError(_("This company is set up already. Sign in."), code="already_set_up")
        person = _administrator(wish, act.at)
        act = replace(act, by=person)
        founding = Founding.objects.create(company=wish.company, pack=wish.pack, at=act.at, by=person)
        kept = _take_over(wish.pack, act=act)
        recording.write(founding, events.FOUNDED, act=act, data={"pack": kept.title})
    return person


def _administrator(wish: Wish, at: datetime) -> User:
    unit = Department.objects.filter(parent=None, kind=Department.Kind.HEADQUARTERS).order_by("pk").first()
    if unit is None:
        unit = Department(code=HEADQUARTERS, name=wish.company, kind=Department.Kind.HEADQUARTERS)
    unit.name = wish.company
    unit.full_clean(exclude=["path"])
    unit.save()
    person = _person(wish, at)
    role = Role.objects.get(code=ADMINISTRATOR)
    has_main = person.positions.filter(is_main=True).exists()
    Position.objects.get_or_create(person=person, department=unit, role=role, defaults={"is_main": not has_main})
    return person


def _person(wish: Wish, at: datetime) -> User:
    """A new person, or one that was taken over without a password."""
    username = username_of(wish.username)
    person = User.objects.filter(username=username).first() or User(username=username)
    person.name, person.is_active, person.language = wish.name, True, wish.language
    if not person.password:
        person.set_unusable_password()
    person.full_clean(exclude=["password"])
    person.save()
    try:
        passwords.keep(person, wish.password, at=at, by_himself=True)
    except ValidationError as error:
        raise ValidationError({"password": error.messages}) from None
    return person


def _take_over(name: str, *, act: Act) -> PackImport:
    """The whole pack; one part refused refuses the founding, for a half policy is none."""
    pack = shipped.shipped_pack(name)
    kept = actions.read_import(pack.files, origin=f"shipped:{name}", act=act)
    names = [part.name for part in pack.parts]
    kept = actions.apply_import(kept, names, act=act, reason=_("First start"))
    refused = {part: told for part, told in kept.outcome.items() if "refused" in told}
    if refused:
        sentences: list[Any] = [[told["refused"], *told.get("missing", [])] for told in refused.values()]
        raise RuleError(
            _("The policy pack could not be taken over."),
            code="pack_refused",
            missing=[Missing(what=str(sentence)) for told in sentences for sentence in told],
        )
    return kept
