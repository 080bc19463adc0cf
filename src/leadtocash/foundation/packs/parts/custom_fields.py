"""Custom fields: one TOML table for each kind of record, a field after the other as they stand in forms."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leadtocash.foundation.accounts.models import Role
from leadtocash.foundation.custom_fields import actions, definitions, rules
from leadtocash.foundation.custom_fields.entering import is_used
from leadtocash.foundation.custom_fields.models import CustomField
from leadtocash.foundation.custom_fields.permissions import MANAGE
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.text import joined
from leadtocash.foundation.packs.registry import Content, Difference, Files, Item, Part, Trouble
from leadtocash.foundation.packs.writing import plain

FOLDER, END = "custom_fields/", ".toml"
_TEXTS = ("label", "label_en", "help", "help_en", "type", "unit", "heading", "heading_en")
_FLAGS = ("required", "in_list", "is_unique", "by_words", "is_active")
_LISTS = ("seen_by", "edited_by")


def current() -> Content:
    """Every field, retired ones too."""
    fields = (field for model in definitions.kinds() for field in definitions.all_of(model))
    return Content({key: _item(key, _values(field)) for field in fields for key in [f"{field.kind}.{field.code}"]})


def read(files: Files) -> Content:
    """The fields of each file; of a kind this version does not extend they are only mentioned."""
    items: dict[str, Item] = {}
    troubles: list[Trouble] = []
    for path, text in sorted(files.items()):
        kind = path.removeprefix(FOLDER).removesuffix(END)
        if definitions.model_of(kind) is None:
            what = _("this version knows no custom fields of “%(kind)s”; they are left out") % {"kind": kind}
            troubles.append(Trouble(file=path, sentence=what, stops=False))
            continue
        try:
            raw = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            troubles.append(Trouble(file=path, sentence=str(error)))
            continue
        for place, (code, given) in enumerate(raw.items(), start=1):
            key = f"{kind}.{code}"
            try:
                items[key] = _item(key, _understood(kind, code, given, place))
            except ValidationError as error:
                troubles.append(Trouble(file=path, sentence=f"{code}: {' '.join(error.messages)}"))
    return Content(items, tuple(troubles))


def check(content: Content) -> Sequence[Trouble]:
    """Types that cannot change any more."""
    troubles = []
    for key, item in content.items.items():
        there = _there(key)
        values = item.value
        if there is not None and there.type != values["type"] and is_used(there):
            what = _("%(name)s: the type cannot change, records have values in this field.") % {"name": item.label}
            troubles.append(Trouble(file=f"{FOLDER}{values['kind']}{END}", sentence=what))
    return troubles


def write(content: Content) -> dict[str, str]:
    """One file for each kind that has fields."""
    kinds: dict[str, list[str]] = {}
    ordered = sorted(content.items.values(), key=lambda item: (item.value["kind"], item.value["position"], item.key))
    for item in ordered:
        kinds.setdefault(item.value["kind"], []).append(_toml(item.value))
    return {f"{FOLDER}{kind}{END}": "\n".join(blocks) for kind, blocks in kinds.items()}


def apply(differences: Sequence[Difference], *, act: Act, reason: str) -> list[str]:
    """Define or change the fields."""
    done = []
    for difference in differences:
        values = dict(difference.item.value)
        is_active = values.pop("is_active")
        there = _there(difference.item.key)
        found = actions.define(values, act=act) if there is None else actions.change(there, values, act=act)
        if found.is_active != is_active:
            (actions.revive if is_active else actions.retire)(found, act=act)
        done.append(f"{difference.label}: {found.get_type_display()}")
    return done


def _there(key: str) -> CustomField | None:
    kind, _dot, code = key.rpartition(".")
    return next((field for field in definitions.all_of(kind) if field.code == code), None)


def _values(field: CustomField) -> dict[str, Any]:
    names = ("kind", "code", *_TEXTS, "places", *_FLAGS, *_LISTS, "choices", "default")
    return {**{name: getattr(field, name) for name in names}, "position": _place(field)}


def _place(field: CustomField) -> int:
    return [one.code for one in definitions.all_of(field.kind)].index(field.code) * 10 + 10


def _understood(kind: str, code: str, given: Any, place: int) -> dict[str, Any]:
    """A field as it is defined. Raises ValidationError."""
    if not isinstance(given, dict) or not isinstance(given.get("label"), str):
        raise ValidationError(_("“%(name)s” is missing or no text.") % {"name": "label"})
    rules.check_code(code)
    values: dict[str, Any] = {name: str(given.get(name, "")) for name in _TEXTS}
    if values["type"] not in CustomField.Type.values:
        raise ValidationError(_("there is no type “%(type)s”") % {"type": values["type"]})
    values |= {name: bool(given.get(name, name == "is_active")) for name in _FLAGS}
    values |= {name: sorted(map(str, given.get(name, ()))) for name in _LISTS}
    places, choices = given.get("places", 2), given.get("choices", [])
    if not isinstance(places, int) or not all(isinstance(one, dict) for one in choices):
        raise ValidationError(_("places and choices cannot be read"))
    choices = rules.choices_of(choices, choices)
    return {
        **values, "kind": kind, "code": code, "places": places, "choices": choices, "default": given.get("default"),
        "position": place * 10,
    }  # fmt: skip


def _item(key: str, values: dict[str, Any]) -> Item:
    model = definitions.model_of(values["kind"])
    name = str(model._meta.verbose_name) if model else values["kind"]
    roles = {role.code: str(role) for role in Role.objects.all()} if values["seen_by"] or values["edited_by"] else {}
    fields = {_label(one): str(values[one]) for one in (*_TEXTS, "places", "position")}
    fields |= {_label(one): _("yes") if values[one] else _("no") for one in _FLAGS}
    fields |= {_label(one): joined(roles.get(code, code) for code in values[one]) for one in _LISTS}
    fields[_label("default")] = "" if values["default"] is None else str(values["default"])
    fields[_label("choices")] = "\n".join(_choice(one) for one in values["choices"])
    return Item(key=key, label=f"{name} · {values['label']}", fields=fields, value=values)


def _label(name: str) -> str:
    return str(CustomField._meta.get_field(name).verbose_name)  # type: ignore[union-attr]


def _choice(one: dict[str, Any]) -> str:
    retired = "" if one["active"] else " (" + _("retired") + ")"
    return " · ".join(filter(None, (one["code"], one["label"], one["label_en"]))) + retired


def _toml(values: dict[str, Any]) -> str:
    lines = [f"[{values['code']}]"]
    lines += [f"{name} = {_said(values[name])}" for name in _TEXTS if values[name]]
    if values["type"] == CustomField.Type.DECIMAL:
        lines.append(f"places = {values['places']}")
    lines += [f"{name} = {_said(values[name])}" for name in _FLAGS if values[name] != (name == "is_active")]
    lines += [f"{name} = {_said(values[name])}" for name in _LISTS if values[name]]
    if values["default"] is not None:
        lines.append(f"default = {_said(values['default'])}")
    for one in values["choices"]:
        parts = [f"{name} = {_said(one[name])}" for name in ("code", "label", "label_en", "active")
                 if one[name] not in ("", True)]  # fmt: skip
        lines += [f"[[{values['code']}.choices]]", *parts]
    return "\n".join(lines) + "\n"


def _said(value: Any) -> str:
    """A value as TOML writes it."""
    return f"[{', '.join(map(plain, value))}]" if isinstance(value, list) else plain(value)


PART = Part(
    name="custom_fields",
    label=gettext_lazy("Custom fields"),
    order=12,
    text=gettext_lazy("Stand at once in forms, lists and imports; values that records have stay."),
    permission=MANAGE,
    owns=lambda path: path.startswith(FOLDER) and path.endswith(END),
    current=current,
    read=read,
    check=check,
    write=write,
    apply=apply,
)
