"""Roles and permissions: the roles with their names, and for every permission which role holds it how far."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leadtocash.foundation.access.models import RolePermission
from leadtocash.foundation.access.permissions import Scope, permissions
from leadtocash.foundation.accounts.models import Role
from leadtocash.foundation.accounts.roles import SHIPPED
from leadtocash.foundation.administration import events
from leadtocash.foundation.administration.permissions import ROLES
from leadtocash.foundation.journal import recording
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.errors import RuleError
from leadtocash.foundation.kernel.language import own_language
from leadtocash.foundation.packs.registry import Content, Difference, Files, Item, Part
from leadtocash.foundation.packs.writing import Table, csv_text

NAMES, HOLDERS = "roles.csv", "permissions.csv"
COLUMNS = ("code", "name", "name_en", "order")
HELD = ("permission", "holders")
_CODE = re.compile(r"[a-z][a-z0-9_]{1,39}")
_HOLDER = re.compile(r"([a-z][a-z0-9_]{1,39}):([a-z]+)")


def current() -> Content:
    """All roles; of every permission who holds it."""
    roles = {role.code: role for role in Role.objects.all()}
    items = {f"role:{r.code}": _role(r.code, r.name, r.name_en, r.order) for r in roles.values()}
    held: dict[str, dict[str, str]] = {code: {} for code, _permission in permissions.items()}
    for row in RolePermission.objects.select_related("role"):
        held.setdefault(row.permission, {})[row.role.code] = row.scope
    names = _names({})
    items |= {f"permission:{code}": _held(code, held[code], names) for code in held if code in permissions}
    return Content(items)


def shipped() -> Content:
    """The roles the product ships and the holders each permission is declared with."""
    names = _names({code: name for code, name, _english in SHIPPED})
    items = {f"role:{c}": _role(c, name, english, n) for n, (c, name, english) in enumerate(SHIPPED)}
    for code, permission in permissions.items():
        held = {role: str(scope) for role, scope in permission.roles.items()}
        items[f"permission:{code}"] = _held(code, held, names)
    return Content(items)


def read(files: Files) -> Content:
    """Both tables; a permission this version does not know is only mentioned."""
    items: dict[str, Item] = {}
    tables: list[Table] = []
    if NAMES in files:
        table = Table(NAMES, files[NAMES], COLUMNS)
        items |= _read_roles(table)
        tables.append(table)
    names = _names({item.value["code"]: item.value["name"] for item in items.values()})
    if HOLDERS in files:
        table = Table(HOLDERS, files[HOLDERS], HELD)
        items |= _read_holders(table, names)
        tables.append(table)
    return Content(items, tuple(trouble for table in tables for trouble in table.troubles))


def write(content: Content) -> dict[str, str]:
    """roles.csv in the roles' order, permissions.csv by code."""
    roles = sorted(
        (item.value for key, item in content.items.items() if key.startswith("role:")),
        key=lambda row: (row["order"], row["code"]),
    )
    held = sorted((key, item.value) for key, item in content.items.items() if key.startswith("permission:"))
    files = {NAMES: csv_text(COLUMNS, roles)} if roles else {}
    if held:
        rows = [{"permission": key.removeprefix("permission:"), "holders": _holders(value)} for key, value in held]
        files[HOLDERS] = csv_text(HELD, rows)
    return files


def apply(differences: Sequence[Difference], *, act: Act, reason: str) -> list[str]:
    """Make and rename roles, then give each named permission to exactly the roles named with it.

    Raises RuleError when nobody would be left who may change roles.
    """
    done = []
    for difference in differences:
        if difference.item.key.startswith("role:"):
            values: dict[str, Any] = difference.item.value
            code = values["code"]
            rest = {name: value for name, value in values.items() if name != "code"}
            role, _made = Role.objects.update_or_create(code=code, defaults=rest)
            recording.write(role, events.ROLE_CHANGED, act=act, reason=reason)
            done.append(_("Role %(name)s.") % {"name": role.name})
    roles = {role.code: role for role in Role.objects.all()}
    changed: dict[str, dict[str, list[str]]] = {}
    for difference in differences:
        if difference.item.key.startswith("permission:"):
            permission = difference.item.key.removeprefix("permission:")
            _give(permission, difference.item.value, roles, changed)
            done.append(f"{difference.label}: {', '.join(difference.item.fields.values())}")
    for code, changes in changed.items():
        recording.write(roles[code], events.ROLE_CHANGED, act=act, reason=reason, changes=changes)
    if not RolePermission.objects.filter(permission=ROLES, role__positions__person__is_active=True).exists():
        raise RuleError(_("Nobody would be left who may change roles."), code="no_administrator_left")
    return done


