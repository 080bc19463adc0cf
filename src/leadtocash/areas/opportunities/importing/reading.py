"""Read the four files of the CRM's export into plain facts; every doubt becomes a finding. Writes nothing."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache
from importlib.resources import files
from pathlib import Path

from leadtocash.areas.opportunities.importing import defects
from leadtocash.foundation.exchange.findings import Findings
from leadtocash.foundation.exchange.sheets import Row, read_csv, require_files
from leadtocash.foundation.kernel.text import name_key

ACCOUNTS, PRODUCTS, TEAMS, PIPELINE = "accounts.csv", "products.csv", "sales_teams.csv", "sales_pipeline.csv"
COLUMNS = {
    ACCOUNTS: ("account", "sector", "year_established", "revenue", "employees", "office_location", "subsidiary_of"),
    PRODUCTS: ("product", "series", "sales_price"),
    TEAMS: ("sales_agent", "manager", "regional_office"),
    PIPELINE: (
        "opportunity_id", "sales_agent", "product", "account", "deal_stage", "engage_date", "close_date",
        "close_value",
    ),
}  # fmt: skip
PROSPECTING, ENGAGING, WON, LOST = "prospecting", "engaging", "won", "lost"
MOST = Decimal(10) ** 12


@dataclass(frozen=True)
class Account:
    row: int
    name: str
    sector: str
    founded: int | None
    revenue: str
    employees: int | None
    place: str
    parent: str


@dataclass(frozen=True)
class Item:
    """A product; list price as the export has it."""

    row: int
    model: str
    series: str
    price: Decimal


@dataclass(frozen=True)
class Seller:
    row: int
    name: str
    manager: str
    region: str


@dataclass(frozen=True)
class Deal:
    row: int
    key: str
    seller: str
    product: str
    account: str
    stage: str
    engaged: date | None
    closed: date | None
    value: Decimal | None


@dataclass
class Export:
    """The whole export; names are spelt as in their own files."""

    accounts: dict[str, Account] = field(default_factory=dict)
    items: dict[str, Item] = field(default_factory=dict)
    sellers: dict[str, Seller] = field(default_factory=dict)
    deals: list[Deal] = field(default_factory=list)


def read(folder: Path, findings: Findings) -> Export:
    """Read and examine the files. Raises RuleError for a missing file or column."""
    require_files(folder, list(COLUMNS))
    rows = {name: read_csv(folder / name, columns) for name, columns in COLUMNS.items()}
    export = Export(
        accounts=_accounts(rows[ACCOUNTS], findings),
        items=_items(rows[PRODUCTS], findings),
        sellers=_sellers(rows[TEAMS], findings),
    )
    export.accounts = _with_parents(export.accounts, findings)
    export.deals = _deals(rows[PIPELINE], export, findings)
    busy = {deal.seller for deal in export.deals}
    for seller in export.sellers.values():
        if seller.name not in busy:
            findings.add(defects.NO_DEALS, TEAMS, seller.row, seller.name, "sales_agent", seller.name)
    return export


def _unique(rows: Iterable[Row], file: str, column: str, findings: Findings) -> Iterable[Row]:
    """The rows with a key that did not occur before; the others become findings."""
    seen: set[str] = set()
    for row in rows:
        key = name_key(row[column])
        if not key:
            findings.add(defects.NO_KEY, file, row.number, "", column, row[column])
        elif key in seen:
            kind = defects.TWO_TEAMS if file == TEAMS else defects.DOUBLE
            findings.add(kind, file, row.number, row[column], column, row[column])
        else:
            seen.add(key)
            yield row


def _accounts(rows: list[Row], findings: Findings) -> dict[str, Account]:
    found: dict[str, Account] = {}
    for row in _unique(rows, ACCOUNTS, "account", findings):
        name = row["account"]

        def whole(column: str, low: int, high: int, row: Row = row, name: str = name) -> int | None:
            text = row[column]
            if text.isdigit() and low <= int(text) <= high:
                return int(text)
            if text:
                findings.add(defects.BAD_NUMBER, ACCOUNTS, row.number, name, column, text)
            return None

        found[name] = Account(
            row=row.number,
            name=name,
            sector=_spelt(row, ACCOUNTS, "sector", name, findings),
            founded=whole("year_established", 1000, 2100),
            revenue=row["revenue"],
            employees=whole("employees", 0, 2_000_000_000),
            place=_spelt(row, ACCOUNTS, "office_location", name, findings),
            parent=row["subsidiary_of"],
        )
    return found


def _with_parents(accounts: dict[str, Account], findings: Findings) -> dict[str, Account]:
    """The accounts with parents as spelt in their own rows, parents before children."""
    names = {name_key(name): name for name in accounts}
    for account in list(accounts.values()):
        if account.parent:
            parent = _named(account.parent, names, ACCOUNTS, account.row, account.name, "subsidiary_of", findings)
            if not parent:
                value = account.parent
                findings.add(defects.UNKNOWN_PARENT, ACCOUNTS, account.row, account.name, "subsidiary_of", value)
            accounts[account.name] = replace(account, parent=parent)
    ordered: dict[str, Account] = {}
    for account in list(accounts.values()):
        _put(account, accounts, ordered, findings, line=[])
    return ordered


def _put(
    account: Account, accounts: dict[str, Account], ordered: dict[str, Account], findings: Findings, line: list[str]
) -> None:
    if account.name in ordered:
        return
    if account.parent and account.parent in [*line, account.name]:
        value = account.parent
        findings.add(defects.PARENT_LOOP, ACCOUNTS, account.row, account.name, "subsidiary_of", value)
        account = replace(account, parent="")
    elif account.parent:
        _put(accounts[account.parent], accounts, ordered, findings, [*line, account.name])
    ordered.setdefault(account.name, account)


def _items(rows: list[Row], findings: Findings) -> dict[str, Item]:
    found: dict[str, Item] = {}
    for row in _unique(rows, PRODUCTS, "product", findings):
        name = row["product"]
        price = _amount(row, PRODUCTS, "sales_price", name, findings) or Decimal(0)
        found[name] = Item(row.number, name, row["series"] or name, price)
        findings.add(defects.NO_COST, PRODUCTS, row.number, name, "sales_price", row["sales_price"])
    return found


def _sellers(rows: list[Row], findings: Findings) -> dict[str, Seller]:
    found: dict[str, Seller] = {}
    for row in _unique(rows, TEAMS, "sales_agent", findings):
        name = row["sales_agent"]
        if not row["manager"]:
            findings.add(defects.NO_MANAGER, TEAMS, row.number, name, "manager", "")
        found[name] = Seller(row.number, name, row["manager"], row["regional_office"])
    return found


def _deals(rows: list[Row], export: Export, findings: Findings) -> list[Deal]:
    accounts = {name_key(name): name for name in export.accounts}
    items = {name_key(name): name for name in export.items}
    sellers = {name_key(name): name for name in export.sellers}
    found = []
    for row in _unique(rows, PIPELINE, "opportunity_id", findings):
        key, stage = row["opportunity_id"], row["deal_stage"].casefold()
        place = (PIPELINE, row.number, key)
        if stage not in (PROSPECTING, ENGAGING, WON, LOST):
            findings.add(defects.UNKNOWN_STAGE, *place, "deal_stage", row["deal_stage"])
            continue
        seller = _named(row["sales_agent"], sellers, *place, "sales_agent", findings)
        if not seller:
            findings.add(defects.UNKNOWN_SELLER, *place, "sales_agent", row["sales_agent"])
            continue
        found.append(
            Deal(
                row=row.number,
                key=key,
                seller=seller,
                product=_product(row, items, key, findings),
                account=_account(row, accounts, key, findings),
                stage=stage,
                engaged=_day(row, "engage_date", key, findings),
                closed=_day(row, "close_date", key, findings),
                value=_amount(row, PIPELINE, "close_value", key, findings),
            )
        )
    return found


def _product(row: Row, known: dict[str, str], key: str, findings: Findings) -> str:
    place = (PIPELINE, row.number, key, "product", row["product"])
    name = known.get(name_key(row["product"]), "")
    if not row["product"]:
        findings.add(defects.NO_PRODUCT, *place)
    elif not name:
        findings.add(defects.UNKNOWN_PRODUCT, *place)
        return row["product"]
    elif name != row["product"]:
        findings.add(defects.PRODUCT_SPELLING, *place, meant=name)
    return name


def _account(row: Row, known: dict[str, str], key: str, findings: Findings) -> str:
    place = (PIPELINE, row.number, key)
    if not row["account"]:
        findings.add(defects.NO_ACCOUNT, *place, "account", "")
        return ""
    name = _named(row["account"], known, *place, "account", findings)
    if not name:
        findings.add(defects.UNKNOWN_ACCOUNT, *place, "account", row["account"])
    return name


def _named(text: str, known: dict[str, str], file: str, row: int, key: str, column: str, findings: Findings) -> str:
    """The name as spelt in its own file, "" when it is not there."""
    name = known.get(name_key(text), "")
    if name and name != text:
        findings.add(defects.NAME_SPELLING, file, row, key, column, text, meant=name)
    return name


def _day(row: Row, column: str, key: str, findings: Findings) -> date | None:
    text = row[column]
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        findings.add(defects.BAD_DATE, PIPELINE, row.number, key, column, text)
        return None


def _amount(row: Row, file: str, column: str, key: str, findings: Findings) -> Decimal | None:
    text = row[column].replace(",", "")
    try:
        value = Decimal(text) if text else None
    except InvalidOperation:
        value = Decimal("nan")
    if value is None or (value.is_finite() and 0 <= value < MOST):
        return value
    findings.add(defects.BAD_NUMBER, file, row.number, key, column, row[column])
    return None


def _spelt(row: Row, file: str, column: str, key: str, findings: Findings) -> str:
    meant = _spellings().get((column, row[column].casefold()), row[column])
    if meant != row[column]:
        findings.add(defects.SPELLING, file, row.number, key, column, row[column], meant=meant)
    return meant


@cache
def _spellings() -> dict[tuple[str, str], str]:
    table = files("leadtocash.areas.opportunities.importing").joinpath("data/spellings.csv")
    with table.open(encoding="utf-8") as file:
        return {(line["column"], line["found"]): line["meant"] for line in csv.DictReader(file)}
