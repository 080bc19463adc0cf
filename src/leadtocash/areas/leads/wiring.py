"""What the leads area gives to the others: menu entries, files, search, calendar, import, where a deal came from."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from leadtocash.areas.customers import permissions as customer_permissions
from leadtocash.areas.leads import actions, funnel, permissions, queries, rules
from leadtocash.areas.leads import gates as _gate_checks  # noqa: F401 - registers what is known at gates
from leadtocash.areas.leads.importing import Leads
from leadtocash.areas.leads.models import Lead
from leadtocash.areas.leads.tables import LEADS
from leadtocash.areas.opportunities.events import OpportunitiesGiven
from leadtocash.foundation.access.fields import masked_email, masked_phone, protect
from leadtocash.foundation.access.gate import allowed, sees
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.administration.handover import Holding, holdings
from leadtocash.foundation.calendar.feed import dated
from leadtocash.foundation.calendar.feed import sources as deadlines
from leadtocash.foundation.documents.registry import Holder, holders
from leadtocash.foundation.exchange.importable import importables
from leadtocash.foundation.kernel.checks import checks
from leadtocash.foundation.kernel.events import listen
from leadtocash.foundation.recycling.registry import Disposable, disposables
from leadtocash.foundation.search.sources import Source, sources
from leadtocash.foundation.web.acting import person_of
from leadtocash.foundation.web.lists.places import Place, places
from leadtocash.foundation.web.navigation import Entry, entries
from leadtocash.foundation.web.panels import Panel, panels

SHOWN, MOST_COUNTED = 100, 100

protect("leads.lead", "phone", permission=customer_permissions.SEE_PHONE, mask=masked_phone)
protect("leads.lead", "email", permission=customer_permissions.SEE_PHONE, mask=masked_email)


def _waiting(person: User) -> tuple[int, bool]:
    """How many leads wait to be taken up or qualified by this person, and whether one is late."""
    due = list(
        Lead.objects.filter(owner=person, state__in=rules.ON_TIME).values_list("due_on", flat=True)[:MOST_COUNTED]
    )
    return len(due), any(day is not None and day < localdate() for day in due)


entries.add(
    "leads",
    Entry(
        group="sales", label=_("Leads"), icon="seeding", url_name="leads:list", order=10, count=_waiting,
        may=lambda person: allowed(person, permissions.VIEW),
    ),
)  # fmt: skip
entries.add(
    "funnel",
    Entry(
        group="sales", label=_("Funnel"), icon="chart-funnel", url_name="leads:funnel", order=20,
        may=lambda person: allowed(person, permissions.VIEW),
    ),
)  # fmt: skip
holders.add(
    "leads.lead",
    Holder(permission=permissions.EDIT, check=lambda lead, category: rules.check_open(lead)),
)
sources.add(
    "leads.lead",
    Source(
        model=Lead, label=_("Leads"), icon="seeding", names=("company", "contact"), numbers=("number",),
        phones=("phone",), with_=("owner", "source"), line=lambda one: f"{one.number} \u00b7 {one.source}",
    ),
)  # fmt: skip
holdings.add("leads", Holding(label=_("Open leads"), rows=queries.open_of, hand_over=actions.hand_over_leads, order=15))
deadlines.add("leads.due", dated(Lead, "due_on", _("Work on lead: %(what)s"), state__in=rules.ON_TIME))
places.add("leads", Place(page=LEADS, url_name="leads:list", permission=permissions.VIEW))
disposables.add("leads.lead", Disposable(permission=permissions.EDIT, check=rules.check_deletable))
importables.add(Leads.kind, Leads())
checks.add("funnel", funnel.drifted)
listen(
    OpportunitiesGiven,
    lambda event: actions.follow_deals(event.opportunity_ids, event.owner_id, act=event.act),
)


def _of_customer(request: HttpRequest, customer: Any) -> dict[str, Any]:
    return {"leads": queries.of_customer(customer, person_of(request))[:SHOWN]}


def _of_deal(request: HttpRequest, deal: Any) -> dict[str, Any] | None:
    """The lead a deal came from, where this person sees it."""
    lead = Lead.objects.filter(opportunity=deal).select_related("source").first()
    return {"lead": lead} if lead is not None and sees(person_of(request), lead) else None


panels.add(
    "customer_leads",
    Panel(
        kind="customers.customer", place="tab", label=_("Leads"), template="leads/_of_customer.html",
        context=_of_customer, order=19, count=lambda person, customer: queries.of_customer(customer, person).count(),
    ),
)  # fmt: skip
panels.add(
    "opportunity_lead",
    Panel(
        kind="opportunities.opportunity", place="side", label=_("Lead"), template="leads/_of_deal.html",
        context=_of_deal, order=60,
    ),
)  # fmt: skip
