"""What the catalogue gives to the others: menu entry, files (data sheets, certificates)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from leadtocash.areas.products import permissions
from leadtocash.foundation.access.gate import allowed
from leadtocash.foundation.documents.registry import Holder, holders
from leadtocash.foundation.web.navigation import Entry, entries

entries.add(
    "products",
    Entry(
        group="sales", label=_("Products"), icon="box", url_name="products:list", order=60,
        may=lambda person: allowed(person, permissions.VIEW),
    ),
)  # fmt: skip
holders.add("products.product", Holder(permission=permissions.MANAGE))
