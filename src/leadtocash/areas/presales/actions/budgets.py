"""Ask for more pre-sales budget; the authority matrix decides as it did on the initiation (OPP-9, S2 E.8)."""

from __future__ import annotations

from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy

from leadtocash.areas.presales import events, permissions, queries, rules
from leadtocash.areas.presales.actions.common import locked, tell
from leadtocash.areas.presales.models import BudgetRequest, PresalesProject
from leadtocash.foundation.journal import recording
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.models import lock
from leadtocash.foundation.kernel.text import clean_line
from leadtocash.foundation.numbering.numbers import declare, next_number
from leadtocash.foundation.workflow import actions as workflow
from leadtocash.foundation.workflow.models import ProcessInstance

SERIES = declare("presales_budget", gettext_lazy("Request for more pre-sales budget"), "SQYS-{year}-{seq:04d}")
PROCESS = "presales_budget"
State = BudgetRequest.State


@transaction.atomic
def ask_budget(
    project: PresalesProject, budget: Decimal, *, reason: str, act: Act, revision: int | None = None
) -> BudgetRequest:
    """Ask that a project may cost so much in all, in yuan. Raises ValidationError at the field, RuleError before the
    decision, after the end, and while another request is being decided; Stale, NotAllowed."""
    project = locked(project, permissions.EDIT, act=act, revision=revision)
    rules.check_gone(queries.facts_of(project), clause=rules.MONEY)
    running = queries.budget_asked(project)
    rules.check_asked_once(running.number if running else "", href=running.get_absolute_url() if running else "")
    rules.check_more(budget, before=project.budget)
    reason = clean_line(reason)
    rules.check_words(reason, field="reason")
    request = BudgetRequest(project=project, before=project.budget, budget=budget, reason=reason)
    request.number = next_number(SERIES, act=act)
    recording.save(request, events.BUDGET_ASKED, act=act, data=_told(request))
    recording.write(project, events.BUDGET_ASKED, act=act, reason=reason, data=_told(request))
    workflow.start(PROCESS, request, act=act)
    return request


def grant_budget(record: BudgetRequest, *, act: Act, instance: ProcessInstance) -> None:
    """Approved (service presales.grant_budget): the project may cost that much."""
    project = lock(record.project)
    _decide(record, State.APPROVED, events.BUDGET_GRANTED, act=act)
    data = {"before": f"{project.budget:,.2f}", "after": f"{record.budget:,.2f}"}
    project.budget = record.budget
    recording.save(project, events.BUDGET_CHANGED, act=act, reason=record.reason, data=data)


def refuse_budget(record: BudgetRequest, *, act: Act, instance: ProcessInstance) -> None:
    """Refused (service presales.refuse_budget): the budget stays."""
    _decide(record, State.REFUSED, events.BUDGET_REFUSED, act=act)
    recording.write(record.project, events.BUDGET_REFUSED, act=act, data=_told(record))


@transaction.atomic
def withdraw_budget(request: BudgetRequest, *, act: Act) -> None:
    """It was taken back, or its project ended before anybody decided."""
    request = lock(request)
    if request.state == State.ASKED:
        request.state = State.WITHDRAWN
        recording.save(request, events.BUDGET_WITHDRAWN, act=act, data=_told(request))


def end_requests(project: PresalesProject, *, act: Act, reason: str) -> None:
    """The project is over: nobody decides on more budget for it."""
    request = queries.budget_asked(project)
    if request is not None:
        workflow.end_running(request, act=act, reason=reason, process=PROCESS)
        withdraw_budget(request, act=act)


def _decide(request: BudgetRequest, state: str, verb: str, *, act: Act) -> None:
    request.state, request.decided_at = state, act.at
    recording.save(request, verb, act=act, data=_told(request))
    people = [one for one in (request.created_by, request.project.opportunity.owner) if one is not None]
    outcome = str(request.get_state_display())
    tell(
        people, events.TOLD_BUDGET, request.project, act=act, key=f"budget.{request.pk}", outcome=outcome,
        budget=f"{request.budget:,.2f}",
    )  # fmt: skip


def _told(request: BudgetRequest) -> dict[str, str]:
    return {"number": request.number, "budget": f"{request.budget:,.2f}"}
