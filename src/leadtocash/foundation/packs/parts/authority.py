"""The authority matrix: the rows of every document in one table; units by their codes, roles in order of approval."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leadtocash.foundation.accounts.models import Department, Role
from leadtocash.foundation.authority import actions, matrix, spelling
from leadtocash.foundation.authority.findings import findings
from leadtocash.foundation.authority.models import AuthorityRow, AuthorityTable
from leadtocash.foundation.authority.permissions import AUTHORITY
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.errors import RuleError
from leadtocash.foundation.packs.registry import Content, Difference, Files, Item, Part, Trouble
from leadtocash.foundation.packs.writing import Table, csv_text

FILE = "authority.csv"
NUMBERS = ("amount_from", "amount_to", "margin_from", "margin_to")
CHOICES = ("contract_kind", "product_class", "credit_class")
COLUMNS = ("document", "row", "unit", *CHOICES, *NUMBERS, "approvers", "clause", "note")
Row = dict[str, str]


def current() -> Content:
    """The rows of the edition that counts today."""
    table = matrix.valid_table(timezone.localdate())
    rows = AuthorityRow.objects.filter(table=table).select_related("department", "table") if table else ()
    found: dict[str, list[Row]] = {}
    for row in rows:
        if row.document in matrix.shipped:
            found.setdefault(row.document, []).append(_cells(row))
    return _content(found)


def shipped() -> Content:
    """The rows the areas declare."""
    found = {}
    for kind, document in matrix.shipped.items():
        table = AuthorityTable(year=0)
        rows = [matrix.row_of(table, kind, place, row) for place, row in enumerate(document.rows, 1)]
        found[kind] = [_cells(row) for row in rows]
    return _content(found)


def read(files: Files) -> Content:
    """The rows by document; a document this version does not know is only mentioned."""
    table = Table(FILE, files[FILE], COLUMNS)
    found: dict[str, list[Row]] = {}
    numbers: set[tuple[str, str]] = set()
    for line, row in table.rows():
        if row["document"] not in matrix.shipped:
            what = _("this version asks for no approval of “%(kind)s”; the row is left out")
            table.trouble(line, what % {"kind": row["document"]}, stops=False)
            continue
        for sentence in _wrong(row, numbers):
            table.trouble(line, sentence)
        numbers.add((row["document"], row["row"]))
        found.setdefault(row["document"], []).append({name: row[name] for name in COLUMNS})
    if table.troubles and any(one.stops for one in table.troubles):
        return Content({}, tuple(table.troubles))
    return _content(found, tuple(table.troubles))


def check(content: Content) -> Sequence[Trouble]:
    """Units and roles that are not here, gaps and overlaps."""
    roles = set(Role.objects.values_list("code", flat=True))
    units = _units()
    troubles = []
    for item in content.items.values():
        for row in item.value:
            if row["unit"] and row["unit"] not in units:
                what = _("%(row)s: there is no unit “%(code)s” here") % {"row": row["row"], "code": row["unit"]}
                troubles.append(Trouble(file=FILE, sentence=what))
            for code in _approvers(row):
                if code not in roles:
                    what = _("%(row)s: there is no role “%(code)s” here") % {"row": row["row"], "code": code}
                    troubles.append(Trouble(file=FILE, sentence=what))
    if not troubles:
        rows = [_stored(row, 0, None, units) for item in content.items.values() for row in item.value]
        found = [one for one in findings(rows) if one.document in content.items]
        troubles = [Trouble(file=FILE, sentence=one.text) for one in found]
    return troubles


def write(content: Content) -> dict[str, str]:
    """Documents by code, rows in their order."""
    rows = [row for document in sorted(content.items) for row in content.items[document].value]
    return {FILE: csv_text(COLUMNS, rows)} if rows else {}


def apply(differences: Sequence[Difference], *, act: Act, reason: str) -> list[str]:
    """Make the next edition: named documents get the pack's rows, the others keep theirs; then publish it.

    Where the house asks for a second person, it stays a draft that he publishes. Raises RuleError for gaps.
    """
    base = matrix.valid_table(act.today)
    draft = actions.next_edition(act=act, note=reason[:200], base=base)
    named = {difference.item.key for difference in differences}
    AuthorityRow.objects.filter(table=draft, document__in=named).delete()
    units = _units()
    rows = [
        _stored(row, place, draft, units)
        for difference in differences
        for place, row in enumerate(difference.item.value, 1)
    ]
    AuthorityRow.objects.bulk_create(rows)
    labels = ", ".join(difference.label for difference in differences)
    try:
        with transaction.atomic():
            actions.publish_table(draft, act=act, note=reason[:200])
    except RuleError as refusal:
        if refusal.code != "authority_second_person":
            raise
        sentence = _("Edition %(edition)s is a draft with new rows for %(documents)s; a second person publishes it.")
        return [sentence % {"edition": draft, "documents": labels}]
    sentence = _("Edition %(edition)s is published with new rows for %(documents)s.")
    return [sentence % {"edition": draft, "documents": labels}]


def _wrong(row: Row, numbers: set[tuple[str, str]]) -> list[str]:
    found = []
    if not row["row"] or len(row["row"]) > 15:
        found.append(_("the row needs a number of at most 15 signs"))
    if (row["document"], row["row"]) in numbers:
        found.append(_("“%(name)s” is in it twice") % {"name": row["row"]})
    for name in NUMBERS:
        try:
            if row[name] and not Decimal(row[name]).is_finite():
                raise InvalidOperation
        except InvalidOperation:
            found.append(_("“%(text)s” in the column %(name)s is no number") % {"text": row[name], "name": name})
    if row["contract_kind"] not in ("", *matrix.CHOICES["contract_kind"]):
        found.append(_("“%(text)s” is no kind of contract") % {"text": row["contract_kind"]})
    if not _approvers(row):
        found.append(_("nobody approves"))
    if any(len(row[name]) > most for name, most in (("note", 200), ("clause", 30))) or any(
        len(row[name]) > 20 for name in CHOICES
    ):
        found.append(_("a cell is too long"))
    return found


def _content(found: Mapping[str, list[Row]], troubles: tuple[Trouble, ...] = ()) -> Content:
    names = {role.code: str(role) for role in Role.objects.all()} if found else {}
    return Content({document: _item(document, rows, names) for document, rows in found.items()}, troubles)


def _item(document: str, rows: list[Row], names: Mapping[str, str]) -> Item:
    """One document with its rows; the order of rows is told by their numbers. names: of roles by code."""
    fields = {}
    for row in rows:
        box = matrix.box_of(_stored(row, 0, None, {}))
        words = spelling.box(box, matrix.LABELS, show=spelling.value)
        who = " > ".join(names.get(code, code) for code in _approvers(row))
        unit = [row["unit"]] if row["unit"] else []
        fields[_("Row %(code)s") % {"code": row["row"]}] = "; ".join(
            [*unit, words, who, *(row[name] for name in ("clause", "note") if row[name])]
        )
    return Item(key=document, label=matrix.label_of(document), fields=fields, value=rows)


def _cells(row: AuthorityRow) -> Row:
    cells: dict[str, Any] = {name: _number(getattr(row, name)) for name in NUMBERS}
    cells |= {name: getattr(row, name) for name in (*CHOICES, "clause", "note", "document")}
    cells["row"] = row.code.removeprefix(f"{row.table.year}-")
    cells["unit"] = row.department.code if row.department else ""
    cells["approvers"] = " > ".join(row.roles)
    return {name: cells[name] for name in COLUMNS}


def _number(value: Decimal | None) -> str:
    if value is None:
        return ""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _stored(row: Row, place: int, table: AuthorityTable | None, units: Mapping[str, Department]) -> AuthorityRow:
    """A row of the file as a row of an edition (of none: only to look at)."""
    return AuthorityRow(
        table=table, document=row["document"], place=place, roles=_approvers(row), department=units.get(row["unit"]),
        code=f"{table.year}-{row['row']}" if table else row["row"],
        **{name: Decimal(row[name]) if row[name] else None for name in NUMBERS},
        **{name: row[name] for name in (*CHOICES, "clause", "note")},
    )  # fmt: skip


def _approvers(row: Row) -> list[str]:
    return [code.strip() for code in row["approvers"].split(">") if code.strip()]


def _units() -> dict[str, Department]:
    return {unit.code: unit for unit in Department.objects.all()}


PART = Part(
    name="authority",
    label=gettext_lazy("Authority table"),
    order=35,
    text=gettext_lazy("The next edition with these rows; documents the pack does not name keep theirs."),
    permission=AUTHORITY,
    owns=lambda path: path == FILE,
    current=current,
    shipped=shipped,
    read=read,
    check=check,
    write=write,
    apply=apply,
)
