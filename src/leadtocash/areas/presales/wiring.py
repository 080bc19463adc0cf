"""What the pre-sales area gives to the others: its process, the tab on deals, gate checks, deadlines."""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from leadtocash.areas.opportunities import papers
from leadtocash.areas.opportunities.events import (
    OpportunitiesGiven,
    OpportunityLost,
    OpportunityReopened,
    OpportunityWon,
)
from leadtocash.areas.opportunities.keeping import check_kept
from leadtocash.areas.opportunities.models import Opportunity
from leadtocash.areas.presales import actions, permissions, queries
from leadtocash.areas.presales import gates as _gate_checks  # noqa: F401 - registers what is known at gates
from leadtocash.areas.presales.actions.closing import process_ended
from leadtocash.areas.presales.importing import PlannedActions
from leadtocash.areas.presales.models import (
    BudgetRequest,
    Communication,
    ElementAction,
    PresalesProject,
    Risk,
    TeamMember,
)
from leadtocash.areas.presales.rules import ANALYSES, check_deletable
from leadtocash.areas.presales.tables import ACTIONS, BUDGETS, COSTS, PROJECTS, RISKS, TALKS
from leadtocash.areas.presales.words import tag_of
from leadtocash.foundation.access.gate import allowed
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.administration.handover import Holding, holdings
from leadtocash.foundation.authority.matrix import ShippedRow, examples, ship
from leadtocash.foundation.calendar.feed import dated
from leadtocash.foundation.calendar.feed import sources as deadlines
from leadtocash.foundation.documents.registry import Holder, holders
from leadtocash.foundation.documents.retention import retentions
from leadtocash.foundation.exchange.importable import importables
from leadtocash.foundation.kernel.events import listen
from leadtocash.foundation.recycling.registry import Disposable, disposables
from leadtocash.foundation.search.sources import Source, sources
from leadtocash.foundation.web.acting import person_of
from leadtocash.foundation.web.lists.places import Place, places
from leadtocash.foundation.web.navigation import Entry, entries
from leadtocash.foundation.web.panels import Panel, panels
from leadtocash.foundation.workflow.events import ProcessEnded, WorkReturned
from leadtocash.foundation.workflow.examples import example_of
from leadtocash.foundation.workflow.models import ProcessInstance
from leadtocash.foundation.workflow.registry import Fact, Link, Subject, services, subjects

KIND, BUDGET = "presales.presalesproject", "presales.budgetrequest"
State = PresalesProject.State
MIDDLE, LARGE, HUGE = Decimal(1_000_000), Decimal(5_000_000), Decimal(20_000_000)

# ---------------------------------------------------------------- who decides
ship(
    "presales_initiation",
    _("Pre-sales initiation"),
    letter="LX",
    rows=[
        ShippedRow(roles=("sales_manager",), amount_to=MIDDLE, clause="S2 E.2"),
        ShippedRow(roles=("sales_manager", "bu_manager"), amount_from=MIDDLE, amount_to=LARGE, clause="S2 E.2"),
        ShippedRow(roles=("sales_manager", "bu_manager", "sales_vp"), amount_from=LARGE, clause="S2 E.2"),
    ],
)
ship(
    "presales_strategic",
    _("Pre-sales initiation, grade A"),
    letter="LXA",
    rows=[
        ShippedRow(roles=("bu_manager", "sales_vp"), amount_to=HUGE, clause="S2 E.2"),
        ShippedRow(roles=("bu_manager", "sales_vp", "general_manager"), amount_from=HUGE, clause="S2 E.2"),
    ],
)


# ---------------------------------------------------------------- how the engine sees a project
FACTS = {
    "amount": Fact(_("Expected amount"), "money"),
    "grade": Fact(_("project grade"), "choice", dict(PresalesProject.Grade.choices)),
}


def _initiated(project: PresalesProject) -> dict[str, Any]:
    """What more budget is decided by, too: the deal as it was initiated."""
    return {"amount": project.amount, "grade": project.grade}


def _do(project: PresalesProject, step: str) -> Link | None:
    page = project.get_absolute_url()
    if step in (*ANALYSES, "strategies"):
        return Link(_("To the four elements"), f"{page}?tab=elements")
    links = {
        "verify": (_("Write the report"), "edit"),
        "appoint": (_("Appoint the team"), "team"),
        "kick_off": (_("Kick-off"), "kick-off"),
        "close": (_("Close the project"), "closing"),
    }
    if step == "plan":
        return Link(_("To the plan"), f"{page}?tab=plan")
    if step not in links:
        return None
    label, name = links[step]
    return Link(label, reverse(f"presales:{name}", args=[project.pk]))


subjects.add(
    KIND,
    Subject(
        title=str,
        owner=lambda project: project.opportunity.owner,
        department=lambda project: project.opportunity.department,
        url=lambda project: project.get_absolute_url(),
        facts=_initiated,
        fact_types=FACTS,
        people={role: partial(queries.in_role, role=role) for role in TeamMember.Role.values},
        do=_do,
        amount="amount",
    ),
)
subjects.add(
    BUDGET,
    Subject(
        title=str,
        owner=lambda request: request.project.opportunity.owner,
        department=lambda request: request.project.opportunity.department,
        url=lambda request: request.get_absolute_url(),
        facts=lambda request: _initiated(request.project),
        fact_types=FACTS,
        amount="budget",
    ),
)
for _document in ("presales_initiation", "presales_strategic"):
    examples.add(_document, example_of(KIND, search=("number__icontains", "opportunity__name__icontains")))
