"""Sums under a list: of all rows where that is quick, else of as many as are counted, and then said so."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import OperationalError, connection, models, transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from leadtocash.foundation.web import formats
from leadtocash.foundation.web.lists.columns import Column
from leadtocash.foundation.web.lists.page import COUNT_CAP

#: milliseconds a sum over all rows may take before the first rows are summed instead
PATIENCE = 400


@dataclass(frozen=True)
class Totals:
    """texts: one a column, "" where nothing is summed; label: of which rows."""

    texts: list[str]
    label: str


def of_rows(columns: list[Column], shown: list[Any]) -> Totals | None:
    """Of rows that are all on the page."""
    sums = {c.key: sum((c.of(row) or Decimal(0) for row in shown), Decimal(0)) for c in columns if c.total}
    return _said(columns, sums, _("Total")) if sums and shown else None


def of_all(columns: list[Column], rows: models.QuerySet[Any]) -> Totals | None:
    """Of all rows a query gives, which are known to be few enough."""
    return _said(columns, _sums(columns, rows.order_by()), _("Total")) if any(c.total for c in columns) else None


def of_many(columns: list[Column], rows: models.QuerySet[Any]) -> Totals | None:
    """Of more rows than are counted: of all of them if the database is quick enough, else of the first ones."""
    if not any(c.total for c in columns):
        return None
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('statement_timeout', %s, true)", [str(PATIENCE)])
            sums = _sums(columns, rows.order_by())
            cursor.execute("SELECT set_config('statement_timeout', '0', true)")
    except OperationalError:
        few = rows.order_by()[:COUNT_CAP]
        label = _("At least: of %(count)s of the rows") % {"count": f"{COUNT_CAP:,}"}
        return _said(columns, _sums(columns, few), label, sign="≥ ")
    return _said(columns, sums, _("Total of all rows"))


def _sums(columns: list[Column], rows: models.QuerySet[Any]) -> dict[str, Decimal]:
    fields = {f"sum_{c.key}": Sum(c.order or c.key) for c in columns if c.total}
    found = rows.aggregate(**fields)
    return {c.key: found[f"sum_{c.key}"] or Decimal(0) for c in columns if c.total}


def _said(columns: list[Column], sums: dict[str, Decimal], label: str, *, sign: str = "") -> Totals:
    return Totals([f"{sign}{formats.by_kind(c.kind, sums[c.key])}" if c.total else "" for c in columns], label)
