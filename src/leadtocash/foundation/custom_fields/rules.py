"""When a definition is right, and what of it may still change."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from leadtocash.foundation.custom_fields.models import CustomField
from leadtocash.foundation.kernel.text import clean_line
from leadtocash.foundation.search.spelling import fold, spelt_out

Type = CustomField.Type
CODE = re.compile(r"[a-z][a-z0-9_]{0,29}")
#: a filter's own parameters end so
_RESERVED = ("_from", "_to", "_empty")
MOST_FIELDS, MOST_CHOICES, LONGEST_CHOICE = 100, 200, 60
#: of these no two records may be asked to differ
ONCE = frozenset({Type.TEXT, Type.INTEGER})
TEXTS = frozenset({Type.TEXT, Type.LONG})


def code_for(label: str, taken: Collection[str], fallback: str) -> str:
    """A code made from a label: in pinyin, with a number where it is taken."""
    spelt = re.sub(r"^[0-9]+", "", spelt_out(fold(label)))[:26].rstrip("_") or fallback
    found, number = spelt, 2
    while found in taken or found.endswith(_RESERVED):
        found, number = f"{spelt}_{number}", number + 1
    return found


def check_code(code: str) -> None:
    """Raises ValidationError."""
    if not CODE.fullmatch(code) or code.endswith(_RESERVED):
        raise ValidationError(
            _("A code has up to 30 small letters, digits and underscores, begins with a letter, and does not end in "
              "_from, _to or _empty.")
        )  # fmt: skip


def choices_of(given: Sequence[Mapping[str, Any]], before: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The choices as they are kept: a new one gets its code here, a known one keeps it. Raises ValidationError."""
    known, found = {one["code"] for one in before}, list[dict[str, Any]]()
    for one in given:
        label = clean_line(str(one.get("label", "")))
        if not label or len(label) > LONGEST_CHOICE:
            raise ValidationError(_("A choice has a name of 1 to %(most)s signs.") % {"most": LONGEST_CHOICE})
        code = str(one.get("code") or "") or code_for(label, {*known, *(c["code"] for c in found)}, "choice")
        check_code(code)
        english = clean_line(str(one.get("label_en") or ""))[:LONGEST_CHOICE]
        found.append({"code": code, "label": label, "label_en": english, "active": bool(one.get("active", True))})
    for name in ("code", "label"):
        said = [one[name].casefold() for one in found]
        if len(said) != len(set(said)):
            raise ValidationError(_("Two choices have the same name."))
    if len(found) > MOST_CHOICES:
        raise ValidationError(_("A field has at most %(most)s choices.") % {"most": MOST_CHOICES})
    return found


def check(field: CustomField, roles: Collection[str]) -> None:
    """What must hold of every definition. Raises ValidationError by field."""
    errors: dict[str, str] = {}
    if field.type in (Type.CHOICE, Type.CHOICES) and not any(one["active"] for one in field.choices):
        errors["choices"] = _("Name at least one choice.")
    if field.by_words and field.type not in TEXTS:
        errors["by_words"] = _("Only a text is filtered by words.")
    if field.is_unique and field.type not in ONCE:
        errors["is_unique"] = _("Only a line of text or a whole number can be asked to differ in every record.")
    if field.is_unique and field.default is not None:
        errors["default"] = _("What differs in every record has no default.")
    for name in ("seen_by", "edited_by"):
        if unknown := sorted(set(getattr(field, name)) - set(roles)):
            errors[name] = _("There is no such role: %(name)s.") % {"name": unknown[0]}
    if errors:
        raise ValidationError(errors)


def check_change(before: CustomField, after: CustomField, *, used: bool) -> None:
    """What may change while records have values. Raises ValidationError by field."""
    if not used:
        return
    if after.type != before.type:
        raise ValidationError({
            "type": _("The type stays “%(type)s”: records have values in this field. Retire it and define another one.")
            % {"type": before.get_type_display()}
        })  # fmt: skip
    if after.places < before.places:
        raise ValidationError({"places": _("Records have values with more places; there can only be more of them.")})
