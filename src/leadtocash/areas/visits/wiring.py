"""What the visits area gives to the others: tabs, gate checks, search, files, reminders' lists."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext_lazy as _

from leadtocash.areas.visits import actions, permissions
from leadtocash.areas.visits import gates as _gate_checks  # noqa: F401 - registers what visits know at gates
from leadtocash.areas.visits import panels as shown
from leadtocash.areas.visits.ics import begins_at
from leadtocash.areas.visits.models import Commitment, Visit
from leadtocash.areas.visits.queries import visits as queries
from leadtocash.areas.visits.rules.visits import check_deletable
from leadtocash.areas.visits.tables.visits import VISITS
from leadtocash.foundation.access.gate import allowed
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.administration.handover import Holding, holdings
from leadtocash.foundation.calendar.feed import Due
from leadtocash.foundation.calendar.feed import sources as deadlines
from leadtocash.foundation.documents.registry import Holder, holders
from leadtocash.foundation.recycling.registry import Disposable, disposables
from leadtocash.foundation.search.sources import Source, sources
from leadtocash.foundation.web.lists.places import Place, places
from leadtocash.foundation.web.navigation import Entry, entries
from leadtocash.foundation.web.panels import Panel, panels

MOST_DUE = 500

entries.add(
    "visits",
    Entry(
        group="sales", label=_("Visits"), icon="map-pin", url_name="visits:list", order=28,
        may=lambda person: allowed(person, permissions.VIEW),
    ),
)  # fmt: skip
places.add("visits", Place(page=VISITS, url_name="visits:list", permission=permissions.VIEW))
panels.add(
    "visits",
    Panel(
        kind="customers.customer", place="tab", label=_("Visits"), template="visits/_of_record.html",
        context=shown.of_customer, order=15,
        count=lambda person, customer: queries.of_customer(customer, person).count(),
    ),
)  # fmt: skip
panels.add(
    "visits_of_deal",
    Panel(
        kind="opportunities.opportunity", place="tab", label=_("Visits"), template="visits/_of_record.html",
        context=shown.of_deal, order=15, count=lambda person, deal: queries.of_deal(deal, person).count(),
    ),
)  # fmt: skip
panels.add(
    "deal_is_silent",
    Panel(
        kind="opportunities.opportunity", place="top", label=_("Nobody was in touch"), template="visits/_silence.html",
        context=shown.silence,
    ),
)  # fmt: skip
holders.add(
    "visits.visit",
    Holder(
        permission=permissions.EDIT,
        categories={"minutes": _("Signed minutes"), "photo": _("Photo"), "paper": _("Paper of the customer")},
    ),
)
sources.add(
    "visits.visit",
    Source(
        model=Visit, label=_("Visits"), icon="map-pin", names=("purpose", "customer__name"), numbers=("number",),
        with_=("customer", "owner"), line=lambda v: f"{v.customer.name} · {v.day.isoformat()} · {v.owner.name}",
    ),
)  # fmt: skip
holdings.add(
    "visits",
    Holding(
        label=_("Planned visits and minutes owed"), rows=queries.planned_of, hand_over=actions.hand_over_visits,
        order=22,
    ),
)  # fmt: skip
disposables.add(
    "visits.visit",
    Disposable(
        permission=permissions.EDIT, check=lambda visit: check_deletable(state=visit.state, number=visit.number)
    ),
)


def _planned(person: User, since: date) -> Iterator[Due]:
    """Planned visits one leads or goes along to, at their hour."""
    rows = Visit.objects.visible_to(person).filter(queries.led_or_joined(person), state=Visit.State.PLANNED)
    for visit in rows.filter(day__gte=since).select_related("customer").order_by("day", "pk")[:MOST_DUE]:
        title = f"{visit.customer.short_name or visit.customer.name} {visit.purpose}"
        yield Due(f"visit-{visit.pk}", begins_at(visit) or visit.day, title, visit.get_absolute_url())


def _promised(person: User, since: date) -> Iterator[Due]:
    """What we promised at the visits one leads."""
    rows = Commitment.objects.filter(party=Commitment.Party.OURS, kept_on=None, due_on__gte=since, visit__owner=person)
    for one in rows.filter(visit__removed_at=None).select_related("visit").order_by("due_on", "pk")[:MOST_DUE]:
        yield Due(f"commitment-{one.pk}", one.due_on, str(_("Promised: %(what)s")) % {"what": one.what},
                  one.get_absolute_url())  # fmt: skip


deadlines.add("visits.planned", _planned)
deadlines.add("visits.commitments", _promised)
