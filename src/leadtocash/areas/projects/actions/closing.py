"""Closing on the signed sheet, acceptance, and setting a closed project up anew (S0 2.5)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext_lazy

from leadtocash.areas.contracts.actions import draft_contract
from leadtocash.areas.contracts.models import Contract
from leadtocash.areas.projects import events, permissions
from leadtocash.areas.projects.models import AcceptanceReport, ClosingNotice, Project, Successor
from leadtocash.areas.projects.queries.signoff import REPORT, delivery_of
from leadtocash.areas.projects.queries.steps import CLOSING, open_steps
from leadtocash.areas.projects.rules import closing
from leadtocash.foundation.access.gate import require
from leadtocash.foundation.documents import actions as documents
from leadtocash.foundation.journal import recording
from leadtocash.foundation.kernel import events as bus
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.models import lock
from leadtocash.foundation.numbering.numbers import declare, next_number
from leadtocash.foundation.workflow import actions as workflow

NOTICES = declare("closing_notice", gettext_lazy("Closing notice"), "JXTZ-{year}-{seq:04d}")
REPORTS = declare("acceptance_report", gettext_lazy("Acceptance report"), "YSBG-{year}-{seq:04d}")
Notice = ClosingNotice.State
_UNDER_WAY = [Contract.State.DRAFT, Contract.State.IN_REVIEW, Contract.State.PASSED]
_TAKEN_OVER = (
    "text_kind", "customer", "delivery_place", "delivery_terms", "technical_terms", "acceptance_needed",
    "acceptance_terms", "warranty_terms", "penalty_terms",
)  # fmt: skip
_TERM = ("event", "percent", "days_after", "note")


def notice_of(project: Project) -> ClosingNotice | None:
    """The project's closing notice, if one was opened."""
    return ClosingNotice.objects.filter(project=project).select_related("opened_by", "archived_by").first()


@transaction.atomic
def open_closing(project: Project, *, act: Act, note: str = "") -> ClosingNotice:
    """Open the closing on the accepted signed sheet and send the notice round (S0 2.5.1, 2.5.2).

    A notice stopped by an objection goes round again under its number. Raises RuleError with what is missing.
    """
    project = lock(project)
    require(act.person, permissions.CLOSE, project)
    notice = notice_of(project)
    closing.check_opening(delivery_of(project), notice)
    if notice is None:
        notice = ClosingNotice(project=project, number=next_number(NOTICES, act=act))
    notice.state, notice.opened_at, notice.opened_by, notice.note = Notice.CIRCULATING, act.at, act.person, note
    recording.save(notice, events.CLOSING_STARTED, act=act)
    recording.write(project, events.CLOSING_STARTED, act=act, data={"number": notice.number})
    workflow.start(CLOSING, project, act=act)
    return notice


@transaction.atomic
def stop_closing(project: Project, *, act: Act) -> Project:
    """A department objected: the notice is stopped, the project stays signed off. Called by its process."""
    project = lock(project)
    notice = ClosingNotice.objects.select_for_update().get(project=project)
    notice.state = Notice.STOPPED
    recording.save(notice, events.CLOSING_STOPPED, act=act)
    recording.write(project, events.CLOSING_STOPPED, act=act)
    return project


@transaction.atomic
def archive(project: Project, *, act: Act, place: str = "") -> Project:
    """Take the confirmed papers into the archive; with that the project is closed (S0 2.5.2)."""
    project = lock(project)
    require(act.person, permissions.ARCHIVE, project)
    notice = notice_of(project)
    confirmed = "archive" in open_steps(project, CLOSING)
    closing.check_archiving(project, notice, confirmed=confirmed)
    if notice is not None:
        notice.state, notice.archive_place = Notice.ARCHIVED, place
        notice.archived_at, notice.archived_by = act.at, act.person
        recording.save(notice, events.ARCHIVED, act=act)
    recording.write(project, events.ARCHIVED, act=act, data={"place": place})
    workflow.finish_step(project, "archive", act=act, process=CLOSING)
    return Project.objects.get(pk=project.pk)


@transaction.atomic
def close(project: Project, *, act: Act) -> Project:
    """Close the project: frozen from now on, revenue and warranty follow (S0 2.5.3). Called by its process."""
    project = lock(project)
    project.state, project.closed_on = Project.State.CLOSED, act.today
    recording.save(project, events.CLOSED, act=act)
    bus.publish(events.ProjectClosed(project_id=project.pk, act=act))
    return project


@transaction.atomic
def record_acceptance(
    project: Project,
    *,
    accepted_on: date,
    customer_signer: str,
    act: Act,
    report: File[Any] | None = None,
    note: str = "",
) -> AcceptanceReport:
    """Record the customer's acceptance with its report (S0 2.5.4); allowed after closing, it changes no project data.

    `report` is attached first; without it one must be attached already. Raises RuleError.
    """
    project = lock(project)
    require(act.person, permissions.RECORD_ACCEPTANCE, project)
    recorded = AcceptanceReport.objects.filter(project=project).exists()
    closing.check_acceptance(project, needed=project.contract.acceptance_needed, recorded=recorded)
    if report is not None:
        documents.attach(project, report, act=act, category=REPORT)
    has_report = documents.has(project, REPORT)
    closing.check_acceptance_facts(project, accepted_on, has_report=has_report, today=act.today)
    acceptance = AcceptanceReport(
        project=project, accepted_on=accepted_on, customer_signer=customer_signer, note=note,
        number=next_number(REPORTS, act=act),
    )  # fmt: skip
    recording.save(acceptance, events.ACCEPTED, act=act)
    recording.write(project, events.ACCEPTED, act=act, data={"number": acceptance.number})
    bus.publish(events.ProjectAccepted(project_id=project.pk, accepted_on=accepted_on, act=act))
    return acceptance


@transaction.atomic
def draft_successor(project: Project, *, act: Act) -> Contract:
    """Set a closed project up anew: draft a contract from its lines; the project made from it links back (S0 2.5.3).

    As long as that draft is not registered, asking again gives the same one. Raises RuleError unless closed.
    """
    project = lock(project)
    require(act.person, permissions.PREPARE, project)
    closing.check_successor(project)
    open_draft = Successor.objects.filter(follows=project, contract__state__in=_UNDER_WAY).first()
    if open_draft is not None:
        return open_draft.contract
    old = project.contract
    values = {name: getattr(old, name) for name in _TAKEN_OVER}
    values |= {"owner": project.owner, "department": project.department, "kind": Contract.Kind.FORMAL}
    terms = [{name: getattr(term, name) for name in _TERM} for term in old.terms.all()]
    rates = {line.position: line.tax_rate for line in old.lines.all()}
    lines = [
        {"product": line.product, "description": line.description, "quantity": line.quantity, "unit": line.unit,
         "unit_price": line.unit_price, "unit_cost": line.unit_cost, "tax_rate": rates.get(line.position)}
        for line in project.lines.select_related("product")
    ]  # fmt: skip
    contract = draft_contract({**values, "title": project.title}, lines=lines, terms=terms, act=act)
    Successor.objects.create(follows=project, contract=contract, at=act.at)
    data = {"number": contract.draft_number, "contract": contract.pk}
    recording.write(project, events.SUCCESSOR_DRAFTED, act=act, data=data)
    return contract
