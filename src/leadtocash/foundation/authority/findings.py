"""What keeps an edition from being published: gaps, overlaps, rows that name nobody; each with its rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from leadtocash.foundation.authority import spelling, tables
from leadtocash.foundation.authority.matrix import CHOICES, LABELS, OTHER, box_of, label_of, shipped
from leadtocash.foundation.authority.models import AuthorityRow
from leadtocash.foundation.kernel.text import joined


@dataclass(frozen=True)
class Finding:
    """One thing wrong: the document, in which unit's rows, the sentence, and the places of the rows it is about.

    rows: positions in the list that was looked at; none: the document as a whole.
    """

    document: str
    where: str
    what: str
    rows: tuple[int, ...] = ()

    @property
    def text(self) -> str:
        return _("%(where)s: %(what)s.") % {"where": self.where, "what": self.what}


Placed = tuple[int, AuthorityRow]


def problems(rows: Iterable[AuthorityRow]) -> list[str]:
    """Everything wrong with a table, as sentences."""
    return [finding.text for finding in findings(rows)]


def findings(rows: Iterable[AuthorityRow], *, known_roles: frozenset[str] | None = None) -> list[Finding]:
    """Gaps, overlaps and empty rows of a table; the rows of one unit are looked at by themselves.

    `known_roles`: when given, a row that names another role is told too.
    """
    units: dict[tuple[str, int | None], list[Placed]] = {}
    for position, row in enumerate(rows):
        units.setdefault((row.document, row.department_id), []).append((position, row))
    found: list[Finding] = []
    for (document, department), unit in units.items():
        where = label_of(document) + (f" · {unit[0][1].department}" if department else "")
        for what, positions in _of_unit(unit, known_roles):
            found.append(Finding(document, where, what, positions))
    present = {document for document, _department in units}
    for kind, known in shipped.items():
        if kind not in present:
            found.append(Finding(kind, str(known.label), _("there is no row; nobody could approve it")))
    return found


def _of_unit(unit: list[Placed], known_roles: frozenset[str] | None) -> Iterator[tuple[str, tuple[int, ...]]]:
    for position, row in unit:
        for what in _of_row(row, known_roles):
            yield what, (position,)
    boxes = [box_of(row) for _position, row in unit]
    for one, other in tables.overlaps(boxes):
        codes = {"one": unit[one][1].code, "other": unit[other][1].code}
        yield _("rows %(one)s and %(other)s overlap") % codes, (unit[one][0], unit[other][0])
    for gap in tables.gaps(boxes, _axes([row for _position, row in unit])):
        beside = tuple(position for (position, _row), box in zip(unit, boxes, strict=True) if _touches(box, gap))
        yield _("no row covers %(where)s") % {"where": spelling.box(gap, LABELS, show=spelling.value)}, beside


def _of_row(row: AuthorityRow, known_roles: frozenset[str] | None) -> Iterator[str]:
    if not row.roles:
        yield _("row %(code)s names nobody who approves") % {"code": row.code}
    unknown = [role for role in row.roles if known_roles is not None and role not in known_roles]
    if unknown:
        yield _("row %(code)s names a role that is not there: %(roles)s") % {
            "code": row.code,
            "roles": joined(unknown),
        }
    for name, cell in box_of(row).items():
        if isinstance(cell, tables.Range) and None not in (cell.low, cell.high) and not cell.meets(cell):
            yield _("row %(code)s: %(what)s begins above its end") % {"code": row.code, "what": LABELS[name]}


def _touches(box: tables.Box, gap: Mapping[str, tables.Cell]) -> bool:
    """Is the row a neighbour of the gap: meeting it everywhere except in one column, where it ends at its edge?"""
    apart = [name for name, cell in gap.items() if name in box and not box[name].meets(cell)]  # type: ignore[arg-type]
    if len(apart) != 1:
        return False
    one, hole = box[apart[0]], gap[apart[0]]
    if not isinstance(one, tables.Range) or not isinstance(hole, tables.Range):
        return False
    return (one.high is not None and one.high == hole.low) or (one.low is not None and one.low == hole.high)


def _axes(rows: list[AuthorityRow]) -> dict[str, tables.Axis]:
    document = shipped.find(rows[0].document)
    closed: Mapping[str, tuple[Any, ...]] = document.choices if document else CHOICES
    axes = {"amount": tables.Axis(minimum=Decimal(0)), "margin": tables.Axis()}
    for name in ("contract_kind", "product_class", "credit_class"):
        named = {getattr(row, name) for row in rows} - {""}
        axes[name] = tables.Axis(choices=tuple(closed.get(name, (*sorted(named), OTHER))))
    return axes
