"""Custom fields for tests, defined by the action."""

from __future__ import annotations

from typing import Any

from leadtocash.foundation.custom_fields import actions
from leadtocash.foundation.custom_fields.models import CustomField

CUSTOMER = "customers.customer"
COLOURS = [{"code": "red", "label": "红"}, {"code": "blue", "label": "蓝"}, {"code": "green", "label": "绿"}]


def a_field(act: Any, code: str, of: str = "text", **values: Any) -> CustomField:
    """A field of customers with this code."""
    values = {"kind": CUSTOMER, "type": of, "label": f"字段{code}", **values}
    if of in ("choice", "choices"):
        values.setdefault(
            "choices", [{"code": c, "label": n} for c, n in (("red", "红"), ("blue", "蓝"), ("green", "绿"))]
        )
    return actions.define({"code": code, **values}, act=act)


def one_of_each(act: Any) -> dict[str, CustomField]:
    """A field of every type, by its type."""
    more: dict[str, dict[str, Any]] = {"decimal": {"places": 1, "unit": "kg"}}
    return {of: a_field(act, f"f_{of}", of, **more.get(of, {})) for of in CustomField.Type.values}
