"""The list of trials, for page, export and API."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from leadtocash.areas.visits import permissions
from leadtocash.areas.visits.models import Trial
from leadtocash.areas.visits.queries import trials as queries
from leadtocash.areas.visits.rules.trials import STILL_OPEN, TONES
from leadtocash.foundation.access.gate import allowed
from leadtocash.foundation.web.lists import Choice, Column, DateRange, ListPage, Person, Relation, View
from leadtocash.foundation.web.lists.page import Beside, Empty, Primary

TRIALS = ListPage(
    name="trials",
    title=_("Trial applications"),
    rows=queries.seen,
    computed=queries.COMPUTED,
    order="-updated_at",
    besides=[Beside(key="limits", label=_("Limits kept"), icon="clock", url_name="visits:trial-limits")],
    search=("number__icontains", "what__icontains", "customer__name__zh"),
    search_hint=_("Number, what is tried or customer"),
    columns=[
        Column(key="number", label=_("Number"), kind="code", order="number"),
        Column(key="what", label=_("What is tried"), kind="link", order="what", slot="a"),
        Column(key="customer", label=_("Customer"), value="customer.name", order="customer__name", slot="c"),
        Column(key="state", label=_("State"), order="state", slot="b",
               tag=lambda t: (TONES[t.state], t.get_state_display())),
        Column(key="due_at", label=_("Step due at"), kind="datetime", order="due_at", slot="d"),
        Column(key="wanted_on", label=_("Wanted on"), kind="date", order="wanted_on"),
        Column(key="handed_over_on", label=_("Handed over on"), kind="date", order="handed_over_on"),
        Column(key="ends_on", label=_("Trial ends on"), kind="date", order="ends_on"),
        Column(key="result", label=_("Result of the trial"), value="get_result_display", order="result", slot="e"),
        Column(key="owner", label=_("Account manager"), value="owner.name", kind="person", order="owner__name",
               slot="f"),
        Column(key="technician", label=_("Set up by"), value="technician.name", kind="person", extra=True),
        Column(key="quantity", label=_("Quantity"), kind="number", extra=True),
        Column(key="place", label=_("Place"), extra=True),
        Column(key="updated_at", label=_("Changed"), kind="datetime", order="updated_at", extra=True),
    ],
    filters=[
        Choice(name="state", label=_("State"), options=Trial.State.choices),
        Choice(name="result", label=_("Result of the trial"), options=Trial.Result.choices),
        Relation(name="customer", label=_("Customer"), field="customer_id", picks="customers.customer"),
        Relation(name="product", label=_("Product"), field="product_id", picks="products.product", nullable=True),
        Person(name="owner", label=_("Account manager"), field="owner_id"),
        Person(name="technician", label=_("Set up by"), field="technician_id", nullable=True),
        DateRange(name="wanted_on", label=_("Wanted on"), ahead=True, pending=Q(state__in=STILL_OPEN)),
        DateRange(name="handed_over_on", label=_("Handed over on")),
        DateRange(name="ends_on", label=_("Trial ends on"), ahead=True, pending=Q(state="running")),
    ],
    views=[
        View(key="mine", label=_("Mine in progress"),
             narrow=lambda rows, person, today: queries.still_open(rows).filter(owner=person)),
        View(key="late", label=_("Late"), narrow=lambda rows, person, today: queries.late(rows, today)),
        View(key="running", label=_("Trial running"), narrow=lambda rows, person, today: rows.filter(state="running")),
        View(key="called_back", label=_("Called back"),
             narrow=lambda rows, person, today: rows.filter(state="called_back")),
    ],
    primary=Primary(
        label=_("Ask for a trial"), url_name="visits:new-trial",
        may=lambda person: allowed(person, permissions.ASK_TRIAL),
    ),
    empty=Empty(
        title=_("No trial yet"),
        text=_("When a customer wants to try a product, ask for it here; every step then has its clock."),
    ),
)  # fmt: skip
