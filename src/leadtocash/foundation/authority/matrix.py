"""The authority matrix (ORG-3).

Which roles approve a document, by amount, margin, contract kind, class and credit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leadtocash.foundation.accounts.models import Department, User
from leadtocash.foundation.authority import tables
from leadtocash.foundation.authority.models import AuthorityRow, AuthorityTable
from leadtocash.foundation.kernel.errors import Missing, RuleError
from leadtocash.foundation.kernel.registry import Registry
from leadtocash.foundation.kernel.text import Words

LABELS: Mapping[str, Words] = {
    "amount": gettext_lazy("amount"),
    "margin": gettext_lazy("gross margin"),
    "contract_kind": gettext_lazy("contract kind"),
    "product_class": gettext_lazy("product class"),
    "credit_class": gettext_lazy("credit class"),
}
CHOICES: Mapping[str, tuple[str, ...]] = {"contract_kind": ("formal", "virtual")}
COPIED = (
    "amount_from", "amount_to", "margin_from", "margin_to", "contract_kind", "product_class", "credit_class",
    "clause", "note",
)  # fmt: skip
OTHER = "*"  # stands for every class that no row names


@dataclass(frozen=True, kw_only=True)
class ShippedRow:
    """A row of the matrix the product ships. Amounts in yuan, margins as shares (0.15); empty means any."""

    roles: tuple[str, ...]
    amount_from: Decimal | None = None
    amount_to: Decimal | None = None
    margin_from: Decimal | None = None
    margin_to: Decimal | None = None
    contract_kind: str = ""
    product_class: str = ""
    credit_class: str = ""
    clause: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Document:
    """A kind of document whose approval the matrix decides.

    Its letter in row numbers, shipped rows, known classes.
    """

    label: Words
    letter: str
    rows: tuple[ShippedRow, ...]
    choices: Mapping[str, tuple[str, ...]]


shipped: Registry[Document] = Registry("document of the authority matrix")


def ship(
    kind: str,
    label: Words,
    *,
    letter: str,
    rows: Iterable[ShippedRow],
    choices: Mapping[str, tuple[str, ...]] | None = None,
) -> str:
    """Declare a document of the matrix with its shipped rows (numbered "2026-B1", … with its letter).

    choices: all values of product_class or credit_class, where they are closed lists; else "any other" needs
    a row.
    """
    document = Document(label=label, letter=letter, rows=tuple(rows), choices={**CHOICES, **(choices or {})})
    shipped.add(kind, document)
    return kind


@dataclass(frozen=True, kw_only=True)
class Example:
    """How the facts of a real record are read, for the question "who approves?".

    rows: the records this person may see, newest first, already narrowed by the words; facts as the approval itself
    reads them, without those this person may not see.
    """

    rows: Callable[[User, str], Iterable[Any]]
    title: Callable[[Any], str]
    facts: Callable[[User, Any], Mapping[str, Any]]
    department: Callable[[Any], Department | None]


examples: Registry[Example] = Registry("example of a document of the authority matrix")


@dataclass(frozen=True)
class Ruling:
    """What the matrix says: the row that matched and the roles in the order in which they approve."""

    row: AuthorityRow
    roles: tuple[str, ...]


def approvers(kind: str, facts: Mapping[str, Any], department: Department | None, *, on: date) -> Ruling:
    """Who approves this document on this day.

    A unit with rows of its own uses only those, else the nearest unit above, else the rows for all. Raises
    RuleError when there is no table, a fact it asks for is missing, or no row matches.
    """
    rows = list(_valid_rows(kind, on))
    return ruling_of(kind, rows, facts, department)


def ruling_of(kind: str, rows: list[AuthorityRow], facts: Mapping[str, Any], department: Department | None) -> Ruling:
    """The same for the rows of any edition, a draft's too."""
    for group in groups(rows, department):
        return _match(kind, group, facts)
    raise RuleError(
        _("The authority table says nothing about %(document)s. An administrator must complete it.")
        % {"document": label_of(kind)},
        code="authority_no_rows",
    )


def valid_table(on: date) -> AuthorityTable | None:
    """The table that counts on this day: the newest published edition up to its year."""
    published = AuthorityTable.objects.filter(published_at__isnull=False, year__lte=on.year)
    return published.order_by("-year", "-edition").first()


def box_of(row: AuthorityRow | ShippedRow) -> tables.Box:
    """A row as ranges and choices."""
    box: dict[str, tables.Cell] = {}
    for name in ("amount", "margin"):
        low, high = getattr(row, f"{name}_from"), getattr(row, f"{name}_to")
        if low is not None or high is not None:
            box[name] = tables.Range(low, high)
    for name in ("contract_kind", "product_class", "credit_class"):
        if value := getattr(row, name):
            box[name] = tables.Choices(frozenset({value}))
    return box


def row_of(table: AuthorityTable, document: str, place: int, shipped_row: ShippedRow) -> AuthorityRow:
    """A shipped row as a row of a table, numbered in its document."""
    return AuthorityRow(
        table=table,
        document=document,
        place=place,
        code=code_of(table.year, document, place),
        roles=list(shipped_row.roles),
        **{name: getattr(shipped_row, name) for name in COPIED},
    )


def code_of(year: int, document: str, number: int) -> str:
    """The row's number in print: year, letter of the document, number in it ("2026-B3")."""
    known = shipped.find(document)
    return f"{year}-{known.letter if known else document[:8]}{number}"


def copy_of(row: AuthorityRow, table: AuthorityTable) -> AuthorityRow:
    """The same row in another table; in another year's table its number carries that year."""
    names = ("document", "place", "department_id", "roles", *COPIED)
    old = f"{row.table.year}-"
    code = f"{table.year}-{row.code.removeprefix(old)}" if row.code.startswith(old) else row.code
    return AuthorityRow(table=table, code=code, **{name: getattr(row, name) for name in names})


def _valid_rows(kind: str, on: date) -> Iterable[AuthorityRow]:
    table = valid_table(on)
    if table is None:
        return ()
    return AuthorityRow.objects.filter(table=table, document=kind).select_related("department")


def groups(rows: list[AuthorityRow], department: Department | None) -> Iterator[list[AuthorityRow]]:
    """The rows of the department's own unit, then of the units above it, then those for all."""
    line = [int(step) for step in department.path.strip("/").split("/") if step] if department else []
    for unit in [*reversed(line), None]:
        group = [row for row in rows if row.department_id == unit]
        if group:
            yield group


def _match(kind: str, rows: list[AuthorityRow], facts: Mapping[str, Any]) -> Ruling:
    asked = {name for row in rows for name in box_of(row)}
    unknown = [name for name in LABELS if name in asked and facts.get(name) is None]
    if unknown:
        raise RuleError(
            _("Who approves cannot be decided yet: the authority table needs more facts."),
            code="authority_facts_missing",
            missing=[Missing(what=str(LABELS[name])) for name in unknown],
        )
    for row in rows:
        if tables.matches(box_of(row), facts):
            return Ruling(row, tuple(row.roles))
    raise RuleError(
        _("No row of the authority table fits this %(document)s. An administrator must complete it.")
        % {"document": label_of(kind)},
        code="authority_no_match",
    )


def label_of(kind: str) -> str:
    """The document's name."""
    document = shipped.find(kind)
    return str(document.label) if document else kind
