"""What an administrator may change: people, departments, positions, role permissions, calendar, numbering."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from leadtocash.foundation.access.gate import require
from leadtocash.foundation.access.models import RolePermission
from leadtocash.foundation.access.permissions import Scope, permissions
from leadtocash.foundation.accounts import passwords, sessions, tokens
from leadtocash.foundation.accounts.models import Department, Position, Role, User
from leadtocash.foundation.administration import events
from leadtocash.foundation.administration import permissions as own
from leadtocash.foundation.calendar import days
from leadtocash.foundation.calendar.events import CalendarChanged
from leadtocash.foundation.calendar.models import CalendarDay, WorkingHours
from leadtocash.foundation.journal import recording
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.errors import RuleError
from leadtocash.foundation.kernel.events import publish
from leadtocash.foundation.numbering import numbers
from leadtocash.foundation.numbering.models import GivenNumber, NumberRule
from leadtocash.foundation.workflow.actions import reassign_leaver

_PROBE = {"year": 2000, "seq": 1, "department": "X"}
_PATTERN = re.compile(r"(?:[^{}]|\{year\}|\{seq(?::0?[1-9]d)?\}|\{department\})+")


@transaction.atomic
def create_person(values: Mapping[str, Any], *, act: Act) -> User:
    """Add a person. Without a password he cannot sign in until one is set. Raises ValidationError at the field."""
    require(act.person, own.PEOPLE)
    password = values.get("password") or None
    if password:
        _check_password(password, values["username"])
    fields = {k: v for k, v in values.items() if k not in ("username", "name", "password")}
    person = User.objects.create_user(values["username"], values["name"], password, **fields)
    if password:
        person.must_change_password = True
        person.save(update_fields=["must_change_password"])
    recording.write(
        person, events.PERSON_CREATED, act=act, changes=_added(person, ["username", "name", "email", "phone"])
    )
    return person


@transaction.atomic
def change_person(person: User, values: Mapping[str, Any], *, act: Act) -> User:
    """Change a person's data; a new password ends nothing but is journalled (never its text).

    Raises RuleError when an administrator would shut himself out.
    """
    require(act.person, own.PEOPLE)
    person = User.objects.select_for_update().get(pk=person.pk)
    if person == act.person and values.get("is_active") is False:
        raise RuleError(_("You cannot deactivate yourself."), code="self_deactivation")
    before = _values(person, ["username", "name", "email", "phone", "is_active"])
    password = values.get("password") or None
    for name in ("name", "email", "phone", "is_active"):
        if name in values:
            setattr(person, name, values[name])
    person.full_clean(exclude=["password"])
    person.save()
    if password:
        _set_password(person, password, act=act)
    if before["is_active"] and not person.is_active:
        sessions.end_all(person)
        tokens.withdraw_all(person, at=act.at)
        reassign_leaver(person, act=act)
    changes = _changed(before, _values(person, list(before)))
    if changes:
        recording.write(person, events.PERSON_CHANGED, act=act, changes=changes)
    if password:
        recording.write(person, events.PASSWORD_SET, act=act)
    return person


@transaction.atomic
def give_position(person: User, values: Mapping[str, Any], *, act: Act) -> Position:
    """Give a person a role in a department; the first position is the main one."""
    require(act.person, own.PEOPLE)
    person = User.objects.select_for_update().get(pk=person.pk)
    position = Position(person=person, **values)
    if not person.positions.exists():
        position.is_main = True
    if position.is_main:
        person.positions.filter(is_main=True).update(is_main=False)
    position.full_clean()
    position.save()
    recording.write(person, events.POSITION_GIVEN, act=act, data={"position": str(position)})
    return position


@transaction.atomic
def take_position(position: Position, *, act: Act) -> None:
    """Take a position back. Raises RuleError when an administrator would take his own last administrator role."""
    require(act.person, own.PEOPLE)
    if position.person == act.person and position.role.code == "system_admin":
        raise RuleError(_("You cannot take the administrator role from yourself."), code="self_demotion")
    recording.write(position.person, events.POSITION_TAKEN, act=act, data={"position": str(position)})
    position.delete()


@transaction.atomic
def save_department(department: Department, values: Mapping[str, Any], *, act: Act) -> Department:
    """Add or change a department. Raises ValidationError when it would lie below itself or hold people while closed."""
    require(act.person, own.PEOPLE)
    adding = department.pk is None
    before = {} if adding else _values(department, ["code", "name", "kind", "parent_id", "is_active"])
    for name, value in values.items():
        setattr(department, name, value)
    _check_department(department)
    department.full_clean()
    old_path = department.path
    department.save()
    if not adding and department.path != old_path:
        _move_below(old_path, department.path)
    verb = events.DEPARTMENT_CREATED if adding else events.DEPARTMENT_CHANGED
    now = _values(department, ["code", "name", "kind", "parent_id", "is_active"])
    recording.write(department, verb, act=act, changes=_changed(before, now))
    return department


@transaction.atomic
def set_role_permissions(role: Role, scopes: Mapping[str, str], *, act: Act) -> None:
    """Say what a role may do and how far: permission -> scope, "" takes it away. Unknown permissions are ignored.

    Raises RuleError when nobody would be left to change roles.
    """
    require(act.person, own.ROLES)
    role = Role.objects.select_for_update().get(pk=role.pk)
    held = dict(RolePermission.objects.filter(role=role).values_list("permission", "scope"))
    changes: dict[str, list[str]] = {}
    for code, scope in scopes.items():
        if code not in permissions or scope not in {"", *Scope.values} or held.get(code, "") == scope:
            continue
        changes[code] = [held.get(code, ""), scope]
        if scope:
            RolePermission.objects.update_or_create(role=role, permission=code, defaults={"scope": scope})
        else:
            RolePermission.objects.filter(role=role, permission=code).delete()
    if not RolePermission.objects.filter(permission=own.ROLES, role__positions__person__is_active=True).exists():
        raise RuleError(_("Nobody would be left who may change roles."), code="no_administrator_left")
    if changes:
        recording.write(role, events.ROLE_CHANGED, act=act, changes=changes)


@transaction.atomic
def set_day(day: date, *, working: bool, name: str, act: Act) -> CalendarDay:
    """Say that a day is worked or free; counts from the next question on (S0 2.4.3 counts on it)."""
    require(act.person, own.CALENDAR)
    row, _made = CalendarDay.objects.update_or_create(
        day=day, defaults={"working": working, "name": name, "confirmed": True}
    )
    recording.write(row, events.DAY_SET, act=act, changes={"working": [None, working], "day": [None, day.isoformat()]})
    transaction.on_commit(days.forget)
    publish(CalendarChanged(act=act, days=(day,)))
    return row


@transaction.atomic
def clear_day(row: CalendarDay, *, act: Act) -> None:
    """Let the ordinary week decide about this day again."""
    require(act.person, own.CALENDAR)
    recording.write(row, events.DAY_CLEARED, act=act, changes={"day": [row.day.isoformat(), None]})
    row.delete()
    transaction.on_commit(days.forget)
    publish(CalendarChanged(act=act, days=(row.day,)))


@transaction.atomic
def set_hours(values: Mapping[str, Any], *, act: Act) -> WorkingHours:
    """Say when work begins, breaks and ends; reminders still to come go out when work begins.

    Raises ValidationError when the moments do not follow each other.
    """
    require(act.person, own.CALENDAR)
    row = WorkingHours.objects.select_for_update().first() or WorkingHours()
    names = ["begin", "break_begin", "break_end", "end"]
    before = _values(row, names)
    for name in names:
        setattr(row, name, values[name])
    row.full_clean(validate_constraints=False)
    row.save()
    changes = {name: [str(was), str(now)] for name, (was, now) in _changed(before, _values(row, names)).items()}
    recording.write(row, events.HOURS_SET, act=act, changes=changes)
    transaction.on_commit(days.forget)
    publish(CalendarChanged(act=act, days=()))
    return row


@transaction.atomic
def set_pattern(kind: str, pattern: str, *, act: Act, reason: str = "") -> NumberRule | None:
    """Change a series' pattern. Raises ValidationError as `checked_pattern` and `check_repeats` do."""
    require(act.person, own.NUMBERING)
    return write_pattern(kind, checked_pattern(pattern), act=act, reason=reason)


