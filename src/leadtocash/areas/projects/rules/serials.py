"""Serial numbers as they are entered: every device one, each only once, in the form its model has (S0 2.4.3)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from leadtocash.foundation.kernel.text import clean_line, clean_serial

LONGEST = 60
_SHAPE = re.compile(r"[\w./#+-]+", re.ASCII)


@dataclass(frozen=True, kw_only=True)
class Row:
    """One row of the sheet: for which line, what was read or typed, on which carton."""

    line: int
    serial: str
    box: str = ""


@dataclass(frozen=True, kw_only=True)
class Checked:
    """A row as understood: `error` is a sentence, "" when it may be stored; an empty row is neither good nor bad."""

    row: int
    line: int
    serial: str
    box: str
    error: str = ""

    @property
    def is_good(self) -> bool:
        return bool(self.serial) and not self.error


@dataclass(frozen=True)
class Model:
    """What a line asks of its serial numbers."""

    quantity: int
    pattern: str = ""


def cleaned(rows: Sequence[Row]) -> list[Row]:
    """The rows as meant: full-width folded, blanks gone, capitals."""
    return [Row(line=r.line, serial=clean_serial(r.serial), box=clean_line(r.box)[:30]) for r in rows]


def check_rows(rows: Sequence[Row], models: Mapping[int, Model], taken: Mapping[str, str]) -> list[Checked]:
    """Check cleaned rows in their order.

    `models` by line id; `taken`: serial number -> the words for where it is used already (outside this project).
    """
    checked: list[Checked] = []
    first: dict[str, int] = {}
    filled: Counter[int] = Counter()
    for number, row in enumerate(rows, start=1):
        error = ""
        if row.serial:
            error = _problem(row, models.get(row.line), taken, first)
            if not error:
                filled[row.line] += 1
                error = _too_many(filled[row.line], models[row.line].quantity)
            first.setdefault(row.serial, number)
        checked.append(Checked(row=number, line=row.line, serial=row.serial, box=row.box, error=error))
    return checked


def _problem(row: Row, model: Model | None, taken: Mapping[str, str], first: Mapping[str, int]) -> str:
    if model is None:
        return _("This line is not in the equipment list.")
    if not model.quantity:
        return _("This line has no serial numbers.")
    if len(row.serial) > LONGEST:
        return _("Longer than %(most)s signs.") % {"most": LONGEST}
    if not _SHAPE.fullmatch(row.serial):
        return _("Only letters, digits and - . / # + occur in serial numbers.")
    if row.serial in first:
        return _("Same as row %(row)s.") % {"row": first[row.serial]}
    if row.serial in taken:
        return taken[row.serial]
    return misfit(row.serial, model.pattern)


def misfit(serial: str, pattern: str) -> str:
    """Why the serial number does not fit its model's pattern; "" when it does, or the model has none."""
    expression = _compiled(pattern)
    if expression is None or expression.fullmatch(serial):
        return ""
    expected = exact_length(pattern)
    if expected and len(serial) != expected:
        return ngettext(
            "Has %(has)s sign, this model has %(expected)s.",
            "Has %(has)s signs, this model has %(expected)s.",
            len(serial),
        ) % {"has": len(serial), "expected": expected}
    return _("Does not look like this model's numbers (%(pattern)s).") % {"pattern": pattern}


def _too_many(count: int, quantity: int) -> str:
    if count <= quantity:
        return ""
    return _("This line has %(quantity)s devices only.") % {"quantity": quantity}


@lru_cache(maxsize=512)
def _compiled(pattern: str) -> re.Pattern[str] | None:
    """The pattern as expression; None when there is none or it cannot be read (the catalogue is to blame)."""
    try:
        return re.compile(pattern, re.ASCII) if pattern else None
    except re.error:
        return None


_PIECE = re.compile(r"(\[[^\]]+\]|\\[dw]|[A-Za-z0-9_-])(?:\{(\d+)\})?")


def exact_length(pattern: str) -> int:
    """How long a number of this pattern is, for patterns of plain signs, classes and {n}; 0 when it is not fixed."""
    total, at = 0, 0
    while at < len(pattern):
        piece = _PIECE.match(pattern, at)
        if piece is None:
            return 0
        total += int(piece[2] or 1)
        at = piece.end()
    return total
