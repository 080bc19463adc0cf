"""What the visits area gives to the others: tabs, gate checks, search, files, reminders' lists."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from leadtocash.areas.customers.actions import touch
from leadtocash.areas.opportunities import papers
from leadtocash.areas.opportunities.events import OpportunitiesGiven
from leadtocash.areas.opportunities.keeping import check_kept
from leadtocash.areas.visits import actions, permissions
from leadtocash.areas.visits import gates as _gate_checks  # noqa: F401 - registers what visits know at gates
from leadtocash.areas.visits import panels as shown
from leadtocash.areas.visits.actions import plans as plan_actions
from leadtocash.areas.visits.actions import trials as trial_actions
from leadtocash.areas.visits.events import VisitDone
from leadtocash.areas.visits.ics import begins_at
from leadtocash.areas.visits.importing import Visits
from leadtocash.areas.visits.models import Commitment, Trial, Visit
from leadtocash.areas.visits.queries import plans as plan_queries
from leadtocash.areas.visits.queries import trials as trial_queries
from leadtocash.areas.visits.queries import visits as queries
from leadtocash.areas.visits.rules.visits import check_deletable
from leadtocash.areas.visits.tables.journals import JOURNALS
from leadtocash.areas.visits.tables.plans import PLANS
from leadtocash.areas.visits.tables.trials import TRIALS
from leadtocash.areas.visits.tables.visits import VISITS
from leadtocash.foundation.access.gate import allowed
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.administration.handover import Holding, holdings
from leadtocash.foundation.calendar.feed import Due, dated
from leadtocash.foundation.calendar.feed import sources as deadlines
from leadtocash.foundation.documents.registry import Holder, holders
from leadtocash.foundation.documents.retention import retentions
from leadtocash.foundation.exchange.importable import importables
from leadtocash.foundation.kernel.events import listen
from leadtocash.foundation.recycling.registry import Disposable, disposables
from leadtocash.foundation.search.sources import Source, sources
from leadtocash.foundation.web.lists.places import Place, places
from leadtocash.foundation.web.navigation import Entry, entries
from leadtocash.foundation.web.panels import Panel, panels
from leadtocash.foundation.workflow.events import ProcessEnded
from leadtocash.foundation.workflow.registry import Link, Subject, services, subjects

MOST_DUE = 500
TRIAL_STEPS = {
    "assign": (_("Assign by region"), "visits:trial-assignment"),
    "hand_over": (_("Hand over the trial"), "visits:trial-handover"),
    "call_back": (_("Record the call-back"), "visits:trial-callback"),
}

entries.add(
    "visits",
    Entry(
        group="sales", label=_("Visits"), icon="map-pin", url_name="visits:list", order=50,
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
importables.add(Visits.kind, Visits())
retentions.add("visits.visit", lambda visit, today: check_kept(visit.opportunity, today))
retentions.add("visits.trial", lambda trial, today: check_kept(trial.opportunity, today))
papers.parts.add("visits.visit", papers.Part(_("Visits"), queries.of_deal))
papers.parts.add("visits.trial", papers.Part(_("Trials"), trial_queries.of_deal))
disposables.add(
    "visits.visit",
    Disposable(
        permission=permissions.EDIT, check=lambda visit: check_deletable(state=visit.state, number=visit.number)
    ),
)


def _given(event: OpportunitiesGiven) -> None:
    """Whoever has a deal now makes the visits that are planned on it and looks after its trials."""
    people = User.objects.in_bulk([event.owner_id, event.before_id])
    before, to = people[event.before_id], people[event.owner_id]
    of_deals = {"opportunity__in": event.opportunity_ids, "owner": before}
    for rows, give in (
        (Visit.objects.filter(state=Visit.State.PLANNED, **of_deals), actions.hand_over_visits),
        (Trial.objects.filter(**of_deals), trial_actions.hand_over),
    ):
        if ids := list(rows.values_list("pk", flat=True)):
            give(before, to, act=event.act, reason="", only=ids)


listen(OpportunitiesGiven, _given)


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


# ---------------------------------------------------------------- contact is kept in mind with the customer
def _touched(event: VisitDone) -> None:
    visit = Visit.objects.select_related("customer").get(pk=event.visit_id)
    touch(visit.customer, at=event.act.at)


listen(VisitDone, _touched)


# ---------------------------------------------------------------- trials
def _do_trial(trial: Trial, step: str) -> Link | None:
    if step not in TRIAL_STEPS:
        return None
    label, name = TRIAL_STEPS[step]
    return Link(label, reverse(name, args=[trial.pk]))


subjects.add(
    "visits.trial",
    Subject(
        title=str,
        owner=lambda trial: trial.owner,
        department=lambda trial: trial.department,
        url=lambda trial: trial.get_absolute_url(),
        do=_do_trial,
    ),
)
services.add("visits.trial_approved", trial_actions.approve)
services.add("visits.trial_refused", trial_actions.refuse)
listen(ProcessEnded, trial_actions.taken_back)
entries.add(
    "trials",
    Entry(
        group="customers", label=_("Trial applications"), icon="test-pipe", url_name="visits:trials", order=50,
        may=lambda person: allowed(person, permissions.TRIALS),
    ),
)  # fmt: skip
places.add("trials", Place(page=TRIALS, url_name="visits:trials", permission=permissions.TRIALS))
panels.add(
    "trials",
    Panel(
        kind="customers.customer", place="tab", label=_("Trials"), template="visits/_trials_of_customer.html",
        context=shown.trials_of_customer, order=60,
        count=lambda person, customer: trial_queries.of_customer(customer, person).count(),
    ),
)  # fmt: skip
holders.add("visits.trial", Holder(permission=permissions.ASK_TRIAL))
sources.add(
    "visits.trial",
    Source(
        model=Trial, label=_("Trial applications"), icon="test-pipe", names=("what", "customer__name"),
        numbers=("number",), with_=("customer", "owner"), line=lambda t: f"{t.customer.name} · {t.owner.name}",
    ),
)  # fmt: skip
holdings.add(
    "trials",
    Holding(label=_("Trials in progress"), rows=trial_queries.open_of, hand_over=trial_actions.hand_over, order=23),
)
deadlines.add("visits.trial_ends", dated(Trial, "ends_on", _("Trial ends: %(what)s"), state=Trial.State.RUNNING))


# ---------------------------------------------------------------- journals, the manager's week
entries.add(
    "sales_journals",
    Entry(
        group="sales", label=_("Sales journals"), icon="book", url_name="visits:journals", order=70,
        may=lambda person: allowed(person, permissions.JOURNALS),
    ),
)  # fmt: skip
entries.add(
    "visits_team",
    Entry(
        group="sales", label=_("Week of visits"), icon="users", url_name="visits:team", order=60,
        may=lambda person: allowed(person, permissions.TEAM),
    ),
)  # fmt: skip
places.add("sales-journals", Place(page=JOURNALS, url_name="visits:journals", permission=permissions.JOURNALS))


# ---------------------------------------------------------------- key-account plans
entries.add(
    "account_plans",
    Entry(
        group="customers", label=_("Key-account plans"), icon="calendar-stats", url_name="visits:plans", order=40,
        may=lambda person: allowed(person, permissions.PLANS),
    ),
)  # fmt: skip
places.add("account-plans", Place(page=PLANS, url_name="visits:plans", permission=permissions.PLANS))
panels.add(
    "account_plan",
    Panel(
        kind="customers.customer", place="side", label=_("Key-account plan"), template="visits/_plan_card.html",
        context=shown.plan_of_customer,
    ),
)  # fmt: skip
holdings.add(
    "account_plans",
    Holding(label=_("Key-account plans"), rows=plan_queries.plans_of, hand_over=plan_actions.hand_over, order=24),
)
disposables.add("visits.accountplan", Disposable(permission=permissions.EDIT_PLAN))
