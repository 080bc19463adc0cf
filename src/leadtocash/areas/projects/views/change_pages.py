"""What the pages of equipment changes print: figures before and after, the list line by line, versions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from leadtocash.areas.projects.models import EquipmentChange, Project
from leadtocash.areas.projects.queries import change as queries
from leadtocash.areas.projects.queries.cancellation import signatures as signed
from leadtocash.areas.projects.rules import change as rules
from leadtocash.areas.projects.rules.change import Row, Snapshot, Sums
from leadtocash.foundation.web import formats

State = EquipmentChange.State
COLUMNS = ("model", "description", "quantity", "unit_price", "unit_cost", "warranty_years")
#: places in the three-line card on a phone
SLOTS = {"model": "a", "description": "c", "quantity": "e", "unit_price": "f"}
ROW_TONES = {"same": "", "changed": "wait", "added": "done", "removed": "late"}


def before_of(change: EquipmentChange) -> Sums:
    return Sums(change.amount_before, change.net_before, change.cost_before)


def after_of(change: EquipmentChange) -> Sums:
    return Sums(change.amount_after, change.net_after, change.cost_after)


def facts(change: EquipmentChange, *, sees_margin: bool) -> list[dict[str, Any]]:
    """The header: project, version, amount before and after, and for those who may see it cost and margin."""
    old, new = before_of(change), after_of(change)
    version = change.new_version or f"{change.base_version} → {change.base_version + 1}"
    found: list[dict[str, Any]] = [
        {"label": _("Project"), "value": change.project.code},
        {"label": _("Version"), "value": version},
        {"label": _("Amount (yuan)"), "value": _pair(old.amount, new.amount, formats.money)},
        {"label": _("Difference"), "value": _signed(change.amount_delta)},
    ]
    if sees_margin:
        found += [
            {"label": _("Cost (yuan)"), "value": _pair(old.cost, new.cost, formats.money)},
            {"label": _("Gross margin"), "value": _pair(old.margin, new.margin, formats.pct)},
        ]
    return found


def note(change: EquipmentChange) -> dict[str, str] | None:
    """The contract stays as signed; say so where the amount differs. For a refused one: nothing has changed."""
    if change.state in (State.REFUSED, State.WITHDRAWN):
        return {"tone": "info", "text": _("Not in force: nothing of the project has changed.")}
    contract = change.project.contract
    if change.amount_after == contract.amount:
        return None
    text = _(
        "The project's amount follows this list; "
        "contract %(number)s stays at %(amount)s yuan until it is itself changed."
    )
    return {"tone": "wait", "text": text % {"number": contract.shown_number, "amount": formats.money(contract.amount)}}


def rows_of(change: EquipmentChange) -> list[Row]:
    """The list line by line against the version it changes."""
    base = queries.base_of(change)
    before = base.lines if base else rules.snapshot(queries.lines_of(change.project))
    after = rules.wanted_snapshot(change.lines.select_related("series__category"))
    return rules.compare(before, after)


def comparison(rows: Sequence[Row], *, sees_margin: bool) -> dict[str, Any]:
    """Rows ready to print: each cell with what it was where it differs."""
    names = [name for name in COLUMNS if sees_margin or name != "unit_cost"]
    words = {"same": "", "changed": _("changed"), "added": _("added"), "removed": _("taken out")}
    printed = [
        {
            "position": row.shown["position"],
            "series": row.shown["series"],
            "kind": row.kind,
            "word": words[row.kind],
            "tone": ROW_TONES[row.kind],
            "cells": [_cell(row, name) for name in names],
            "amount": _amount(row.after) if row.after else None,
        }
        for row in rows
    ]
    total = sum((row["amount"] or Decimal(0) for row in printed), Decimal(0))
    return {"rows": printed, "sees_margin": sees_margin, "total": total}


def _cell(row: Row, name: str) -> dict[str, Any]:
    money = name in ("unit_price", "unit_cost")

    def written(shot: Snapshot | None) -> str:
        if shot is None or shot[name] in (None, ""):
            return formats.DASH
        return formats.money(shot[name]) if money else str(shot[name])

    differs = row.kind == "changed" and name in row.differs
    return {
        "text": written(row.after or row.before),
        "was": written(row.before) if differs else "",
        "slot": SLOTS.get(name, ""),
        "number": money or name in ("quantity", "warranty_years"),
        "strike": row.kind == "removed",
    }


def _amount(shot: Snapshot) -> Decimal:
    return Decimal(shot["unit_price"]) * int(shot["quantity"])


def versions(project: Project, asked: Mapping[str, str], *, sees_margin: bool) -> dict[str, Any]:
    """Which versions there are, and the two that are compared."""
    kept = queries.versions(project)
    by_number = {str(version.number): version for version in kept}
    new = by_number.get(asked.get("to", ""), kept[-1] if kept else None)
    earlier = [version for version in kept if new and version.number < new.number]
    old = by_number.get(asked.get("from", ""), earlier[-1] if earlier else new)
    rows = rules.compare(old.lines, new.lines) if old and new else []
    return {"versions": kept, "old": old, "new": new, **comparison(rows, sees_margin=sees_margin)}


def who_decides(project: Project, today: date) -> dict[str, Any]:
    """Beside the form: commerce and finance, then upwards by the authority table."""
    above = _("Business-unit general manager, further up by amount and margin")
    entries = [
        _entry(_("Commerce and finance"), _("Prices, orders placed, margin"), 1),
        _entry(_("By the authority table"), above, 2),
    ]
    return {"clause": rules.CLAUSE, "entries": entries, "note": _("Until then the present list stays in force.")}


def _entry(title: str, text: str, limit: int) -> dict[str, str]:
    return {"title": title, "text": text, "limit": formats.working_days(limit)}


def signatures(change: EquipmentChange) -> list[dict[str, Any]]:
    """The boxes of the printed form: who asked, who has decided, empty ones for the others."""
    asked = {"title": _("Account manager"), "name": change.project.owner.name, "at": change.submitted_at, "outcome": ""}
    return [asked, *signed(change)]


def tab(project: Project) -> dict[str, Any]:
    """Changes and versions as a tab of the project's page."""
    return {
        "changes": list(queries.of_project(project)),
        "versions_url": reverse("projects:equipment-versions", args=[project.pk]),
    }


def _pair(old: Any, new: Any, write: Any) -> str:
    return write(new) if old == new else f"{write(old)} → {write(new)}"


def _signed(amount: Decimal) -> str:
    return f"+{formats.money(amount)}" if amount > 0 else formats.money(amount)
