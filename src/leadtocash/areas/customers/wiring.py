"""What the customers area gives to the others: menu entry, files."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from leadtocash.areas.customers import actions, permissions, queries, rules
from leadtocash.areas.customers.importing import Contacts, Customers
from leadtocash.areas.customers.models import Contact, Customer
from leadtocash.foundation.access.fields import masked_email, masked_phone, protect
from leadtocash.foundation.access.gate import allowed
from leadtocash.foundation.administration.handover import Holding, holdings
from leadtocash.foundation.documents.registry import Holder, holders
from leadtocash.foundation.exchange.importable import importables
from leadtocash.foundation.packs.next_steps import Step, steps
from leadtocash.foundation.recycling.registry import Disposable, disposables
from leadtocash.foundation.search.sources import Source, sources
from leadtocash.foundation.web.lists.pickers import Picker, pickers
from leadtocash.foundation.web.navigation import Entry, entries

protect("customers.contact", "phone", permission=permissions.SEE_PHONE, mask=masked_phone)
protect("customers.contact", "email", permission=permissions.SEE_PHONE, mask=masked_email)
entries.add(
    "customers",
    Entry(
        group="sales", label=_("Customers"), icon="building", url_name="customers:list", order=20,
        may=lambda person: allowed(person, permissions.VIEW),
    ),
)  # fmt: skip
holders.add("customers.customer", Holder(permission=permissions.EDIT))
sources.add(
    "customers.customer",
    Source(
        model=Customer, label=_("Customers"), icon="building", names=("name", "short_name"),
        numbers=("number", "credit_code"), with_=("owner",), line=lambda c: f"{c.number} · {c.owner.name}",
    ),
)  # fmt: skip
sources.add(
    "customers.contact",
    Source(
        model=Contact, label=_("Contacts"), icon="id", names=("name",), phones=("phone",),
        with_=("customer",), line=lambda c: c.customer.name,
    ),
)  # fmt: skip
steps.add(
    "customers",
    Step(
        label=_("Customers"),
        text=_("Enter them or take them over from another system."),
        url_name="customers:list",
        done=Customer.objects.exists,
        order=40,
    ),
)
holdings.add(
    "customers",
    Holding(
        label=_("Customers"), rows=queries.owned_by, hand_over=actions.hand_over_customers, order=10,
        title=lambda c: f"{c.number} {c.name}",
    ),
)  # fmt: skip
pickers.add("customers.customer", Picker(rows=queries.findable, label=lambda c: c.name, hint=lambda c: c.number))
importables.add(Customers.kind, Customers())
importables.add(Contacts.kind, Contacts())
disposables.add("customers.customer", Disposable(permission=permissions.EDIT))
disposables.add("customers.contact", Disposable(permission=permissions.EDIT, prepare=rules.no_longer_main))
