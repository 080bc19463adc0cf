"""What the projects area hears, and what it gives to the others: processes, files, menu, checks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from leadtocash.areas.contracts.events import ContractRegistered, ContractReplaced
from leadtocash.areas.contracts.queries import Exposure, exposures
from leadtocash.areas.projects import permissions
from leadtocash.areas.projects import registrations as _registrations  # noqa: F401 - orders, changes, cancellations
from leadtocash.areas.projects.actions import authority as _shipped_rows
from leadtocash.areas.projects.actions import checking, closing, registration, setup, signers, signoff, telling
from leadtocash.areas.projects.actions.handing_over import hand_over_projects
from leadtocash.areas.projects.events import (
    ProjectAccepted,
    ProjectArrived,
    ProjectClosed,
    ProjectSetUp,
    ProjectSignedOff,
)
from leadtocash.areas.projects.importing import Serials
from leadtocash.areas.projects.models import Cancellation, CoordinationOrder, EquipmentChange, Project
from leadtocash.areas.projects.queries import papers
from leadtocash.areas.projects.queries import projects as queries
from leadtocash.areas.projects.queries.holdings import alive_of, booked_on
from leadtocash.areas.projects.queries.signoff import REPORT, SCAN, sheet_of
from leadtocash.areas.projects.queries.steps import CLOSING, SETUP, SIGNOFF
from leadtocash.areas.projects.queries.steps import holders as holders_of
from leadtocash.areas.projects.rules.files import check_files
from leadtocash.areas.projects.tables.projects import PROJECTS
from leadtocash.foundation.access.gate import allowed
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.administration.handover import Holding, holdings
from leadtocash.foundation.authority.matrix import examples
from leadtocash.foundation.calendar.feed import dated
from leadtocash.foundation.calendar.feed import sources as deadlines
from leadtocash.foundation.documents.registry import Holder, holders
from leadtocash.foundation.exchange.importable import importables
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.checks import checks
from leadtocash.foundation.kernel.events import listen
from leadtocash.foundation.search.sources import Source, sources
from leadtocash.foundation.web.lists.pickers import Picker, pickers
from leadtocash.foundation.web.lists.places import Place, places
from leadtocash.foundation.web.navigation import Entry, entries
from leadtocash.foundation.web.panels import Panel, panels
from leadtocash.foundation.workflow.events import ItemsEscalated, ItemsReminded, ProcessEnded, WorkReturned
from leadtocash.foundation.workflow.examples import example_of
from leadtocash.foundation.workflow.models import Activity, ProcessInstance
from leadtocash.foundation.workflow.notifying import own_words
from leadtocash.foundation.workflow.registry import Fact, FactValue, Link, Subject, lists, services, subjects

KIND = "projects.project"


# ---------------------------------------------------------------- contracts
def _registered(event: ContractRegistered) -> None:
    registration.register_project(event.contract_id, event.project_code, act=event.act)


def _replaced(event: ContractReplaced) -> None:
    registration.continue_under(event.virtual_id, event.formal_id, act=event.act)


listen(ContractRegistered, _registered)
listen(ContractReplaced, _replaced)


# ---------------------------------------------------------------- processes
def _facts(project: Project) -> Mapping[str, FactValue]:
    return {
        "amount": project.amount,
        "margin": project.margin_share,
        "contract_kind": "virtual" if project.is_virtual else "formal",
        "is_virtual": project.is_virtual,
        "acceptance_needed": project.contract.acceptance_needed,
        "state": project.state,
    }


def _do(project: Project, step: str) -> Link | None:
    links = {
        "fill_in": (_("Complete the set-up task"), "projects:setup"),
        "hand_in": (_("Record the sign-off"), "projects:signoff"),
        "correct": (_("Correct the sign-off"), "projects:signoff"),
        "archive": (_("Archive the papers"), "projects:archive"),
    }
    if step not in links:
        return None
    label, name = links[step]
    return Link(label, reverse(name, args=[project.pk]))


subjects.add(
    KIND,
    Subject(
        title=str,
        owner=lambda project: project.owner,
        department=lambda project: project.department,
        url=lambda project: project.get_absolute_url(),
        facts=_facts,
        fact_types={
            "amount": Fact(_("amount with tax"), "money"),
            "margin": Fact(_("gross margin"), "number"),
            "contract_kind": Fact(
                _("contract kind"), "choice", {"formal": _("Formal contract"), "virtual": _("Virtual contract")}
            ),
            "is_virtual": Fact(_("on a virtual contract"), "flag"),
            "acceptance_needed": Fact(_("customer's acceptance needed"), "flag"),
            "state": Fact(_("state"), "choice", dict(Project.State.choices)),
        },
        do=_do,
        amount="amount",
    ),
)
lists.add("projects.signoff_senders", signers.signoff_senders)
lists.add("projects.closing_confirmers", signers.closing_confirmers)


def _set_up(record: Any, *, act: Act, instance: ProcessInstance) -> None:
    setup.approve_setup(record, act=act)


def _accept_signoff(record: Any, *, act: Act, instance: ProcessInstance) -> None:
    signoff.accept_sheet(record, act=act)


def _stop_closing(record: Any, *, act: Act, instance: ProcessInstance) -> None:
    closing.stop_closing(record, act=act)


def _close(record: Any, *, act: Act, instance: ProcessInstance) -> None:
    closing.close(record, act=act)


services.add("projects.set_up", _set_up)
services.add("projects.accept_signoff", _accept_signoff)
services.add("projects.stop_closing", _stop_closing)
services.add("projects.close", _close)
_of_project = ("project__number__icontains", "project__title__icontains")
for _document, _kind, _search in (
    (_shipped_rows.PROJECT, KIND, ("number__icontains", "title__icontains")),
    ("equipment_change", "projects.equipmentchange", ("number__icontains", *_of_project)),
    ("cancellation", "projects.cancellation", ("number__icontains", *_of_project)),
):
    examples.add(_document, example_of(_kind, search=_search, margin=permissions.SEE_MARGIN))


def _returned(event: WorkReturned) -> None:
    """Rejected, sent back or taken back: whoever has it again may change the data again."""
    instance = ProcessInstance.objects.get(pk=event.instance_id)
    if instance.record_kind != KIND or instance.process not in (SETUP, SIGNOFF):
        return
    project = Project.objects.get(pk=instance.record_id)
    if instance.process == SETUP:
        setup.return_setup(project, act=event.act, reason=event.comment)
        return
    recalled = event.outcome == Activity.Outcome.RECALLED
    signoff.return_sheet(project, act=event.act, reason=event.comment, recalled=recalled)


def _closing_taken_back(event: ProcessEnded) -> None:
    if event.process == CLOSING and event.is_taken_back:
        closing.stop_closing(Project.objects.get(pk=event.record_id), act=event.act)


def _begins_anew(event: ProcessEnded) -> None:
    """An administrator gave up the set-up or the sign-off of a project that goes on: it begins anew."""
    if not event.is_taken_back or event.record_kind != KIND:
        return
    if event.process == SETUP:
        setup.begin_anew(Project.objects.get(pk=event.record_id), act=event.act)
    if event.process == SIGNOFF:
        signoff.begin_anew(Project.objects.get(pk=event.record_id), act=event.act)


def _signoff_of(instance_id: int) -> Project | None:
    instance = ProcessInstance.objects.get(pk=instance_id)
    if instance.process != SIGNOFF or instance.record_kind != KIND:
        return None
    return Project.objects.select_related("owner").get(pk=instance.record_id)


def _reminded(event: ItemsReminded) -> None:
    project = _signoff_of(event.instance_id)
    if project is not None:
        telling.remind(project, holders_of(project, SIGNOFF), act=event.act)


def _escalated(event: ItemsEscalated) -> None:
    project = _signoff_of(event.instance_id)
    if project is not None:
        telling.escalate(project, list(User.objects.filter(pk__in=event.person_ids)), act=event.act)


listen(WorkReturned, _returned)
listen(ProcessEnded, _closing_taken_back)
listen(ProcessEnded, _begins_anew)
own_words.add(SIGNOFF)
listen(ItemsReminded, _reminded)
listen(ItemsEscalated, _escalated)


# ---------------------------------------------------------------- who is told
def _project(project_id: int) -> Project:
    return Project.objects.select_related("owner", "department").get(pk=project_id)


def _tell_set_up(event: ProjectSetUp) -> None:
    telling.tell_set_up(_project(event.project_id), act=event.act)


def _tell_arrived(event: ProjectArrived) -> None:
    telling.tell_arrived(_project(event.project_id), act=event.act)


def _tell_signed_off(event: ProjectSignedOff) -> None:
    telling.tell_signed_off(_project(event.project_id), act=event.act)


def _tell_closed(event: ProjectClosed) -> None:
    telling.tell_closed(_project(event.project_id), act=event.act)


def _tell_accepted(event: ProjectAccepted) -> None:
    telling.tell_accepted(_project(event.project_id), act=event.act)


listen(ProjectSetUp, _tell_set_up)
listen(ProjectArrived, _tell_arrived)
listen(ProjectSignedOff, _tell_signed_off)
listen(ProjectClosed, _tell_closed)
listen(ProjectAccepted, _tell_accepted)


# ---------------------------------------------------------------- files, menu, panels, checks
def _check_files(project: Any, category: str) -> None:
    check_files(project, sheet_of(project), category)


holders.add(
    KIND,
    Holder(
        permission=permissions.ATTACH,
        categories={
            SCAN: _("Signed sheet, stamped"),
            "delivery_note": _("Delivery note"),
            "purchase": _("Purchase papers"),
            "closing": _("Closing notice, signed"),
            REPORT: _("Acceptance report"),
            "other": _("Other"),
        },
        check=_check_files,
    ),
)


def _waiting(person: Any) -> tuple[int, bool]:
    return queries.waiting_for_signature(person)


entries.add(
    "projects",
    Entry(
        group="projects", label=_("Sales projects"), icon="packages", url_name="projects:list", order=10,
        may=lambda person: allowed(person, permissions.VIEW), count=_waiting,
    ),
)  # fmt: skip


def _of_contract(request: HttpRequest, contract: Any) -> dict[str, Any] | None:
    found = list(Project.objects.visible_to(request.user).filter(contract=contract).order_by("pk"))  # type: ignore[arg-type]
    return {"projects": found} if found else None


panels.add(
    "projects-of-contract",
    Panel(
        kind="contracts.contract", place="side", label=_("Sales project"),
        template="projects/_of_contract.html", context=_of_contract, order=30,
    ),
)  # fmt: skip
panels.add(
    "project-papers",
    Panel(
        kind=KIND, place="side", label=_("Papers"), template="projects/_papers.html", order=60,
        context=lambda request, project: {"papers": papers.papers_of(project)},
    ),
)  # fmt: skip
panels.add(
    "project-people",
    Panel(
        kind=KIND, place="side", label=_("Who is responsible"), template="projects/_people.html", order=70,
        context=lambda request, project: {"people": papers.people_of(project)},
    ),
)  # fmt: skip
checks.add("projects.arrivals", checking.arrivals_add_up)
checks.add("projects.serials", checking.serials_complete)
checks.add("projects.states", checking.states_have_processes)
checks.add("projects.contracts", checking.contracts_in_force)
checks.add("projects.sheets", checking.closed_have_sheets)
sources.add(
    KIND,
    Source(
        model=Project, label=_("Sales projects"), icon="packages", names=("title", "customer__name"),
        numbers=("code", "task_number"), with_=("owner",),
        line=lambda p: f"{p.get_state_display()} · {p.owner.name}",
    ),
)  # fmt: skip
sources.add(
    "projects.equipmentchange",
    Source(
        model=EquipmentChange, label=_("Equipment changes"), icon="exchange", names=("project__title",),
        numbers=("number", "project__code"), with_=("project",),
        line=lambda c: f"{c.get_state_display()} · {c.project}",
    ),
)  # fmt: skip
sources.add(
    "projects.coordinationorder",
    Source(
        model=CoordinationOrder, label=_("Task coordination orders"), icon="users-group",
        names=("subject", "project__title"), numbers=("number", "project__code"), with_=("project",),
        line=lambda o: f"{o.get_state_display()} · {o.project}",
    ),
)  # fmt: skip
sources.add(
    "projects.cancellation",
    Source(
        model=Cancellation, label=_("Cancellation forms"), icon="ban", names=("project__title",),
        numbers=("number", "project__code"), with_=("project",),
        line=lambda c: f"{c.get_state_display()} · {c.project}",
    ),
)  # fmt: skip


# ---------------------------------------------------------------- what the register of virtual contracts shows
def _with_project_state(rows: models.QuerySet[Any]) -> models.QuerySet[Any]:
    live = Project.objects.filter(contract=models.OuterRef("pk")).exclude(state=Project.State.CANCELLED)
    return rows.annotate(project_state=models.Subquery(live.values("state")[:1]))


def _project_words(contract: Any) -> str:
    return str(dict(Project.State.choices).get(contract.project_state, ""))


exposures.add("projects", Exposure(annotate=_with_project_state, words=_project_words))
holdings.add(
    "projects",
    Holding(label=_("Open projects with their contracts"), rows=alive_of, hand_over=hand_over_projects, order=40),
)
holdings.add(
    "support",
    Holding(
        label=_("Support orders he is booked on"), rows=booked_on, order=60, needs_successor=False,
        note=_("Book somebody else on the order's page."),
    ),
)  # fmt: skip
pickers.add("projects.project", Picker(rows=queries.findable, label=lambda p: f"{p.code} {p.title}"))
deadlines.add(
    "projects.signoff",
    dated(Project, "signoff_due_on", _("Sign-off due: %(what)s"), signed_on=None, cancelled_on=None),
)
places.add("projects", Place(page=PROJECTS, url_name="projects:list", permission=permissions.VIEW))
importables.add(Serials.kind, Serials())
