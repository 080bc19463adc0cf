"""Deals of the demo company it puts people and money into, each at another step of the way."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from functools import cache

from django.db.models import QuerySet

from leadtocash.areas.opportunities.models import Opportunity
from leadtocash.areas.presales import actions, rules
from leadtocash.areas.presales.models import Communication, Element, ElementAction, PresalesProject, Risk
from leadtocash.areas.presales.queries import PROCESS
from leadtocash.config.demo.basics import Company, rows
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.workflow import actions as workflow
from leadtocash.foundation.workflow.models import WorkItem

#: how far each came, one deal after the other
STEPS = ("watched", "draft", "review", "team", "no_go", "planned", "watched", "go")
BEGUN = 2.8  # working days ago
MOST = 16
TEAM = {
    "director": "zhenggd", "solution": "luyao", "fulfilment": "shentao", "quality": "wufang", "sponsor": "fengyi",
}  # fmt: skip
ANALYSTS = {"analyse_relation": "customer", "analyse_solution": "solution", "analyse_delivery": "fulfilment"}


def tell(company: Company) -> None:
    """Initiate open deals of the last days, those worth most first."""
    begun = company.past.at(BEGUN).date()
    found = Opportunity.objects.filter(state=Opportunity.State.OPEN, opened_on__lt=begun, customer__isnull=False)
    deals = list(found.select_related("owner", "department").order_by("-amount", "pk")[: MOST * 2 : 2])
    for number, deal in enumerate(deals[:MOST]):
        _initiate(company, deal, STEPS[number % len(STEPS)], BEGUN - number * 0.02)


def _initiate(company: Company, deal: Opportunity, step: str, back: float) -> None:
    owner = company.by(deal.owner, back)
    texts = {name: _word(name) for name in rules.REPORT if name != "need"}
    budget = max(Decimal(8_000), (deal.amount / 200).quantize(Decimal(1_000)))
    project = actions.begin_project(
        deal, {**texts, "need": deal.need or _word("relation"), "budget": budget}, act=owner
    )
    if step == "draft":
        return
    actions.submit_report(project, act=owner)
    if step == "review":
        return
    _decide(company, project, back - 0.5, refuse=_word("refused") if step == "no_go" else "")
    if step == "no_go":
        actions.watch_again(_again(project), owner.today + timedelta(days=60), act=company.by(deal.owner, back - 0.9))
    elif step != "go":
        _work(company, _again(project), step, back - 1)


def _decide(company: Company, project: PresalesProject, back: float, *, refuse: str) -> None:
    while item := _open(project).filter(activity__node__in=("decide", "decide_a")).first():
        act = company.by(item.assignee, back)
        revision = _again(project).revision
        workflow.decide(item, "reject" if refuse else "approve", act=act, revision=revision, comment=refuse)


def _work(company: Company, project: PresalesProject, step: str, back: float) -> None:
    """The team is appointed and meets; analyses, plans, spends, as far as it came."""
    team = {role: company.people[login] for role, login in TEAM.items()} | {"customer": project.opportunity.owner}
    appointing = _open(project).get(activity__node="appoint").assignee
    actions.appoint_team(project, team, act=company.by(appointing, back))
    director = company.by(team["director"], back - 0.2)
    _spend(project, "travel", "4200", act=company.by(team["customer"], back - 0.3))
    if step == "team":
        return
    actions.hold_kick_off(_again(project), day=director.today, minutes=_word("kick_off"), act=director)
    for element in project.elements.all():
        texts = {"findings": "", "goal": "_goal", "strategy": "_strategy"}
        actions.write_element(
            element, {name: _word(f"{element.kind}{end}") for name, end in texts.items()}, act=director
        )
    for analysis, role in ANALYSTS.items():
        actions.finish_analysis(_again(project), analysis, act=company.by(team[role], back - 0.5))
    actions.finish_strategies(_again(project), act=company.by(team["director"], back - 0.7))
    planning = company.by(team["director"], back - 0.9)
    _plan(project, team, act=planning)
    if step == "watched":
        actions.settle_plan(_again(project), act=planning)
        _spend(project, "sample", "2600", act=company.by(team["solution"], back - 1))


def _plan(project: PresalesProject, team: dict[str, User], *, act: Act) -> None:
    who = {"relation": "customer", "solution": "solution", "delivery": "fulfilment", "commercial": "customer"}
    for place, kind in enumerate(Element.Kind.values):
        due = act.today + timedelta(days=5 + 4 * place)
        action = ElementAction(
            kind=kind, what=_word(f"{kind}_action"), owner=team[who[kind]], starts_on=due - timedelta(days=4 + place),
            due_on=due,
        )  # fmt: skip
        actions.add_part(project, action, act=act)
    soon = act.today + timedelta(days=7)
    risk = Risk(
        what=_word("risk"), probability=3, effect=2, measure=_word("measure"), owner=team["customer"], due_on=soon
    )
    actions.add_part(project, risk, act=act)
    talk = Communication(with_whom=_word("talk_with"), what=_word("talk"), owner=team["customer"], next_on=soon)
    actions.add_part(project, talk, act=act)
    actions.write_quality_plan(_again(project), _word("quality"), act=act)


def _spend(project: PresalesProject, category: str, amount: str, *, act: Act) -> None:
    values = {"category": category, "amount": Decimal(amount), "spent_on": act.today, "what": _word(category)}
    actions.record_cost(_again(project), values, act=act)


def _open(project: PresalesProject) -> QuerySet[WorkItem]:
    found = WorkItem.objects.filter(instance__process=PROCESS, instance__record_id=project.pk, state="open")
    return found.select_related("assignee", "activity").order_by("pk")


def _again(project: PresalesProject) -> PresalesProject:
    return PresalesProject.objects.select_related("opportunity__owner").get(pk=project.pk)


def _word(key: str) -> str:
    return _words()[key]


@cache
def _words() -> dict[str, str]:
    return {row["key"]: row["value"] for row in rows("presales")}
