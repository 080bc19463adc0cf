"""The end: with the deal, by the summary; or given up before there was a team (OPP-9, S2 E.7)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leadtocash.areas.opportunities.models import Opportunity
from leadtocash.areas.presales import events, permissions, queries, rules
from leadtocash.areas.presales.actions.budgets import end_requests
from leadtocash.areas.presales.actions.common import done, locked, tell
from leadtocash.areas.presales.actions.team import release
from leadtocash.areas.presales.models import PresalesProject
from leadtocash.foundation.journal import recording
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.models import lock
from leadtocash.foundation.kernel.text import clean_line
from leadtocash.foundation.numbering.numbers import declare, next_number
from leadtocash.foundation.workflow import actions as workflow

SERIES = declare("presales_closing", gettext_lazy("Pre-sales summary"), "XMZJ-{year}-{seq:04d}")
DEAL_DECIDED = "presales.deal_decided"
State = PresalesProject.State
TEXTS = ("summary", "handover", "money_review", "quality_review")


@transaction.atomic
def close_project(
    project: PresalesProject, values: Mapping[str, Any], *, act: Act, revision: int | None = None
) -> PresalesProject:
    """Close it (XMZJ): summary, hand-over (`handed_to`), financial and quality evaluation; the team is released.

    Raises RuleError while the deal is open, ValidationError at the field.
    """
    project = locked(project, permissions.EDIT, act=act, revision=revision)
    deal_open = project.opportunity.state == Opportunity.State.OPEN
    rules.check_closing(queries.facts_of(project), deal_open=deal_open)
    for name in TEXTS:
        setattr(project, name, values.get(name, "").strip())
        rules.check_words(getattr(project, name), field=name)
    project.handed_to, project.quality_score = values.get("handed_to"), values.get("quality_score")
    project.state, project.closed_at = State.CLOSED, act.at
    project.closing_number = next_number(SERIES, act=act)
    recording.save(project, events.CLOSED, act=act, data={"number": project.closing_number})
    end_requests(project, act=act, reason=project.closing_number)
    done(project, "close", act=act)
    for member in project.members.filter(released_on=None).select_related("person"):
        member.project = project
        release(member, act=act)
    return project


@transaction.atomic
def drop_project(project: PresalesProject, *, reason: str, act: Act) -> PresalesProject:
    """Give it up before there is a team."""
    project = locked(project, permissions.EDIT, act=act)
    rules.check_droppable(queries.facts_of(project))
    reason = clean_line(reason)
    rules.check_words(reason, field="reason")
    return _dropped(project, act=act, reason=reason)


def process_ended(project: PresalesProject, *, act: Act) -> None:
    """Its process was given up by hand: without a team the project is given up with it, with one it is closed."""
    project = lock(project)
    if project.state in (State.DRAFT, State.REVIEW, State.GO):
        project.state = State.DROPPED
        recording.save(project, events.DROPPED, act=act)
        end_requests(project, act=act, reason=str(State.DROPPED.label))


@transaction.atomic
def deal_decided(deal: Opportunity, *, act: Act) -> None:
    """The deal is won or lost: its project is to be closed, or given up where there was no team yet."""
    project = queries.alive_of_deal(deal)
    if project is None:
        return
    project = lock(project)
    outcome = str(deal.get_state_display())
    if project.state not in PresalesProject.WORKING:
        _dropped(project, act=act.as_system(), reason=_("The deal is decided (%(state)s).") % {"state": outcome})
        return
    project.state = State.CLOSING
    recording.save(project, events.DECIDED, act=act.as_system(), data={"state": outcome})
    steps = queries.open_steps(project)
    if "watch" in steps:
        workflow.receive(DEAL_DECIDED, project, act=act.as_system())
    elif steps and steps != ["close"]:
        workflow.end_running(project, act=act.as_system(), reason=outcome, process=queries.PROCESS)
    director = queries.in_role(project, "director")
    if director is not None:
        tell([director], events.TOLD_CLOSING, project, act=act, key=f"closing.{project.revision}")


@transaction.atomic
def deal_reopened(deal: Opportunity, *, act: Act) -> None:
    """The deal is open again: the team works on."""
    project = queries.alive_of_deal(deal)
    if project is None or project.state != State.CLOSING:
        return
    project = lock(project)
    project.state = State.WATCHING if project.planned_at else State.PLANNING
    recording.save(project, events.REOPENED, act=act.as_system())


def _dropped(project: PresalesProject, *, act: Act, reason: str) -> PresalesProject:
    project.state = State.DROPPED
    recording.save(project, events.DROPPED, act=act, reason=reason)
    end_requests(project, act=act, reason=reason)
    workflow.end_running(project, act=act, reason=reason, process=queries.PROCESS)
    return project
