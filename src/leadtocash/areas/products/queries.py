"""Which products; joins for pages."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Count, Prefetch, Q

from leadtocash.areas.products.models import Category, Product, Series
from leadtocash.foundation.accounts.models import User

PICKED = 30


def listed(user: User) -> models.QuerySet[Any]:
    """Rows of the catalogue."""
    return Product.objects.visible_to(user).select_related("series__category")


def on_sale(user: User, words: str = "") -> models.QuerySet[Any]:
    """Products one may put on a line, by a part of model or name."""
    rows = listed(user).filter(is_active=True)
    return rows.filter(Q(model__icontains=words) | Q(name__icontains=words)) if words else rows


def shelves() -> models.QuerySet[Category]:
    """Categories with their series, each with how many products it holds."""
    series = Series.objects.annotate(product_count=Count("products")).order_by("code")
    return Category.objects.prefetch_related(Prefetch("series", queryset=series)).order_by("code")
