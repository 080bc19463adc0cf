"""What the catalogue gives to the others: menu entry, files (data sheets, certificates)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from leadtocash.areas.products import permissions, queries
from leadtocash.areas.products.importing import Products
from leadtocash.areas.products.models import Product
from leadtocash.foundation.access.fields import protect
from leadtocash.foundation.access.gate import allowed
from leadtocash.foundation.documents.registry import Holder, holders
from leadtocash.foundation.exchange.importable import importables
from leadtocash.foundation.packs.next_steps import Step, steps
from leadtocash.foundation.recycling.registry import Disposable, disposables
from leadtocash.foundation.search.sources import Source, sources
from leadtocash.foundation.web.lists.pickers import Picker, pickers
from leadtocash.foundation.web.navigation import Entry, entries

protect("products.product", "cost", permission=permissions.SEE_COST)
protect("products.product", "floor_price", permission=permissions.SEE_FLOOR_PRICE)
entries.add(
    "products",
    Entry(
        group="market", label=_("Products"), icon="box", url_name="products:list", order=50,
        may=lambda person: allowed(person, permissions.VIEW),
    ),
)  # fmt: skip
holders.add("products.product", Holder(permission=permissions.MANAGE))
sources.add(
    "products.product",
    Source(
        model=Product, label=_("Products"), icon="box", names=("name",), numbers=("model",), with_=("series",),
        line=lambda p: f"{p.name} · {p.series}".strip(" ·"),
    ),
)  # fmt: skip
steps.add(
    "products",
    Step(
        label=_("Products"),
        text=_("What you sell: category, series, model, list price, floor price, warranty."),
        url_name="products:list",
        done=Product.objects.exists,
        order=30,
    ),
)
pickers.add("products.product", Picker(rows=queries.findable, label=lambda p: p.model, hint=lambda p: p.name))
disposables.add("products.product", Disposable(permission=permissions.MANAGE))
importables.add(Products.kind, Products())
