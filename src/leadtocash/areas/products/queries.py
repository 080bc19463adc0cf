"""Which products; joins for pages."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db import models
from django.db.models import Count, Prefetch, Q
from django.http import Http404

from leadtocash.areas.products.models import Category, Product, Series
from leadtocash.foundation.accounts.models import User

M = TypeVar("M", bound=models.Model)


def listed(user: User) -> models.QuerySet[Any]:
    """Rows of the catalogue."""
    return Product.objects.visible_to(user).select_related("series__category")


def on_sale(user: User, words: str = "") -> models.QuerySet[Any]:
    """Products one may put on a line, by a part of model or name."""
    rows = listed(user).filter(is_active=True)
    return rows.filter(Q(model__icontains=words) | Q(name__icontains=words)) if words else rows


def findable(user: User, words: str = "") -> models.QuerySet[Any]:
    """Products this person may see, on sale or not, by a part of model or name."""
    rows = Product.objects.visible_to(user).order_by("-is_active", "model")
    return rows.filter(Q(model__icontains=words) | Q(name__icontains=words)) if words else rows


def shelves() -> models.QuerySet[Category]:
    """Categories with their series, each with how many products it holds."""
    series = Series.objects.annotate(product_count=Count("products")).order_by("code")
    return Category.objects.prefetch_related(Prefetch("series", queryset=series)).order_by("code")


def category(pk: int) -> Category:
    """A category by id, else 404; every reader of the catalogue may see it."""
    return _or_404(Category.objects.filter(pk=pk))


def series(pk: int) -> Series:
    """A series by id, else 404; every reader of the catalogue may see it."""
    return _or_404(Series.objects.filter(pk=pk))


def _or_404(rows: models.QuerySet[M]) -> M:
    found = rows.first()
    if found is None:
        raise Http404
    return found
