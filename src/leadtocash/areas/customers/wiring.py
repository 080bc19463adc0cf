"""What the customers area gives to the others: menu entries, files, deadlines, merging."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from leadtocash.areas.customers import (
    actions,
    completeness,
    permissions,
    queries,
    registrations,  # noqa: F401 - processes and panels
    rules,
)
from leadtocash.areas.customers.actions import contacts
from leadtocash.areas.customers.dossiers import Dossiers
from leadtocash.areas.customers.importing import Contacts, Customers
from leadtocash.areas.customers.models import Contact, Customer
from leadtocash.areas.customers.queries import people as contact_queries
from leadtocash.foundation.access.fields import masked_email, masked_phone, protect
from leadtocash.foundation.access.gate import allowed
from leadtocash.foundation.administration.handover import Holding, holdings
from leadtocash.foundation.calendar.feed import dated
from leadtocash.foundation.calendar.feed import sources as deadlines
from leadtocash.foundation.documents.registry import Holder, holders
from leadtocash.foundation.exchange.importable import importables
from leadtocash.foundation.kernel.checks import checks
from leadtocash.foundation.merging.registry import Key, Mergeable, mergeables
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
        group="customers", label=_("Customers"), icon="building", url_name="customers:list", order=10,
        may=lambda person: allowed(person, permissions.VIEW),
    ),
)  # fmt: skip
holders.add("customers.customer", Holder(permission=permissions.EDIT))
sources.add(
    "customers.customer",
    Source(
        model=Customer, label=_("Customers"), icon="building", names=("name", "short_name"),
        numbers=("number", "credit_code"), with_=("owner",), line=lambda c: f"{c.number} · {c.holder}",
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
importables.add(Dossiers.kind, Dossiers())
disposables.add("customers.customer", Disposable(permission=permissions.EDIT))
disposables.add("customers.contact", Disposable(permission=permissions.EDIT, prepare=contacts.going))
entries.add(
    "contacts",
    Entry(
        group="customers", label=_("Contacts"), icon="id", url_name="customers:contacts", order=30,
        may=lambda person: allowed(person, permissions.VIEW),
    ),
)  # fmt: skip
entries.add(
    "duplicates",
    Entry(
        group="customers", label=_("Duplicates"), icon="git-merge", url_name="merging:duplicates", order=80,
        may=lambda person: allowed(person, permissions.MERGE),
    ),
)  # fmt: skip
mergeables.add(
    "customers.customer",
    Mergeable(
        permission=permissions.MERGE,
        fields=(
            "name", "short_name", "credit_code", "kind", "status", "industry", "region", "address", "website", "source",
            "founded_year", "employees", "background", "credit_limit", "parent", "owner",
        ),
        along={"owner": ("department",), "credit_limit": ("credit", "credit_until")},
        line=lambda c: f"{c.number} · {c.holder}",
        keys=(
            Key(code="code", label=_("same credit code"), paths=("credit_code",), score=100),
            Key(code="name", label=_("same name"), paths=("name_core",), score=80),
            Key(
                code="phone", label=_("same phone"), paths=("contacts__phone_key",), score=60, most=5,
                where=Q(contacts__removed_at=None), protected=("customers.contact", "phone"),
            ),
        ),
        distinct=("credit_code",),
        similar=queries.similar_names,
        watches={
            "customers.customer": (("name", "credit_code"), "pk"), "customers.contact": (("phone",), "contacts__pk"),
        },
        fill_keys=actions.fill_keys,
        settled=("customers_one_main_contact",),
        settle=actions.one_main_contact,
        tidy=actions.tidy_merged,
        check=actions.check_dossiers,
        after=actions.after_merger,
        stays=("customers.dossier.customer",),
        part_kind="customers.contact",
        parts=queries.twice,
    ),
)  # fmt: skip
mergeables.add(
    "customers.contact",
    Mergeable(
        permission=permissions.EDIT,
        fields=("name", "position", "phone", "email", "birthday", "preferences"),
        line=lambda c: c.customer.name,
        keys=(
            Key(code="name", label=_("same name"), paths=("customer_id", "name"), score=80),
            Key(
                code="phone", label=_("same phone"), paths=("customer_id", "phone_key"), score=90,
                protected=("customers.contact", "phone"),
            ),
        ),
        watches={"customers.contact": (("name", "phone"), "pk")},
        check=rules.check_one_customer,
        settled=("customers_tie_once",),
        settle=actions.one_tie,
        tidy=actions.tidy_contact,
    ),
)  # fmt: skip
checks.add("customers.completeness", completeness.drifted)
entries.add(
    "customer_pool",
    Entry(
        group="customers", label=_("Public pool"), icon="users-group", url_name="customers:pool", order=20,
        may=lambda person: allowed(person, permissions.CLAIM) or allowed(person, permissions.ASSIGN),
    ),
)  # fmt: skip
entries.add(
    "status_changes",
    Entry(
        group="customers", label=_("Changes of customer status"), icon="stairs", url_name="customers:status-changes",
        order=60, may=lambda person: allowed(person, permissions.VIEW),
    ),
)  # fmt: skip
entries.add(
    "assignment_rules",
    Entry(
        group="policy", label=_("Assignment rules"), icon="route", url_name="customers:rules", order=45,
        may=lambda person: allowed(person, permissions.RULES),
    ),
)  # fmt: skip
entries.add(
    "customer_disputes",
    Entry(
        group="customers", label=_("Attribution disputes"), icon="scale", url_name="customers:disputes", order=70,
        may=lambda person: allowed(person, permissions.DISPUTES),
    ),
)  # fmt: skip
holders.add("customers.contact", Holder(permission=permissions.EDIT))
holders.add("customers.dossier", Holder(permission=permissions.EDIT))
deadlines.add("customers.birthday", contact_queries.birthdays)
deadlines.add("customers.review", dated(Customer, "review_due_on", _("Review the status: %(what)s")))