def checked_pattern(pattern: str) -> str:
    """A pattern with the holes {year} {seq} {department}.

    Raises ValidationError for one without {seq}, with unknown holes, or longer than numbers may be.
    """
    if not _PATTERN.fullmatch(pattern):
        raise ValidationError({"pattern": _("Use only {year}, {seq} or {seq:04d}, and {department}.")})
    example = pattern.format(**_PROBE)
    if example == pattern.format(**{**_PROBE, "seq": 2}):
        raise ValidationError({"pattern": _("The pattern needs {seq}, or two papers would get one number.")})
    if len(example) > 28:
        raise ValidationError({"pattern": _("Numbers would be longer than 28 signs.")})
    return pattern


def check_repeats(kind: str, pattern: str) -> None:
    """Raise ValidationError for a pattern that would give a number again which was given while counting otherwise.

    Numbers counted by year and by department run for themselves; a pattern that spells the year out, for instance,
    counts anew and would meet the numbers of that year.
    """
    holes = {"year": r"\d{4}", "department": ".*"}
    shape = "".join(
        holes.get(hole[1:-1], r"\d+") if hole.startswith("{") else re.escape(hole)
        for hole in re.split(r"(\{[^}]*\})", pattern)
    )
    counted = models.Q(year=0) if "{year" not in pattern else ~models.Q(year=0)
    counted &= models.Q(department_code="") if "{department" not in pattern else ~models.Q(department_code="")
    met = GivenNumber.objects.filter(kind=kind, number__regex=f"^{shape}$").exclude(counted).order_by("-seq").first()
    if met is not None:
        raise ValidationError(
            {"pattern": _("Numbers like %(number)s were given already and would be given again.") % {"number": met}}
        )


