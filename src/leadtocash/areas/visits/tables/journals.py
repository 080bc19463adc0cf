"""The list of sales journals."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from leadtocash.areas.visits import permissions
from leadtocash.areas.visits.models import SalesJournal
from leadtocash.areas.visits.queries import journals as queries
from leadtocash.areas.visits.rules.journals import TONES
from leadtocash.foundation.access.gate import allowed
from leadtocash.foundation.web.lists import Choice, Column, DateRange, ListPage, Person, Relation, View
from leadtocash.foundation.web.lists.page import Bulk, Empty, Primary

State = SalesJournal.State
JOURNALS = ListPage(
    name="sales-journals",
    title=_("Sales journals"),
    rows=queries.seen,
    order="-last_day",
    search=("number__icontains", "owner__name__icontains", "summary__icontains"),
    search_hint=_("Number, person or words"),
    columns=[
        Column(key="number", label=_("Number"), kind="link", order="number", slot="c"),
        Column(key="owner", label=_("Seller"), value="owner.name", kind="person", order="owner__name", slot="a"),
        Column(key="first_day", label=_("First day"), kind="date", order="first_day", slot="d"),
        Column(key="last_day", label=_("Last day"), kind="date", order="last_day"),
        Column(key="state", label=_("State"), order="state", slot="b",
               tag=lambda j: (TONES[j.state], j.get_state_display())),
        Column(key="summary", label=_("Results of these days"), slot="e"),
        Column(key="read_by", label=_("Read by"), value="read_by.name", kind="person", slot="f"),
        Column(key="handed_in_at", label=_("Handed in at"), kind="datetime", order="handed_in_at", extra=True),
        Column(key="department", label=_("Department"), value="department.name", order="department__path", extra=True),
    ],
    filters=[
        Choice(name="state", label=_("State"), options=State.choices),
        Person(name="owner", label=_("Seller"), field="owner_id"),
        DateRange(name="last_day", label=_("Last day")),
        Relation(name="department", label=_("Department"), field="department_id", picks="accounts.department"),
    ],
    views=[
        View(key="mine", label=_("Mine"), narrow=lambda rows, person, today: rows.filter(owner=person)),
        View(key="to_read", label=_("To read"),
             narrow=lambda rows, person, today: rows.filter(state=State.HANDED_IN).exclude(owner=person)),
    ],
    bulk=[
        Bulk(label=_("Print"), icon="printer", url_name="printing:new-run",
             query="?form=visits.journal&list=sales-journals", found=True),
    ],
    primary=Primary(
        label=_("Write journal"), url_name="visits:new-journal",
        may=lambda person: allowed(person, permissions.WRITE_JOURNAL),
    ),
    empty=Empty(
        title=_("No sales journal yet"),
        text=_("At the end of a day or week write what came of it; your visits stand in it by themselves."),
    ),
)  # fmt: skip
