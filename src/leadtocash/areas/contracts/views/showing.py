"""How a contract is shown: differences in words, opinions as a table, the steps."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from leadtocash.areas.contracts import queries, rules
from leadtocash.areas.contracts.models import Contract, ContractLine, PaymentTerm
from leadtocash.foundation.kernel.text import joined
from leadtocash.foundation.web.formats import DASH, fixed, money

State = Contract.State
MONEY = {"lines.unit_price", "lines.unit_cost"}


def shown_changes(found: Iterable[rules.Change], *, sees_margin: bool) -> list[dict[str, Any]]:
    """Differences as lines: where, old, new, whom they concern. Costs only for those who may see them."""
    return [
        {
            "label": _label(change),
            "old": _words(change, change.old),
            "new": _words(change, change.new),
            "concerns": joined(str(rules.DEPARTMENTS[slot].label) for slot in change.concerns),
        }
        for change in found
        if sees_margin or change.field != "lines.unit_cost"
    ]


def opinions(contract: Contract, *, now: datetime, me: str = "") -> dict[str, Any]:
    """The table of opinions: one row a department, one column a round; below it the approvals."""
    rounds = queries.rounds(contract, now=now)
    approvals = queries.approvals(contract, now=now)
    rows = [
        {
            "label": department.label,
            "matter": department.matter,
            "cells": [_cell(one.said.get(slot), me) for one in rounds],
        }
        for slot, department in _speaking(rounds).items()
    ]
    slots = list(dict.fromkeys(slot for one in approvals for slot in one.said))
    titles = queries.role_titles(slots) if slots else {}
    upper = [
        {"label": titles.get(slot, slot), "cells": [_cell(one.said.get(slot), me) for one in approvals]}
        for slot in slots
    ]
    last = rounds[-1] if rounds else None
    return {
        "rounds": rounds,
        "rows": rows if rounds else [],
        "approvals": approvals,
        "upper": upper,
        "spoken": last.spoken if last else 0,
        "asked": len(last.said) if last else 0,
    }


def _speaking(rounds: Sequence[queries.Round]) -> dict[str, rules.Department]:
    """The departments of the table: those of the review, or the units where the definition asks them in order."""
    slots = {slot for one in rounds for slot in one.said}
    return rules.UNITS if slots - rules.DEPARTMENTS.keys() else rules.DEPARTMENTS


def steps(contract: Contract, *, now: datetime) -> list[dict[str, Any]]:
    """The step bar: drafted, departments, authority, registered."""
    if contract.state == State.CANCELLED:
        return []
    at_authority = contract.state == State.IN_REVIEW and queries.is_open(contract, queries.AUTHORITY)
    place = {State.DRAFT: 0, State.IN_REVIEW: 2 if at_authority else 1, State.PASSED: 3}.get(State(contract.state), 4)
    days = [contract.created_at, contract.submitted_at, contract.passed_at, contract.registered_at]
    labels = [_("Draft"), _("Departments"), _("By authority"), _("Registration")]
    if contract.review_round > 1:
        labels[1] = _("Departments, round %(n)s") % {"n": contract.review_round}
    return [
        {
            "label": label,
            "caption": f"{localtime(day):%m-%d}" if day and index < place else "",
            "state": "past" if index < place else "now" if index == place else "next",
        }
        for index, (label, day) in enumerate(zip(labels, days, strict=True))
    ]


def plan(contract: Contract) -> dict[str, Any]:
    """The payment plan with its total."""
    terms: Sequence[PaymentTerm] = list(contract.terms.all())
    percent = sum((term.percent for term in terms), Decimal(0))
    return {"terms": terms, "percent": percent, "total": sum((term.amount for term in terms), Decimal(0))}


def percent_text(share: Decimal | None) -> str:
    """A share (0.1864) as 18.6%; a dash for nothing."""
    return DASH if share is None else f"{fixed(share * 100, 1)}%"


def _cell(said: queries.Said | None, me: str) -> dict[str, Any]:
    return {"said": said, "me": bool(said and me and said.who == me and not said.outcome)}


def _label(change: rules.Change) -> str:
    kind, _dot, column = change.field.partition(".")
    if kind == "lines":
        where = _("Line %(n)s") % {"n": change.position}
        return f"{where} · {_name(ContractLine, column)}" if column else where
    if kind == "terms":
        return _("Payment %(n)s") % {"n": change.position}
    if kind in ("files", "technical_files"):
        return _("Contract text (file)") if kind == "files" else _("Technical papers (file)")
    return _name(Contract, change.field)


def _name(model: type[models.Model], field: str) -> str:
    found: Any = model._meta.get_field(field)
    return str(found.verbose_name)


def _words(change: rules.Change, value: Any) -> str:
    if value in (None, "", []):
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if change.field in MONEY:
        return money(value)
    if change.field in ("files", "technical_files"):
        return joined(_file(*one) for one in value)
    if isinstance(value, dict):
        return _row_words(change.field, value)
    if change.field in ("kind", "text_kind"):
        choices = {**dict(Contract.Kind.choices), **dict(Contract.Text.choices)}
        return str(choices.get(value, value))
    return str(value)


def _file(name: str, _digest: str, version: int = 1) -> str:
    """A file in the version the round saw."""
    return _("%(name)s (version %(version)s)") % {"name": name, "version": version} if version > 1 else name


def _row_words(kind: str, row: dict[str, Any]) -> str:
    if kind == "lines":
        return f"{row['description']} × {row['quantity']} · {money(row['unit_price'])}"
    event = dict(PaymentTerm.Event.choices).get(row["event"], row["event"])
    days = _("%(n)s days after") % {"n": row["days_after"]} if row["days_after"] else ""
    return " ".join(filter(None, (str(event), days, f"{row['percent']}%", row["note"])))
