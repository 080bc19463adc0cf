"""Products for tests, made directly: quick, valid, each with its own model."""

from __future__ import annotations

from decimal import Decimal
from itertools import count
from typing import Any

from tests.cast import NOW

from leadtocash.areas.products.models import Category, Product, Series
from leadtocash.foundation.search.keeping import keep

_numbers = count(1)


def a_series(code: str = "R7", category: str = "FW") -> Series:
    shelf, _ = Category.objects.get_or_create(code=category, defaults={"name": "服务器"})
    return Series.objects.get_or_create(category=shelf, code=code, defaults={"name": f"{code} 系列"})[0]


def a_product(**fields: Any) -> Product:
    """A server of class B: list price 52,000.00, floor 45,000.00, cost 38,000.00 yuan."""
    values = {
        "model": f"R740-{next(_numbers)}",
        "name": "机架服务器",
        "list_price": Decimal("52000.00"),
        "floor_price": Decimal("45000.00"),
        "cost": Decimal("38000.00"),
        "created_at": NOW,
        "updated_at": NOW,
        **fields,
    }
    values.setdefault("series", None)
    values["series"] = values["series"] or a_series()
    made = Product.objects.create(**values)
    keep("products.product", [made.pk])
    return made
