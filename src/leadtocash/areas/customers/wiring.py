"""What the customers area gives to the others: menu entry, files."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from leadtocash.areas.customers import permissions
from leadtocash.foundation.access.gate import allowed
from leadtocash.foundation.documents.registry import Holder, holders
from leadtocash.foundation.web.navigation import Entry, entries

entries.add(
    "customers",
    Entry(
        group="sales", label=_("Customers"), icon="building", url_name="customers:list", order=20,
        may=lambda person: allowed(person, permissions.VIEW),
    ),
)  # fmt: skip
holders.add("customers.customer", Holder(permission=permissions.EDIT))
