"""The rules for signing in: passwords, lock-out, sessions, who needs a second factor. No secret stands in a pack."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from leadtocash.foundation.accounts import policy
from leadtocash.foundation.accounts.models import Role, SignInPolicy
from leadtocash.foundation.administration import events
from leadtocash.foundation.administration.permissions import SIGN_IN
from leadtocash.foundation.journal import recording
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.packs.parts.limits import LANGUAGE
from leadtocash.foundation.packs.registry import Content, Difference, Files, Item, Part, Trouble
from leadtocash.foundation.packs.writing import line_of, quoted

FILE, ROLES = "sign_in.toml", "mfa_roles"


def current() -> Content:
    """The rules in force."""
    return _content(_values(policy.current()))


def shipped() -> Content:
    """The rules a new company has."""
    return _content(_values(SignInPolicy(pk=1)))


def read(files: Files) -> Content:
    """The rules of the file, each within its bounds."""
    text = files[FILE]
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return Content(troubles=(Trouble(file=FILE, sentence=str(error)),))
    troubles, values = [], {}
    for name, value in raw.items():
        if name not in _fields():
            what = _("this version knows no rule “%(name)s”; it is left out") % {"name": name}
            troubles.append(Trouble(file=FILE, line=line_of(text, name), sentence=what, stops=False))
        elif problem := _wrong(name, value):
            troubles.append(Trouble(file=FILE, line=line_of(text, name), sentence=problem))
        else:
            values[name] = value
    return Content(_content(values).items, tuple(troubles))


def write(content: Content) -> dict[str, str]:
    """One file, each rule with its name beside it."""
    lines = []
    with override(LANGUAGE):
        for name, field in _fields().items():
            if name in content.items:
                value = content.items[name].value
                shown = f"[{', '.join(quoted(one) for one in value)}]" if name == ROLES else str(value)
                lines += [f"# {field.verbose_name}", f"{name} = {shown}"]
    return {FILE: "\n".join(lines) + "\n"} if lines else {}


def apply(differences: Sequence[Difference], *, act: Act, reason: str) -> list[str]:
    """Set the rules; they hold from the next request on."""
    row = SignInPolicy.objects.select_for_update().filter(pk=1).first() or policy.current()
    changes = {}
    for difference in differences:
        name, value = difference.item.key, difference.item.value
        changes[name] = [getattr(row, name), value]
        setattr(row, name, value)
    row.full_clean(validate_unique=False)
    row.save()
    recording.write(row, events.POLICY_CHANGED, act=act, reason=reason, changes=changes)
    return [f"{one.label}: {', '.join(one.item.fields.values())}" for one in differences]


def _fields() -> dict[str, models.Field[Any, Any]]:
    return {field.name: field for field in SignInPolicy._meta.concrete_fields if not field.primary_key}


def _values(row: SignInPolicy) -> dict[str, Any]:
    return {name: sorted(getattr(row, name)) if name == ROLES else getattr(row, name) for name in _fields()}


def _content(values: Mapping[str, Any]) -> Content:
    fields = _fields()
    names = {role.code: str(role) for role in Role.objects.all()} if values.get(ROLES) else {}
    items = {}
    for name, value in values.items():
        words = ", ".join(names.get(code, code) for code in value) if name == ROLES else str(value)
        items[name] = Item(
            key=name, label=str(fields[name].verbose_name), fields={_("Value"): words or _("nobody")}, value=value
        )
    return Content(items)


def _wrong(name: str, value: Any) -> str:
    if name == ROLES:
        known = set(Role.objects.values_list("code", flat=True))
        if not isinstance(value, list) or not all(isinstance(one, str) and one in known for one in value):
            return _("a role in it does not exist here")
        return ""
    if isinstance(value, bool) or not isinstance(value, int):
        return _("This is not a number.")
    try:
        _fields()[name].clean(value, None)
    except ValidationError as error:
        return " ".join(error.messages)
    return ""


PART = Part(
    name="sign_in",
    label=gettext_lazy("Rules for signing in"),
    order=50,
    text=gettext_lazy("Hold from the next request on; no password and no secret is in a pack."),
    permission=SIGN_IN,
    owns=lambda path: path == FILE,
    current=current,
    shipped=shipped,
    read=read,
    write=write,
    apply=apply,
)
