"""From the feasibility report to the decision: go, or not (OPP-7, S2 E.1, E.2)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leadtocash.areas.opportunities.models import Opportunity
from leadtocash.areas.presales import events, permissions, queries, rules
from leadtocash.areas.presales.actions.common import done, locked, tell
from leadtocash.areas.presales.models import PresalesProject
from leadtocash.foundation.access.gate import require, sees
from leadtocash.foundation.journal import recording
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.errors import Missing
from leadtocash.foundation.kernel.events import publish
from leadtocash.foundation.kernel.models import lock
from leadtocash.foundation.numbering.numbers import declare, next_number
from leadtocash.foundation.workflow import actions as workflow
from leadtocash.foundation.workflow.models import ProcessInstance, WorkItem

SERIES = declare("presales", gettext_lazy("Pre-sales initiation"), "LXPS-{year}-{seq:04d}")
State = PresalesProject.State
FIELDS = ("grade", "budget", *rules.REPORT, "extra")


@transaction.atomic
def begin_project(deal: Opportunity, values: Mapping[str, Any], *, act: Act) -> PresalesProject:
    """Begin the pre-sales initiation of an open deal with its feasibility report, as far as it is known (KXFX).

    The need is taken from the deal unless given, the grade from its amount. Starts the process. Raises
    ValidationError at the field, RuleError where one runs already, NotAllowed.
    """
    deal = lock(deal)
    if not sees(act.person, deal):
        raise ValidationError({"opportunity": _("This opportunity does not exist, or you may not see it.")})
    project = PresalesProject(opportunity=deal, grade=queries.least_grade(deal.amount), need=deal.need)
    require(act.person, permissions.EDIT, project)
    rules.check_deal_open(is_open=deal.state == Opportunity.State.OPEN, number=deal.number)
    other = queries.alive_of_deal(deal)
    rules.check_alone(queries.facts_of(other) if other else None)
    _lay(project, values)
    project.number = next_number(SERIES, act=act)
    recording.save(project, events.BEGUN, act=act)
    workflow.start(queries.PROCESS, project, act=act)
    return project


@transaction.atomic
def change_report(
    project: PresalesProject, values: Mapping[str, Any], *, act: Act, revision: int | None = None
) -> PresalesProject:
    """Change the feasibility report. Raises RuleError once it is submitted, Stale."""
    project = locked(project, permissions.EDIT, act=act, revision=revision)
    rules.check_draft(queries.facts_of(project))
    _lay(project, values)
    return recording.save(project, events.CHANGED, act=act)


@transaction.atomic
def submit_report(project: PresalesProject, *, act: Act, revision: int | None = None) -> PresalesProject:
    """Ask for the decision; who decides follows from grade and expected amount.

    Raises RuleError with what the report still lacks.
    """
    project = locked(project, permissions.EDIT, act=act, revision=revision)
    deal = project.opportunity
    rules.check_deal_open(is_open=deal.state == Opportunity.State.OPEN, number=deal.number)
    rules.check_submission(queries.facts_of(project), report_missing(project))
    rules.check_grade(project.grade, least=queries.least_grade(deal.amount))
    project.state, project.amount, project.submitted_at = State.REVIEW, deal.amount, act.at
    recording.save(project, events.SUBMITTED, act=act, data={"amount": f"{deal.amount:,.2f}", "grade": project.grade})
    done(project, "verify", act=act)
    return project


def report_missing(project: PresalesProject) -> list[Missing]:
    """What keeps the report from being submitted; page and refusal show the same list."""
    labels = dict(zip(rules.REPORT, queries.report_labels(), strict=True))
    filled = [name for name in rules.REPORT if getattr(project, name)]
    return rules.report_missing(
        queries.facts_of(project), filled=filled, labels=labels, amount=project.opportunity.amount
    )


@transaction.atomic
def return_report(project: PresalesProject, *, act: Act, reason: str) -> PresalesProject:
    """It came back (sent back or recalled): the report may be changed again."""
    project = lock(project)
    if project.state != State.REVIEW or "verify" not in queries.open_steps(project):
        return project
    project.state, project.submitted_at = State.DRAFT, None
    return recording.save(project, events.RETURNED, act=act, reason=reason)


def go(record: PresalesProject, *, act: Act, instance: ProcessInstance) -> None:
    """Decided for it (service presales.go): a team may be appointed, money spent."""
    record.state, record.decided_at = State.GO, act.at
    recording.save(record, events.GO, act=act)
    _decided(record, act=act, go=True)


def no_go(record: PresalesProject, *, act: Act, instance: ProcessInstance) -> None:
    """Decided against it (service presales.no_go), with the reason of whoever refused."""
    refused = WorkItem.objects.filter(instance=instance, outcome="rejected").order_by("-pk").first()
    record.state, record.decided_at = State.NO_GO, act.at
    record.no_go_reason = refused.comment[:300] if refused else ""
    recording.save(record, events.NO_GO, act=act, reason=record.no_go_reason)
    _decided(record, act=act, go=False)


@transaction.atomic
def watch_again(project: PresalesProject, day: date, *, act: Act, revision: int | None = None) -> PresalesProject:
    """Keep a refused one on the watch list: the account manager looks at the deal again on this day."""
    project = locked(project, permissions.EDIT, act=act, revision=revision)
    rules.check_watch(queries.facts_of(project), day, today=act.today)
    project.watch_on = day
    return recording.save(project, events.WATCHED, act=act, data={"day": day.isoformat()})


def _lay(project: PresalesProject, values: Mapping[str, Any]) -> None:
    for name in FIELDS:
        if name in values:
            setattr(project, name, values[name])
    for name in rules.REPORT:
        setattr(project, name, getattr(project, name).strip())
    rules.check_grade(project.grade, least=queries.least_grade(project.opportunity.amount))


def _decided(project: PresalesProject, *, act: Act, go: bool) -> None:
    deal = project.opportunity
    outcome = str(project.get_state_display()) if not go else _("go")
    tell([deal.owner], events.TOLD_DECIDED, project, act=act, key=f"decided.{project.revision}", outcome=outcome)
    publish(events.PresalesDecided(project_id=project.pk, opportunity_id=deal.pk, go=go, act=act))