def _give(permission: str, wanted: dict[str, str], roles: dict[str, Role], changed: dict[str, Any]) -> None:
    held = {row.role.code: row for row in RolePermission.objects.filter(permission=permission).select_related("role")}
    for code in sorted(held.keys() | wanted.keys()):
        before, after = (held[code].scope if code in held else ""), wanted.get(code, "")
        if before == after:
            continue
        if after:
            RolePermission.objects.update_or_create(role=roles[code], permission=permission, defaults={"scope": after})
        else:
            held[code].delete()
        changed.setdefault(code, {})[permission] = [before, after]


def _read_roles(table: Table) -> dict[str, Item]:
    items: dict[str, Item] = {}
    for line, row in table.rows():
        code, order = row["code"], row["order"]
        if not _CODE.fullmatch(code) or not row["name"] or not order.isdigit() or int(order) > 32000:
            table.trouble(line, _("a role needs a code of small Latin letters, a name and a whole number as order"))
        elif len(row["name"]) > 60 or len(row["name_en"]) > 60:
            table.trouble(line, _("a name has at most 60 signs"))
        elif f"role:{code}" in items:
            table.trouble(line, _("“%(name)s” is in it twice") % {"name": code})
        else:
            items[f"role:{code}"] = _role(code, row["name"], row["name_en"], int(order))
    return items


def _read_holders(table: Table, names: dict[str, str]) -> dict[str, Item]:
    items: dict[str, Item] = {}
    for line, row in table.rows():
        code = row["permission"]
        if code not in permissions:
            what = _("this version knows no permission “%(code)s”; the row is left out") % {"code": code}
            table.trouble(line, what, stops=False)
            continue
        held: dict[str, str] = {}
        for word in row["holders"].split():
            found = _HOLDER.fullmatch(word)
            if found is None or found[2] not in Scope.values:
                table.trouble(line, _("“%(word)s” is not role:scope") % {"word": word})
            elif found[1] not in names:
                table.trouble(line, _("there is no role “%(name)s”") % {"name": found[1]})
            else:
                held[found[1]] = found[2]
        items[f"permission:{code}"] = _held(code, held, names)
    return items


def _names(others: dict[str, str]) -> dict[str, str]:
    """What roles are called here; `others` for those that are not here."""
    return {**others, **{role.code: str(role) for role in Role.objects.all()}}


def _role(code: str, name: str, name_en: str, order: int) -> Item:
    fields = {_("Name"): name, _("English name"): name_en, _("Order"): str(order)}
    value = {"code": code, "name": name, "name_en": name_en, "order": order}
    return Item(
        key=f"role:{code}", label=_("Role %(name)s") % {"name": own_language(name, name_en)}, fields=fields, value=value
    )


def _held(code: str, held: dict[str, str], names: dict[str, str]) -> Item:
    scopes = dict(Scope.choices)
    words = [f"{names.get(role, role)} ({scopes[scope]})" for role, scope in sorted(held.items())]
    label = str(permissions.get(code).label)
    return Item(
        key=f"permission:{code}", label=label, value=held, fields={_("Held by"): ", ".join(words) or _("nobody")}
    )


def _holders(held: dict[str, str]) -> str:
    return " ".join(f"{role}:{scope}" for role, scope in sorted(held.items()))


PART = Part(
    name="roles",
    label=gettext_lazy("Roles and permissions"),
    order=10,
    text=gettext_lazy("A permission the pack names is then held by exactly the roles it names."),
    permission=ROLES,
    owns=lambda path: path in (NAMES, HOLDERS),
    current=current,
    shipped=shipped,
    read=read,
    write=write,
    apply=apply,
)
