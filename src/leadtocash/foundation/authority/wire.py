"""Rows as the grid and the API carry them: cells as text for the screen, as plain values for programs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leadtocash.foundation.accounts.models import Department, Role
from leadtocash.foundation.authority import findings, matrix, queries, reading, spelling
from leadtocash.foundation.authority.actions import editing
from leadtocash.foundation.authority.comparing import CELLS
from leadtocash.foundation.authority.models import AuthorityRow, AuthorityTable
from leadtocash.foundation.kernel.text import Words
from leadtocash.foundation.web import formats

KINDS: Mapping[str, Words] = {"formal": gettext_lazy("Formal contract"), "virtual": gettext_lazy("Virtual contract")}
COLUMNS: Mapping[str, Words] = {
    "department_id": gettext_lazy("Unit"),
    "amount_from": gettext_lazy("Amount from"),
    "amount_to": gettext_lazy("Amount below"),
    "margin_from": gettext_lazy("Margin from"),
    "margin_to": gettext_lazy("Margin below"),
    "contract_kind": gettext_lazy("Contract kind"),
    "product_class": gettext_lazy("Product class"),
    "credit_class": gettext_lazy("Credit class"),
    "roles": gettext_lazy("Who approves"),
    "clause": gettext_lazy("Clause"),
    "note": gettext_lazy("Note"),
}


def text_of(name: str, value: Any) -> Any:
    """A value as it stands in its cell."""
    if value is None:
        return ""
    if name.startswith("amount"):
        return formats.fixed(value, 0 if value == value.to_integral_value() else 2)
    if name.startswith("margin"):
        return spelling.percent(value)
    return list(value) if name == "roles" else str(value)


def row_for_grid(row: AuthorityRow) -> dict[str, Any]:
    """A stored row: its cells as text; roles and kinds as codes, the unit as its id."""
    cells = {name: text_of(name, getattr(row, name)) for name in CELLS}
    return {"key": f"r{row.pk}", "id": row.pk, "document": row.document, "code": row.code, **cells}


def grid(table: AuthorityTable) -> dict[str, Any]:
    """Everything the grid of a draft needs, for its script."""
    roles = [{"code": role.code, "name": str(role)} for role in Role.objects.order_by("pk")]
    units = Department.objects.filter(is_active=True).order_by("path")
    return {
        "revision": table.revision,
        "columns": {name: str(label) for name, label in COLUMNS.items()},
        "documents": [
            {"kind": kind, "label": str(one.label), "choices": {k: list(v) for k, v in one.choices.items()}}
            for kind, one in matrix.shipped.items()
        ],
        "roles": roles,
        "departments": [{"id": str(one.pk), "name": one.name} for one in units],
        "kinds": [{"code": code, "name": str(label)} for code, label in KINDS.items()],
        "rows": [row_for_grid(row) for row in queries.rows_of(table)],
    }


def names() -> reading.Names:
    """What words in cells may mean, in every language."""
    kinds: dict[str, str] = {code: code for code in KINDS}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            for code, label in KINDS.items():
                kinds[str(label)] = code
                kinds[str(label).split(" ", maxsplit=1)[0]] = code
                kinds[str(label)[:2]] = code
    return queries.names(kinds)


def read_rows(given: Sequence[Mapping[str, Any]]) -> tuple[list[dict[str, Any]], list[reading.Row]]:
    """The grid's rows as values, with what is wrong in each (a wrong cell counts as empty)."""
    known, rows, read = names(), [], []
    for raw in given:
        one = reading.row(raw, known)
        values = {name: one.values.get(name, [] if name == "roles" else _empty(name)) for name in CELLS}
        number = raw.get("id")
        rows.append(
            {
                "key": str(raw.get("key", "")),
                "id": number if isinstance(number, int) else None,
                "document": str(raw.get("document", "")),
                "code": str(raw.get("code", ""))[:20],
                **values,
            }
        )
        read.append(one)
    return rows, read


def report(table: AuthorityTable, rows: Sequence[Mapping[str, Any]], read: Sequence[reading.Row]) -> dict[str, Any]:
    """What the grid shows beside its rows: cells as read, what is wrong in them, gaps and overlaps."""
    departments = {one.pk: one for one in Department.objects.all()}
    pairs = [(row, was) for row, was in zip(rows, read, strict=True) if row["document"] in matrix.shipped]
    known = [row for row, _was in pairs]
    built = [_built(table, row, departments) for row in known]
    editing.number_new(table, built)
    told = findings.findings(built, known_roles=frozenset(Role.objects.values_list("code", flat=True)))
    wrong = sum(len(one.wrong) for one in read)
    return {
        "rows": [
            {
                "key": row["key"],
                "code": one.code,
                "cells": {name: text_of(name, row[name]) for name in CELLS if name not in was.wrong},
                "wrong": was.wrong,
                "said": was.said,
            }
            for (row, was), one in zip(pairs, built, strict=True)
        ],
        "findings": [
            {"document": f.document, "text": f.text, "keys": [known[at]["key"] for at in f.rows]} for f in told
        ],
        "wrong": wrong,
        "summary": _summary(wrong, len(told)),
    }


def changes_told(entries: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Journal entries with "2026-B3.amount_from" in words: the row, the column's name, roles by title."""
    titles = {role.code: str(role) for role in Role.objects.all()}
    units = {str(one.pk): one.name for one in Department.objects.all()}
    told = []
    for entry in entries:
        told.append({**entry, "changes": [_change_told(change, titles, units) for change in entry["changes"]]})
    return told


def _change_told(change: dict[str, Any], titles: Mapping[str, str], units: Mapping[str, str]) -> dict[str, Any]:
    code, dot, name = change["field"].rpartition(".")
    if not dot or name not in COLUMNS:
        return change
    both = {end: _told(name, change[end], titles, units) for end in ("old", "new")}
    return {"field": f"{code} · {COLUMNS[name]}", **both}


def _told(name: str, value: str, titles: Mapping[str, str], units: Mapping[str, str]) -> str:
    if not value:
        return _("any") if name not in ("roles", "clause", "note") else ""
    if name == "roles":
        return " → ".join(titles.get(code, code) for code in value.split(" > "))
    if name == "department_id":
        return units.get(value, value)
    if name == "contract_kind":
        return str(KINDS.get(value, value))
    return str(text_of(name, Decimal(value))) if name.startswith(("amount", "margin")) else value


def _built(table: AuthorityTable, row: Mapping[str, Any], departments: Mapping[int, Department]) -> AuthorityRow:
    built = AuthorityRow(table=table, code=row["code"] if row["id"] else "", document=row["document"])
    for name in CELLS:
        setattr(built, name, row[name])
    if built.department_id:
        built.department = departments.get(built.department_id)
    return built


def _empty(name: str) -> Any:
    return None if name.startswith(("amount", "margin", "department")) else ""


def _summary(wrong: int, found: int) -> str:
    if wrong:
        return _("%(n)d cells cannot be read; nothing is saved before they are right.") % {"n": wrong}
    if found:
        return _("%(n)d gaps or overlaps: it can be saved, but not published yet.") % {"n": found}
    return _("No gaps, no overlaps: it can be published.")
