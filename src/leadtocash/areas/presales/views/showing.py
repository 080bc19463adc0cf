"""What a project's page shows: facts, steps, verbs, tabs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leadtocash.areas.presales import permissions, queries, rules
from leadtocash.areas.presales.actions.initiation import report_missing
from leadtocash.areas.presales.actions.planning import missing_for
from leadtocash.areas.presales.models import BudgetRequest, Element, PresalesProject, TeamMember
from leadtocash.areas.presales.timeline import timeline_of
from leadtocash.areas.presales.words import tag_of_action, tag_of_budget, tag_of_risk, tone_of_weight
from leadtocash.foundation.access.gate import allowed, sees
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.kernel.text import Words, joined
from leadtocash.foundation.web import formats
from leadtocash.foundation.web.details import Tab, Verb

State = PresalesProject.State
#: the steps of the bar, each with the states in which it is the present one
STEPS: tuple[tuple[Words, tuple[State, ...]], ...] = (
    (gettext_lazy("Verified"), (State.DRAFT,)),
    (gettext_lazy("Go or no-go"), (State.REVIEW, State.NO_GO)),
    (gettext_lazy("Team"), (State.GO,)),
    (gettext_lazy("Plan"), (State.PLANNING,)),
    (gettext_lazy("Under way"), (State.WATCHING,)),
    (gettext_lazy("Summary and release"), (State.CLOSING,)),
)
#: the one step of the team that has its own form, so that nothing is missing beforehand
KICK_OFF = "kick_off"
#: papers by the state from which on they can be printed
PAPERS: tuple[tuple[str, Words, str], ...] = (
    ("feasibility", gettext_lazy("Feasibility report"), ""),
    ("review", gettext_lazy("Initiation review report"), "submitted_at"),
    ("team", gettext_lazy("Team appointment"), "appointed_at"),
    ("kick_off", gettext_lazy("Minutes of the kick-off"), "kicked_off_on"),
    ("plan", gettext_lazy("Campaign plan"), "appointed_at"),
    ("mandate", gettext_lazy("Delivery mandate"), "appointed_at"),
    ("summary", gettext_lazy("Project summary"), "closed_at"),
)


@dataclass(frozen=True)
class Rights:
    """What the person may do with the project."""

    edit: bool
    appoint: bool
    budget: bool

    @classmethod
    def of(cls, person: User, project: PresalesProject) -> Rights:
        asked = (permissions.EDIT, permissions.APPOINT, permissions.BUDGET)
        return cls(*(allowed(person, one, project) for one in asked))


def facts(project: PresalesProject, person: User) -> list[dict[str, Any]]:
    """The facts under the title."""
    deal, team = project.opportunity, queries.team_of(project)
    name: Any = deal.name
    if sees(person, deal):
        name = format_html('<a href="{}">{}</a>', deal.get_absolute_url(), deal.number)
    director = team.get(TeamMember.Role.DIRECTOR)
    spent = sum(one.amount for one in project.costs.all() if one.withdrawn_at is None)
    return [
        {"label": _("Opportunity"), "value": name},
        {"label": _("Customer"), "value": deal.customer.name if deal.customer else formats.DASH},
        {"label": _("Expected amount"), "value": formats.wan(project.amount or deal.amount)},
        {"label": _("Account manager"), "value": deal.owner.name},
        {"label": _("Project director"), "value": director.person.name if director else formats.DASH},
        {"label": _("Spent of budget"), "value": f"{spent:,.2f} / {project.budget:,.2f}",
         "cls": "lc-late" if spent and spent >= project.budget else ""},
    ]  # fmt: skip


def steps(project: PresalesProject) -> list[dict[str, Any]]:
    """Where it stands on its way; nothing of the way for one that was given up."""
    if project.state == State.DROPPED:
        return []
    here = next((n for n, (_label, states) in enumerate(STEPS) if project.state in states), len(STEPS))
    return [
        {"label": label, "state": "past" if n < here else "now" if n == here else "next"}
        for n, (label, _states) in enumerate(STEPS)
    ]


def note(project: PresalesProject) -> dict[str, Any] | None:
    """Why it was refused, and when it is looked at again."""
    if project.state != State.NO_GO:
        return None
    text = project.no_go_reason or _("The decision was no-go.")
    if project.watch_on:
        text = _("%(why)s Looked at again on %(day)s.") % {"why": text, "day": project.watch_on.isoformat()}
    return {"tone": "late", "text": text}


def gate(project: PresalesProject) -> dict[str, Any] | None:
    """What the present step still lacks."""
    if project.state == State.DRAFT:
        missing = report_missing(project)
        return {"title": _("Missing before it can be decided on"), "items": missing} if missing else None
    if project.state != State.PLANNING:
        return None
    missing = [one for step in _doable(project) if step != KICK_OFF for one in missing_for(project, step)]
    return {"title": _("Missing for the next step"), "items": missing} if missing else None


def verbs(project: PresalesProject, may: Rights) -> tuple[list[Verb], list[Verb]]:
    """Buttons and the menu behind the dots."""
    menu = []
    if may.appoint and project.state in PresalesProject.WORKING:
        menu.append(Verb(label=_("Change the team"), url=_at(project, "team"), icon="users-group"))
    if may.budget and project.state in PresalesProject.GONE:
        menu.append(Verb(label=_("Lower the budget"), url=_at(project, "budget"), icon="coins"))
    if may.edit and project.state in (State.DRAFT, State.REVIEW, State.GO):
        menu.append(Verb(label=_("Give up"), url=_at(project, "giving-up"), icon="circle-x", danger=True))
    shown = _VERBS.get(State(project.state))
    return shown(project, may) if shown else [], menu


def _draft(project: PresalesProject, may: Rights) -> list[Verb]:
    if not may.edit:
        return []
    submit = Verb(
        label=_("Submit for decision"), url=_at(project, "submission"), post=True, icon="send", primary=True,
        missing=len(report_missing(project)),
    )  # fmt: skip
    return [Verb(label=_("Edit"), url=_at(project, "edit"), icon="pencil"), submit]


def _no_go(project: PresalesProject, may: Rights) -> list[Verb]:
    if not may.edit:
        return []
    again = f"{reverse('presales:new')}?opportunity={project.opportunity_id}"
    return [
        Verb(label=_("Look at it again"), url=_at(project, "watch"), icon="eye"),
        Verb(label=_("Begin anew"), url=again, icon="plus"),
    ]


def _go(project: PresalesProject, may: Rights) -> list[Verb]:
    appoint = Verb(label=_("Appoint the team"), url=_at(project, "team"), icon="users-group", primary=True)
    return [appoint] if may.appoint else []


def _planning(project: PresalesProject, may: Rights) -> list[Verb]:
    if not may.edit:
        return []
    doable = _doable(project)
    if KICK_OFF in doable:
        return [Verb(label=_("Kick-off"), url=_at(project, "kick-off"), icon="player-play", primary=True)]
    shown = [_cost(project)]
    for step in doable:
        url = _at(project, step) if step in ("strategies", "plan") else _at(project, "analysis", step)
        shown.append(
            Verb(label=_done_words(step), url=url, post=True, icon="check", primary=len(doable) == 1,
                 missing=len(missing_for(project, step)))
        )  # fmt: skip
    return shown


def _watching(project: PresalesProject, may: Rights) -> list[Verb]:
    return [_cost(project)] if may.edit else []


def _closing(project: PresalesProject, may: Rights) -> list[Verb]:
    close = Verb(label=_("Close the project"), url=_at(project, "closing"), icon="lock", primary=True)
    return [_cost(project), close] if may.edit else []


_VERBS: Mapping[State, Callable[[PresalesProject, Rights], list[Verb]]] = {
    State.DRAFT: _draft,
    State.NO_GO: _no_go,
    State.GO: _go,
    State.PLANNING: _planning,
    State.WATCHING: _watching,
    State.CLOSING: _closing,
}


def _cost(project: PresalesProject) -> Verb:
    return Verb(label=_("Record a cost"), url=_at(project, "new-cost"), icon="coin")


def _done_words(step: str) -> str:
    if step in rules.ANALYSES:
        labels = dict(Element.Kind.choices)
        return _("Analysed: %(elements)s") % {"elements": joined(labels[kind] for kind in rules.ANALYSES[step])}
    return _("Settle goals and strategies") if step == "strategies" else _("Settle the plan")


def _doable(project: PresalesProject) -> list[str]:
    """The open steps that are done on the page of the project."""
    known = (KICK_OFF, *rules.ANALYSES, "strategies", "plan")
    return [step for step in queries.open_steps(project) if step in known]


def printing(project: PresalesProject) -> list[Verb]:
    """The papers that can be printed by now."""
    return [
        Verb(label=_("Print: %(paper)s") % {"paper": label}, url=_at(project, "print", paper), icon="printer")
        for paper, label, since in PAPERS
        if not since or getattr(project, since)
    ]


def tabs(project: PresalesProject, may: Rights, *, today: date) -> list[Tab]:
    """Report, and from the decision on team, elements, plan, cost; at the end the closing."""
    works = may.edit and project.state in PresalesProject.WORKING
    shown = [
        Tab(key="report", label=_("Feasibility"), template="presales/_report.html", context=lambda: _report(project))
    ]
    if project.appointed_at:
        left = sum(one.done_on is None for one in project.actions.all())
        shown += [
            Tab(key="team", label=_("Team"), template="presales/_team.html", context=lambda: _team(project, may)),
            Tab(key="elements", label=_("Four elements"), template="presales/_elements.html",
                context=lambda: {"elements": _elements(project, today), "works": works}),
            Tab(key="plan", label=_("Plan"), template="presales/_plan.html", count=left or None,
                context=lambda: _plan(project, today, works=works)),
        ]  # fmt: skip
    if project.state in (*PresalesProject.GONE, State.CLOSED):
        shown.append(
            Tab(key="cost", label=_("Pre-sales costs"), template="presales/_cost.html",
                context=lambda: _money(project, may))
        )  # fmt: skip
    if project.closed_at:
        shown.append(Tab(key="closing", label=_("Summary"), template="presales/_closing.html"))
    return shown


def _report(project: PresalesProject) -> dict[str, Any]:
    texts = [getattr(project, name) for name in rules.REPORT]
    return {"texts": list(zip(queries.report_labels(), texts, strict=True))}


def _team(project: PresalesProject, may: Rights) -> dict[str, Any]:
    members = sorted(project.members.all(), key=lambda one: (one.released_on is not None, one.pk))
    return {"members": members, "may_appoint": may.appoint and project.state in PresalesProject.WORKING,
            "may_edit": may.edit and project.state in PresalesProject.WORKING}  # fmt: skip


def _elements(project: PresalesProject, today: date) -> list[dict[str, Any]]:
    told = []
    for one in project.elements.all():
        found = [action for action in project.actions.all() if action.kind == one.kind]
        told.append({"element": one, "actions": [{"action": a, "tag": tag_of_action(a, today)} for a in found]})
    return told


def _plan(project: PresalesProject, today: date, *, works: bool) -> dict[str, Any]:
    risks = sorted(project.risks.all(), key=lambda one: -one.weight)
    return {
        "actions": [{"action": one, "tag": tag_of_action(one, today)} for one in project.actions.all()],
        "timeline": timeline_of(project.actions.all(), today),
        "risks": [{"risk": one, "tag": tag_of_risk(one, today), "tone": tone_of_weight(one.weight)} for one in risks],
        "talks": [{"talk": one, "late": one.next_on < today} for one in project.communications.all()],
        "works": works,
    }  # fmt: skip


def _money(project: PresalesProject, may: Rights) -> dict[str, Any]:
    costs, requests = list(project.costs.all()), list(project.budget_requests.all())
    spent = sum(one.amount for one in costs if one.withdrawn_at is None)
    may_edit = may.edit and project.state in PresalesProject.GONE
    return {
        "costs": costs, "spent": spent, "left": project.budget - spent,
        "ratio": float(spent / project.budget) if project.budget else 0.0,
        "may_edit": may_edit,
        "may_ask": may_edit and all(one.state != BudgetRequest.State.ASKED for one in requests),
        "requests": [{"request": one, "tag": tag_of_budget(one)} for one in requests],
    }  # fmt: skip


def _at(project: PresalesProject, name: str, *more: str) -> str:
    return reverse(f"presales:{name}", args=[project.pk, *more])
