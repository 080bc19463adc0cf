"""The evidence library as a list."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from leadtocash.areas.winning import limits, permissions, queries
from leadtocash.areas.winning.models import Evidence
from leadtocash.foundation.access.gate import allowed
from leadtocash.foundation.packs.limits import number
from leadtocash.foundation.web.lists import Choice, Column, DateRange, ListPage, Person, Relation, Text, View
from leadtocash.foundation.web.lists.page import Empty, Primary


def validity_tag(one: Evidence) -> tuple[str, Any]:
    today, until = timezone.localdate(), one.valid_until
    if until is not None and until < today:
        return "late", gettext("Over")
    if until is not None and until <= _soon(today):
        return "wait", gettext("Ends soon")
    return "done", gettext("Valid")


def _soon(today: date) -> date:
    return today + timedelta(days=int(number(limits.EXPIRING)))


EVIDENCE = ListPage(
    name="evidence",
    title=_("Evidence library"),
    rows=queries.library,
    order="-updated_at",
    search=("title__zh", "number__icontains", "text__icontains", "industry__icontains"),
    search_hint=_("Title, number, industry or text"),
    columns=[
        Column(key="number", label=_("Number"), kind="code", order="number", slot="c"),
        Column(key="title", label=_("Title"), kind="link", order="title", slot="a"),
        Column(key="kind", label=_("Kind of evidence"), value="get_kind_display", order="kind", slot="d"),
        Column(key="product", label=_("Product"), value="product.model"),
        Column(key="customer", label=_("Customer"), value="customer.name"),
        Column(key="industry", label=_("Industry"), order="industry"),
        Column(key="valid_until", label=_("Valid until"), kind="date", order="valid_until", slot="e"),
        Column(key="validity", label=_("Validity"), tag=validity_tag, slot="b"),
        Column(key="used", label=_("Used in deals"), kind="number", order="used"),
        Column(key="owner", label=_("Kept by"), value="owner.name", kind="person", order="owner__name", slot="f"),
        Column(key="updated_at", label=_("Changed"), kind="datetime", order="updated_at", extra=True),
    ],
    filters=[
        Choice(name="kind", label=_("Kind of evidence"), options=Evidence.Kind.choices),
        Relation(name="product", label=_("Product"), field="product_id", picks="products.product"),
        Relation(name="customer", label=_("Customer"), field="customer_id", picks="customers.customer"),
        Text(name="industry", label=_("Industry")),
        DateRange(name="valid_until", label=_("Valid until"), ahead=True),
        Person(name="owner", label=_("Kept by"), field="owner_id"),
        DateRange(name="updated_at", label=_("Changed")),
    ],
    views=[
        View(
            key="valid", label=_("Valid"),
            narrow=lambda rows, person, today: rows.filter(Q(valid_until=None) | Q(valid_until__gte=today)),
        ),
        View(
            key="ending", label=_("Ends soon"),
            narrow=lambda rows, person, today: rows.filter(valid_until__range=(today, _soon(today))),
        ),
        View(key="over", label=_("Over"), narrow=lambda rows, person, today: rows.filter(valid_until__lt=today)),
    ],
    primary=Primary(
        label=_("New evidence"), url_name="winning:new-evidence",
        may=lambda person: allowed(person, permissions.EDIT_EVIDENCE),
    ),
    empty=Empty(
        title=_("No evidence kept yet"),
        text=_("Keep references, certificates, test reports and cases here once; every deal can use them."),
    ),
)  # fmt: skip
