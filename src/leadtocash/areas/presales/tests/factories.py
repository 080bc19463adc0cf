"""Pre-sales projects for tests, made through the actions and the process."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from tests.cast import NOW, Cast

from leadtocash.areas.opportunities.models import Opportunity
from leadtocash.areas.opportunities.tests.factories import an_opportunity
from leadtocash.areas.presales import actions, rules
from leadtocash.areas.presales.models import BudgetRequest, Communication, ElementAction, PresalesProject, Risk
from leadtocash.areas.presales.queries import PROCESS
from leadtocash.foundation.workflow import actions as workflow
from leadtocash.foundation.workflow.models import WorkItem

TEXTS = {name: f"{name}：已核实" for name in rules.REPORT}


def a_report(cast: Cast, *, at: datetime = NOW, deal: Opportunity | None = None, **values: Any) -> PresalesProject:
    """Wang's, grade B (1,800,000 yuan), complete, not submitted; 20,000 yuan of budget."""
    wang = cast.act("wang", at)
    deal = deal or an_opportunity(wang, amount=Decimal("1800000.00"))
    given = {"budget": Decimal("20000.00"), **TEXTS, **values}
    return actions.begin_project(deal, given, act=wang)


def decide(cast: Cast, project: PresalesProject, *, at: datetime = NOW, refuse: str = "") -> PresalesProject:
    """Everybody of the matrix approves, or the first one refuses."""
    while item := _open(project, "decide").first() or _open(project, "decide_a").first():
        act = cast.act(item.assignee.username, at)
        workflow.decide(
            item, "reject" if refuse else "approve", act=act, revision=again(project).revision, comment=refuse
        )
    return again(project)


def gone(cast: Cast, *, at: datetime = NOW, **values: Any) -> PresalesProject:
    """Decided for it: li has to appoint the team."""
    project = a_report(cast, at=at, **values)
    actions.submit_report(project, act=cast.act("wang", at))
    return decide(cast, project, at=at)


def a_team(cast: Cast, **named: str) -> dict[str, Any]:
    """li directs, wang has the customer, chu the solution, shen the fulfilment."""
    people = {"director": "li", "customer": "wang", "solution": "chu", "fulfilment": "shen", **named}
    return {role: cast.people[name] if name else None for role, name in people.items()}


def working(cast: Cast, *, at: datetime = NOW, **values: Any) -> PresalesProject:
    """The team is appointed, its kick-off held."""
    project = gone(cast, at=at, **values)
    actions.appoint_team(project, a_team(cast), act=cast.act("li", at))
    actions.hold_kick_off(project, day=at.date(), minutes="分工和目标已定", act=cast.act("li", at))
    return again(project)


def planned(cast: Cast, *, at: datetime = NOW) -> PresalesProject:
    """Analysed, strategies set, the plan settled: it is watched."""
    project = working(cast, at=at)
    for element in project.elements.all():
        actions.write_element(
            element, {"findings": "已分析", "goal": "领先对手", "strategy": "技术突破"}, act=cast.act("li", at)
        )
    for step, name in (("analyse_relation", "wang"), ("analyse_solution", "chu"), ("analyse_delivery", "shen")):
        actions.finish_analysis(project, step, act=cast.act(name, at))
    actions.finish_strategies(project, act=cast.act("li", at))
    fill_plan(cast, project, at=at)
    actions.settle_plan(project, act=cast.act("li", at))
    return again(project)


def fill_plan(cast: Cast, project: PresalesProject, *, at: datetime = NOW) -> None:
    """An action for each element, a risk, a communication, the quality plan."""
    li, later = cast.act("li", at), at.date() + timedelta(days=7)
    for kind in ("relation", "solution", "delivery", "commercial"):
        actions.add_part(project, ElementAction(kind=kind, what="拜访", owner=cast.wang, due_on=later), act=li)
    actions.add_part(project, Risk(what="对手降价", owner=cast.wang, due_on=later, measure="锁定技术标准"), act=li)
    talk = Communication(with_whom="设备部", what="周例会", owner=cast.wang, next_on=later)
    actions.add_part(project, talk, act=li)
    actions.write_quality_plan(project, "方案两级评审", act=li)


def more_budget(
    cast: Cast, project: PresalesProject, budget: str, *, at: datetime = NOW, refuse: str = ""
) -> BudgetRequest:
    """wang asks, and everybody of the matrix approves, or the first one refuses."""
    asked = actions.ask_budget(again(project), Decimal(budget), reason="多一轮测试", act=cast.act("wang", at))
    return decide_budget(cast, asked, at=at, refuse=refuse)


def decide_budget(cast: Cast, asked: BudgetRequest, *, at: datetime = NOW, refuse: str = "") -> BudgetRequest:
    rows = WorkItem.objects.filter(instance__process="presales_budget", state=WorkItem.State.OPEN)
    while item := rows.filter(instance__record_id=asked.pk).select_related("assignee").first():
        act, revision = cast.act(item.assignee.username, at), BudgetRequest.objects.get(pk=asked.pk).revision
        workflow.decide(item, "reject" if refuse else "approve", act=act, revision=revision, comment=refuse)
    return BudgetRequest.objects.get(pk=asked.pk)


def again(project: PresalesProject) -> PresalesProject:
    return PresalesProject.objects.select_related("opportunity__owner").get(pk=project.pk)


def desks(project: PresalesProject) -> set[tuple[str, str]]:
    """(step, who) of the open work."""
    return {(item.activity.node, item.assignee.username) for item in _open(project)}


def _open(project: PresalesProject, node: str = "") -> Any:
    rows = WorkItem.objects.filter(
        instance__process=PROCESS, instance__record_id=project.pk, state=WorkItem.State.OPEN
    ).select_related("assignee", "activity")
    return rows.filter(activity__node=node) if node else rows
