"""The catalogue list, for page, export and API."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from leadtocash.areas.products import permissions, queries
from leadtocash.areas.products.models import Category, Product, Series
from leadtocash.foundation.access.gate import allowed
from leadtocash.foundation.web.lists import Choice, Column, DateRange, Flag, ListPage, Money, Range, View
from leadtocash.foundation.web.lists.page import Empty, Primary


def _categories(person: Any) -> list[tuple[str, Any]]:
    return [(str(c.pk), str(c)) for c in Category.objects.all()]


def _series(person: Any) -> list[tuple[str, Any]]:
    return [(str(s.pk), str(s)) for s in Series.objects.all()]


PRODUCTS = ListPage(
    name="products",
    title=_("Products"),
    rows=queries.listed,
    order="model",
    search=("model__icontains", "name__icontains"),
    search_hint=_("Model or name"),
    columns=[
        Column(key="model", label=_("Model"), kind="link", order="model", slot="a"),
        Column(key="name", label=_("Name"), order="name", slot="c"),
        Column(
            key="category", label=_("Category"), value="series.category.name", order="series__category__code", slot="e",
        ),
        Column(key="series", label=_("Series"), value="series.name", order="series__code"),
        Column(key="grade", label=_("Class"), value="get_grade_display", order="grade"),
        Column(key="list_price", label=_("List price"), kind="money", order="list_price", slot="b"),
        Column(key="floor_price", label=_("Floor price"), kind="money", order="floor_price", slot="d"),
        Column(key="cost", label=_("Cost"), kind="money"),
        Column(key="unit", label=_("Unit")),
        Column(key="warranty_years", label=_("Warranty years"), kind="number", order="warranty_years"),
        Column(
            key="is_active", label=_("Sale"), slot="f",
            tag=lambda p: ("done", _("On sale")) if p.is_active else ("void", _("Not sold any more")),
        ),
    ],
    filters=[
        Choice(name="category", label=_("Category"), field="series__category_id", options=_categories),
        Choice(name="series", label=_("Series"), field="series_id", options=_series),
        Choice(name="grade", label=_("Class"), options=Product.Grade.choices),
        Flag(name="is_active", label=_("On sale")),
        Money(name="list_price", label=_("List price")),
        Range(name="warranty_years", label=_("Warranty years")),
        DateRange(name="updated_at", label=_("Changed")),
    ],
    views=[
        View(key="sold", label=_("On sale"), narrow=lambda rows, person, today: rows.filter(is_active=True)),
        View(
            key="old", label=_("Not sold any more"),
            narrow=lambda rows, person, today: rows.filter(is_active=False),
        ),
    ],
    primary=Primary(
        label=_("New product"), url_name="products:new",
        may=lambda person: allowed(person, permissions.MANAGE),
    ),
    empty=Empty(
        title=_("No product yet"),
        text=_("Opportunities and contracts take their lines from here; commerce keeps the catalogue."),
    ),
)  # fmt: skip