services.add("presales.grant_budget", actions.grant_budget)
services.add("presales.refuse_budget", actions.refuse_budget)
services.add("presales.go", actions.go)
services.add("presales.no_go", actions.no_go)


def _of_process(instance_id: int) -> PresalesProject | None:
    instance = ProcessInstance.objects.get(pk=instance_id)
    if instance.process != queries.PROCESS or instance.record_kind != KIND:
        return None
    found: PresalesProject | None = PresalesProject.objects.filter(pk=instance.record_id).first()
    return found


def _returned(event: WorkReturned) -> None:
    if project := _of_process(event.instance_id):
        actions.return_report(project, act=event.act, reason=event.comment)


def _ended(event: ProcessEnded) -> None:
    if not event.is_taken_back:
        return
    if event.record_kind == BUDGET:
        actions.withdraw_budget(BudgetRequest.objects.get(pk=event.record_id), act=event.act)
    elif project := _of_process(event.instance_id):
        process_ended(project, act=event.act)


def _decided(event: OpportunityWon | OpportunityLost) -> None:
    actions.deal_decided(Opportunity.objects.get(pk=event.opportunity_id), act=event.act)


def _reopened(event: OpportunityReopened) -> None:
    actions.deal_reopened(Opportunity.objects.get(pk=event.opportunity_id), act=event.act)


def _given(event: OpportunitiesGiven) -> None:
    people = User.objects.in_bulk([event.before_id, event.owner_id])
    actions.follow_deals(event.opportunity_ids, people[event.before_id], people[event.owner_id], act=event.act)


listen(OpportunitiesGiven, _given)
listen(WorkReturned, _returned)
listen(ProcessEnded, _ended)
listen(OpportunityWon, _decided)
listen(OpportunityLost, _decided)
listen(OpportunityReopened, _reopened)


# ---------------------------------------------------------------- menu, lists, the deal's page
entries.add(
    "presales",
    Entry(
        group="winning", label=_("Pre-sales projects"), icon="flag", url_name="presales:list", order=20,
        may=lambda person: allowed(person, permissions.VIEW),
    ),
)  # fmt: skip
for _page, _list in (
    (PROJECTS, "list"), (ACTIONS, "actions"), (RISKS, "risks"), (TALKS, "talks"), (COSTS, "costs"),
    (BUDGETS, "budget-requests"),
):  # fmt: skip
    places.add(_page.name, Place(page=_page, url_name=f"presales:{_list}", permission=permissions.VIEW))
importables.add(PlannedActions.kind, PlannedActions())


def _of_deal(request: HttpRequest, deal: Any) -> dict[str, Any]:
    person = person_of(request)
    projects = list(queries.of_deal(deal, person).annotate(**queries.COMPUTED))
    may_begin = (
        deal.state == Opportunity.State.OPEN
        and allowed(person, permissions.EDIT, PresalesProject(opportunity=deal))
        and all(one.state in PresalesProject.OVER for one in projects)
    )
    return {
        "projects": [{"project": one, "tag": tag_of(one)} for one in projects],
        "new_url": f"{reverse('presales:new')}?opportunity={deal.pk}" if may_begin else "",
    }


panels.add(
    "presales",
    Panel(
        kind="opportunities.opportunity", place="tab", label=_("Pre-sales"), template="presales/_of_deal.html",
        context=_of_deal, order=35, count=lambda person, deal: queries.of_deal(deal, person).count(),
    ),
)  # fmt: skip

# ---------------------------------------------------------------- files, search, bin, deadlines, hand-over
holders.add(
    KIND,
    Holder(
        permission=permissions.EDIT,
        categories={
            "report": _("Feasibility and review papers"),
            "team": _("Team appointment, signed"),
            "plan": _("Plan papers"),
            "cost": _("Receipts"),
            "summary": _("Summary papers"),
        },
    ),
)
sources.add(
    KIND,
    Source(
        model=PresalesProject, label=_("Pre-sales projects"), icon="flag",
        names=("opportunity__name", "opportunity__customer__name"), numbers=("number",),
        with_=("opportunity__customer", "opportunity__owner"),
        line=lambda one: f"{one.opportunity.name} \u00b7 {one.opportunity.owner.name}",
    ),
)  # fmt: skip
retentions.add(KIND, lambda one, today: check_kept(one.opportunity, today))
papers.parts.add(KIND, papers.Part(_("Pre-sales projects"), queries.of_deal))
disposables.add(KIND, Disposable(permission=permissions.EDIT, check=lambda one: check_deletable(queries.facts_of(one))))
for _key, _model, _field, _words, _only in (
    ("actions", ElementAction, "due_on", _("Planned: %(what)s"), {"done_on": None}),
    ("risks", Risk, "due_on", _("Risk: %(what)s"), {"state": Risk.State.OPEN}),
    ("talks", Communication, "next_on", _("Talk: %(what)s"), {}),
):
    deadlines.add(f"presales.{_key}", dated(_model, _field, _words, related="project", **_only))
deadlines.add(
    "presales.watch",
    dated(PresalesProject, "watch_on", _("Look at again: %(what)s"), owner="opportunity__owner",
          related="opportunity", state=State.NO_GO),
)  # fmt: skip


holdings.add(
    "presales",
    Holding(label=_("Roles in pre-sales teams"), rows=queries.roles_of, hand_over=actions.hand_over_roles, order=21),
)
