"""Rows of a condition in a form: a field, a comparison, and a value typed or chosen in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from leadtocash.foundation.designer.rules import conditions
from leadtocash.foundation.designer.rules.conditions import Field, Row
from leadtocash.foundation.web.forms import LineField

#: rows that a form offers
ROWS = 3
TYPED = ("money", "number", "text")


class Rows:
    """The rows of one condition inside a form, under a prefix of field names."""

    def __init__(self, prefix: str, fields: Mapping[str, Field], text: str = "", count: int = ROWS) -> None:
        self.prefix, self.known = prefix, fields
        read = conditions.rows_of(text)
        self.kept = text if read is None or any(row.field not in fields for row in read[1]) else ""
        self.joiner, self.rows = ("and", []) if read is None or self.kept else read
        self.count = max(count, len(self.rows) + 1)

    def form_fields(self) -> dict[str, forms.Field]:
        """The form's fields with what the condition says now."""
        found: dict[str, forms.Field] = {}
        if self.kept:
            return found
        if self.count > 1:
            found[f"{self.prefix}_joiner"] = forms.ChoiceField(
                label=_("It holds when"), required=False, initial=self.joiner,
                choices=[("and", _("all of these hold")), ("or", _("one of these holds"))],
            )  # fmt: skip
        menu = [("", "—"), *((one.name, one.label) for one in self.known.values())]
        for number in range(self.count):
            row = self.rows[number] if number < len(self.rows) else Row("", "", "")
            found |= self._row(f"{self.prefix}_{number}", row, menu)
        return found

    def _row(self, name: str, row: Row, menu: list[Any]) -> dict[str, forms.Field]:
        field = self.known.get(row.field)
        typed = field is None or (field.type in TYPED and not field.choices)
        return {
            f"{name}_field": forms.ChoiceField(
                label=_("Field"), required=False, initial=row.field, choices=menu,
                widget=forms.Select(attrs={"data-search": "", "data-cond": "field"}),
            ),
            f"{name}_sign": forms.ChoiceField(
                label=_("Comparison"), required=False, initial=row.sign, choices=sign_menu(),
                widget=forms.Select(attrs={"data-cond": "sign"}),
            ),
            f"{name}_typed": LineField(
                label=_("Value"), required=False, max_length=120, initial=row.value if typed else "",
                widget=forms.TextInput(attrs={"data-cond": "typed"}),
            ),
            f"{name}_chosen": forms.MultipleChoiceField(
                label=_("Chosen values"), required=False, choices=self._values(),
                initial=[] if typed else [f"{row.field}={value}" for value in row.value.split("|")],
                widget=forms.SelectMultiple(attrs={"data-search": "", "data-cond": "chosen"}),
            ),
        }  # fmt: skip

    def _values(self) -> list[tuple[str, list[tuple[str, Any]]]]:
        groups = []
        for one in self.known.values():
            if one.choices:
                groups.append((one.label, [(f"{one.name}={code}", words) for code, words in one.choices.items()]))
            elif one.type == "flag":
                groups.append((one.label, [(f"{one.name}=True", _("yes")), (f"{one.name}=False", _("no"))]))
        return groups

    def text(self, form: forms.BaseForm) -> str:
        """What was filled in, as a condition; errors are put at the form's fields."""
        if self.kept:
            return self.kept
        given, rows, where = form.cleaned_data, [], []
        for number in range(self.count):
            name = f"{self.prefix}_{number}"
            field = self.known.get(given.get(f"{name}_field", ""))
            if field is not None:
                rows.append(_read(field, given, name))
                where.append(name)
        try:
            return conditions.text_of(given.get(f"{self.prefix}_joiner") or "and", rows, self.known)
        except ValueError as error:
            name = where[int(str(error)) - 1]
            field = self.known[given[f"{name}_field"]]
            box = "typed" if field.type in TYPED and not field.choices else "chosen"
            form.add_error(f"{name}_{box}", _wanted(field))
            return ""


def sign_menu() -> list[tuple[str, str]]:
    """All comparisons, in words; which of them make sense is asked again when the rows are read."""
    return [
        ("==", _("= is")),
        ("!=", _("≠ is not")),
        (">=", "≥"),
        (">", ">"),
        ("<=", "≤"),
        ("<", "<"),
        ("in", _("is one of")),
        ("not in", _("is none of")),
        ("has", _("contains")),
    ]


def _read(field: Field, given: Mapping[str, Any], name: str) -> Row:
    sign = given.get(f"{name}_sign") or "=="
    if field.type in TYPED and not field.choices:
        return Row(field.name, sign, given.get(f"{name}_typed", "").replace(",", ""))
    chosen = [one.partition("=") for one in given.get(f"{name}_chosen", ())]
    values = [value for owner, _sign, value in chosen if owner == field.name]
    if field.type == "list":
        return Row(field.name, "has" if len(values) == 1 else "", "|".join(values))
    if len(values) > 1:
        sign = {"==": "in", "!=": "not in"}.get(sign, sign)
    elif sign in ("in", "not in") and field.type == "flag":
        sign = {"in": "==", "not in": "!="}[sign]
    if sign in (">=", ">", "<=", "<", "has"):
        sign = ""
    return Row(field.name, sign, "|".join(values))


def _wanted(field: Field) -> str:
    if field.type in ("money", "number"):
        return _("A number is needed here.")
    return _("Choose a value of “%(field)s”, and a comparison that fits it.") % {"field": field.label}
