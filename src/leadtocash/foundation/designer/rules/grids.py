"""Decision tables inside a definition: read, write, from the rows of a grid."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from lxml import etree

from leadtocash.foundation.authority import tables
from leadtocash.foundation.kernel.errors import RuleError
from leadtocash.foundation.workflow.bpmn import BPMN, OWN


def table_of(element: Any) -> str:
    """The decision table of an element as its JSON, "" for none."""
    found = element.find(f"{BPMN}extensionElements/{OWN}table")
    return (found.text or "").strip() if found is not None else ""


def write_table(element: Any, text: str) -> None:
    """Write a decision table. Raises RuleError where it cannot be read."""
    try:
        tables.read(json.loads(text))
    except (ValueError, KeyError, TypeError, ArithmeticError) as error:
        raise RuleError(
            _("The decision table cannot be read: %(reason)s") % {"reason": error}, code="bad_table"
        ) from None
    holder = element.find(f"{BPMN}extensionElements")
    if holder is None:
        holder = etree.Element(f"{BPMN}extensionElements")
        element.insert(0, holder)
    found = holder.find(f"{OWN}table")
    if found is None:
        found = etree.SubElement(holder, f"{OWN}table")
    found.text = text


def grid_json(
    inputs: Sequence[str], outputs: Sequence[str], rows: Sequence[tuple[Mapping[str, Any], Mapping[str, Any]]]
) -> str:
    """Rows of a grid as the table's JSON; numbers keep their cents."""
    raw = {
        "inputs": list(inputs),
        "outputs": list(outputs),
        "rows": [{"when": dict(when), "then": dict(then)} for when, then in rows],
    }
    return json.dumps(raw, ensure_ascii=False, default=lambda one: f"{one:f}" if isinstance(one, Decimal) else str(one))
