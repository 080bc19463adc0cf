"""The list of disputes, for page, export and API."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from leadtocash.areas.customers import permissions
from leadtocash.areas.customers.models import Dispute
from leadtocash.areas.customers.queries import disputes as queries
from leadtocash.areas.customers.rules.disputes import STATES
from leadtocash.foundation.access.gate import allowed
from leadtocash.foundation.web.lists import Choice, Column, DateRange, ListPage, Person, View
from leadtocash.foundation.web.lists.page import Empty, Primary

DISPUTES = ListPage(
    name="customer_disputes",
    title=_("Attribution disputes"),
    rows=queries.listed,
    order="-updated_at",
    search=("number__icontains", "customer__name__zh"),
    search_hint=_("Number or customer"),
    columns=[
        Column(key="number", label=_("Number"), kind="link", order="number", slot="c"),
        Column(key="customer", label=_("Customer"), value="customer.name", slot="a"),
        Column(
            key="state", label=_("State"), order="state", slot="b",
            tag=lambda d: (STATES[d.state], d.get_state_display()),
        ),
        Column(key="claimant", label=_("Claimed by"), value="claimant.name", kind="person", slot="e"),
        Column(key="holder", label=_("Account manager"), value="holder.name", kind="person", slot="f"),
        Column(key="created_at", label=_("Raised at"), kind="datetime", order="created_at", slot="d"),
        Column(key="decided_at", label=_("Decided at"), kind="datetime", order="decided_at"),
        Column(key="decided_by", label=_("Decided by"), value="decided_by.name", kind="person"),
        Column(key="updated_at", label=_("Changed"), kind="datetime", order="updated_at", extra=True),
    ],
    filters=[
        Choice(name="state", label=_("State"), options=Dispute.State.choices),
        Person(name="claimant", label=_("Claimed by"), field="claimant_id"),
        Person(name="holder", label=_("Account manager"), field="holder_id"),
        DateRange(name="created_at", label=_("Raised at")),
    ],
    views=[
        View(
            key="open", label=_("To be decided"),
            narrow=lambda rows, person, today: rows.filter(state=Dispute.State.OPEN),
        ),
    ],
    primary=Primary(
        label=_("Raise a dispute"), url_name="customers:new-dispute",
        may=lambda person: allowed(person, permissions.EDIT),
    ),
    empty=Empty(
        title=_("No dispute"),
        text=_("Who finds a customer registered by somebody else, though he works with it, raises a dispute here."),
    ),
)  # fmt: skip
