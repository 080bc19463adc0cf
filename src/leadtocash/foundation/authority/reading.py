"""Cells of the grid as people type or paste them from a spreadsheet, read into values. Pure.

Full-width signs, thousands commas, amounts in ten thousands, names of units and roles in either language. What was
read in another sense than it stands there is said; what cannot be read is a Wrong with its sentence.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from leadtocash.foundation.kernel import policy
from leadtocash.foundation.kernel.money import typed
from leadtocash.foundation.kernel.text import clean_line, joined, name_key, plain_signs
from leadtocash.foundation.web import formats

_NOTHING = {"", "-", "--", "\u2014", "\u2014\u2014", "/", "*", "\u4e0d\u9650", "\u4efb\u610f", "\u65e0", "any"}
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")
_ARROWS = re.compile(r"\s*(?:\u2192|->|>|\u2013>|=>|,|\uff0c|\u3001|;|\uff1b|\n|\|)\s*")
_LIMIT = Decimal("9999999999999999.99")


class Wrong(ValueError):
    """A cell that cannot be read; the sentence says why."""


@dataclass(frozen=True)
class Names:
    """What words in cells may mean: keys made by `key`, to the stored value."""

    departments: Mapping[str, int]
    roles: Mapping[str, str]
    kinds: Mapping[str, str]


@dataclass
class Row:
    """A row as read: values by model field; what is wrong and what was understood, by column."""

    values: dict[str, Any] = field(default_factory=dict)
    wrong: dict[str, str] = field(default_factory=dict)
    said: dict[str, str] = field(default_factory=dict)


def key(text: str) -> str:
    """Two spellings of a name that count as one."""
    return name_key(text)


def row(cells: Mapping[str, Any], names: Names) -> Row:
    """Read all cells of a row."""
    found = Row()
    for name, read in _READERS.items():
        try:
            found.values[name], said = read(cells.get(name), names)
        except Wrong as wrong:
            found.wrong[name] = str(wrong)
        else:
            if said:
                found.said[name] = said
    return found


def amount(text: str) -> tuple[Decimal | None, str]:
    """Yuan. "1,200,000", "120\u4e07", "1.2\u4ebf\u5143" and full-width signs are understood; empty means no limit."""
    given = plain_signs(text)
    if given.replace(" ", "").casefold() in _NOTHING:
        return None, ""
    value = typed(given)
    if value is None:
        raise Wrong(_("“%(text)s” is not an amount.") % {"text": given})
    if value < 0:
        raise Wrong(_("An amount cannot be below zero."))
    if value > _LIMIT or value != value.quantize(Decimal("0.01")):
        raise Wrong(_("An amount has at most two decimals and sixteen digits before them."))
    value = value.quantize(Decimal("0.01"))
    if not typed(given, Decimal(0)):  # a bare number
        return value, ""
    return value, _("“%(text)s” was read as %(amount)s yuan.") % {"text": given, "amount": formats.money(value)}


def share(text: str) -> tuple[Decimal | None, str]:
    """A share typed in per cent: "15", "15%" are 0.15; a small number without the sign is said."""
    given = plain_signs(text)
    short = given.replace(" ", "")
    if short.casefold() in _NOTHING:
        return None, ""
    number = _decimal(short.removesuffix("%"), _("“%(text)s” is not a percentage.") % {"text": given})
    if abs(number) > 999 or number != number.quantize(Decimal("0.01")):
        raise Wrong(_("A percentage lies between -999 and 999 and has at most two decimals."))
    said = ""
    if 0 < abs(number) < 1 and not short.endswith("%"):
        said = _("“%(text)s” was read as %(share)s per cent.") % {"text": given, "share": number}
    return (number / 100).quantize(Decimal("0.0001")), said


def roles(given: Any, known: Mapping[str, str]) -> list[str]:
    """Codes of roles in order, from a list of codes or from names with arrows or commas between."""
    parts: Sequence[Any] = given if isinstance(given, list) else _ARROWS.split(clean_line(str(given or "")))
    words = [clean_line(str(part)) for part in parts if str(part).strip()]
    unknown = [word for word in words if key(word) not in known]
    if unknown:
        raise Wrong(_("There is no role %(codes)s.") % {"codes": joined(unknown)})
    found = [known[key(word)] for word in words]
    if len(set(found)) < len(found):
        raise Wrong(_("A role can approve only once in a row."))
    return found


def _decimal(text: str, message: str) -> Decimal:
    if not _NUMBER.fullmatch(text):
        raise Wrong(message)
    try:
        return Decimal(text)
    except InvalidOperation:
        raise Wrong(message) from None


def _amount(given: Any, _names: Names) -> tuple[Any, str]:
    return amount(str(given if given is not None else ""))


def _share(given: Any, _names: Names) -> tuple[Any, str]:
    return share(str(given if given is not None else ""))


def _department(given: Any, names: Names) -> tuple[Any, str]:
    text = clean_line(str(given if given is not None else ""))
    if text.casefold() in _NOTHING:
        return None, ""
    if key(text) not in names.departments:
        raise Wrong(_("There is no unit %(name)s.") % {"name": text})
    return names.departments[key(text)], ""


def _kind(given: Any, names: Names) -> tuple[Any, str]:
    text = clean_line(str(given or ""))
    if text.casefold() in _NOTHING:
        return "", ""
    if key(text) not in names.kinds:
        raise Wrong(_("The contract kind is formal or virtual, not “%(text)s”.") % {"text": text})
    return names.kinds[key(text)], ""


def _class(given: Any, _names: Names) -> tuple[Any, str]:
    text = plain_signs(str(given or ""))
    return _short("" if text.casefold() in _NOTHING else text, 20), ""


def _clause(given: Any, _names: Names) -> tuple[Any, str]:
    text = _short(clean_line(str(given or "")), 60)
    if text and not policy.known(text):
        raise Wrong(_("The handbook has no clause “%(clause)s”.") % {"clause": text})
    return text, ""


def _note(given: Any, _names: Names) -> tuple[Any, str]:
    return _short(clean_line(str(given or "")), 200), ""


def _roles(given: Any, names: Names) -> tuple[Any, str]:
    return roles(given, names.roles), ""


def _short(text: str, most: int) -> str:
    if len(text) > most:
        raise Wrong(_("At most %(most)d signs.") % {"most": most})
    return text


_READERS = {
    "department_id": _department,
    "amount_from": _amount,
    "amount_to": _amount,
    "margin_from": _share,
    "margin_to": _share,
    "contract_kind": _kind,
    "product_class": _class,
    "credit_class": _class,
    "roles": _roles,
    "clause": _clause,
    "note": _note,
}
