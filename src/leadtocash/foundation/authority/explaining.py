"""Who approves, and why the other rows do not: the answer to "who approves?" for any edition."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from leadtocash.foundation.accounts.models import Department
from leadtocash.foundation.authority import matrix, spelling
from leadtocash.foundation.authority.models import AuthorityRow, AuthorityTable
from leadtocash.foundation.kernel.errors import RuleError


@dataclass(frozen=True)
class Reason:
    """Why a row does not match: the first column that fails, and the sentence."""

    column: str
    text: str


@dataclass
class Answer:
    """What an edition says: the row that matches and its roles, or the refusal; why each other row does not match."""

    table: AuthorityTable
    row: AuthorityRow | None = None
    roles: tuple[str, ...] = ()
    refusal: RuleError | None = None
    why_not: dict[int, Reason] = field(default_factory=dict)


def answer(table: AuthorityTable, kind: str, known: Mapping[str, Any], department: Department | None) -> Answer:
    """Ask one edition. A refusal (facts missing, no row) is part of the answer."""
    rows = list(table.rows.filter(document=kind).select_related("department"))
    found = Answer(table)
    try:
        ruling = matrix.ruling_of(kind, rows, known, department)
        found.row, found.roles = ruling.row, ruling.roles
    except RuleError as refusal:
        found.refusal = refusal
    deciding = next(iter(matrix.groups(rows, department)), [])
    for row in rows:
        if row != found.row:
            found.why_not[row.pk] = _why_not(row, known, department, row in deciding)
    return found


def _why_not(row: AuthorityRow, known: Mapping[str, Any], department: Department | None, deciding: bool) -> Reason:
    if not deciding:
        return Reason("department_id", _unit_reason(row, department))
    for name, cell in matrix.box_of(row).items():
        given = known.get(name)
        label = matrix.LABELS[name]
        if given is None:
            return Reason(_column(row, name, None), _("%(what)s is not known") % {"what": label})
        if not cell.holds(given):
            text = _("%(what)s is %(given)s; the row is for %(cell)s") % {
                "what": label,
                "given": spelling.value(name, given),
                "cell": spelling.cell(cell, name, spelling.value),
            }
            return Reason(_column(row, name, given), text)
    return Reason("", _("an earlier row matches already"))


def _unit_reason(row: AuthorityRow, department: Department | None) -> str:
    if row.department is None:
        return _("the unit has rows of its own, so the rows for all do not count")
    if department is None or not department.path.startswith(row.department.path):
        return _("the row is for %(unit)s only") % {"unit": row.department}
    return _("a nearer unit has rows of its own")


def _column(row: AuthorityRow, name: str, given: Any) -> str:
    """The column of the cell that fails: of a range its nearer end."""
    if name not in ("amount", "margin"):
        return name
    low = getattr(row, f"{name}_from")
    return f"{name}_from" if low is not None and (given is None or given < low) else f"{name}_to"