def write_pattern(kind: str, pattern: str, *, act: Act, reason: str = "") -> NumberRule | None:
    """Store a checked pattern and journal it; None where it is that already (inside the caller's transaction)."""
    before = numbers.pattern_of(kind)
    if pattern == before:
        return None
    check_repeats(kind, pattern)
    rule, _made = NumberRule.objects.update_or_create(kind=kind, defaults={"pattern": pattern})
    recording.write(rule, events.PATTERN_CHANGED, act=act, reason=reason, changes={"pattern": [before, pattern]})
    return rule


def _set_password(person: User, password: str, *, act: Act) -> None:
    """The person must change it at his next sign-in; until then nobody is signed in as him."""
    try:
        passwords.keep(person, password, at=act.at, by_himself=False)
    except ValidationError as error:
        raise ValidationError({"password": error.messages}) from None
    sessions.end_all(person)


def _check_password(password: str, username: str) -> None:
    try:
        passwords.check_new(password, username=username)
    except ValidationError as error:
        raise ValidationError({"password": error.messages}) from None


def _check_department(department: Department) -> None:
    if department.parent and department.pk and department.parent.path.startswith(department.path):
        raise ValidationError({"parent": _("A department cannot lie below itself.")})
    if department.pk and not department.is_active and department.positions.filter(person__is_active=True).exists():
        raise ValidationError({"is_active": _("People still hold positions here; give them others first.")})


def _move_below(old: str, new: str) -> None:
    for below in Department.objects.filter(path__startswith=old).exclude(path=new):
        Department.objects.filter(pk=below.pk).update(path=new + below.path.removeprefix(old))


def _values(record: models.Model, names: list[str]) -> dict[str, Any]:
    return {name: getattr(record, name) for name in names}


def _changed(before: Mapping[str, Any], now: Mapping[str, Any]) -> dict[str, list[Any]]:
    return {name: [before.get(name), value] for name, value in now.items() if before.get(name) != value}


def _added(record: models.Model, names: list[str]) -> dict[str, list[Any]]:
    return _changed({}, {name: value for name, value in _values(record, names).items() if value})
