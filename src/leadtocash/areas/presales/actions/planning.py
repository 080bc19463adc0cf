"""Analyses of the four elements, goals and strategies, the plan (OPP-9, S2 E.4, E.5)."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext_lazy

from leadtocash.areas.presales import events, permissions, queries, rules
from leadtocash.areas.presales.actions.common import done, locked
from leadtocash.areas.presales.models import Element, PresalesProject
from leadtocash.foundation.journal import recording
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.errors import Missing
from leadtocash.foundation.kernel.models import lock
from leadtocash.foundation.kernel.text import joined
from leadtocash.foundation.numbering.numbers import declare, next_number

SERIES = declare("presales_plan", gettext_lazy("Campaign plan"), "YXJH-{year}-{seq:04d}")
State = PresalesProject.State
TEXTS = ("findings", "goal", "strategy")


@transaction.atomic
def write_element(element: Element, values: Mapping[str, str], *, act: Act, revision: int | None = None) -> Element:
    """Write what was found of an element, its goal and its strategy; as far as given. Raises Stale."""
    project = locked(element.project, permissions.EDIT, act=act)
    rules.check_working(queries.facts_of(project))
    element = lock(element, revision=revision)
    element.project = project
    before = [getattr(element, name) for name in TEXTS]
    for name in TEXTS:
        if name in values:
            setattr(element, name, values[name].strip())
    if before != [getattr(element, name) for name in TEXTS]:
        data = {"element": str(element)}
        recording.save(element, events.ELEMENT_CHANGED, act=act, data=data)
        recording.write(project, events.ELEMENT_CHANGED, act=act, data=data)
    return element


@transaction.atomic
def finish_analysis(project: PresalesProject, step: str, *, act: Act) -> PresalesProject:
    """An analysis is done: all its elements have findings. step: one of rules.ANALYSES."""
    project = locked(project, permissions.EDIT, act=act)
    rules.check_complete(queries.facts_of(project), missing_for(project, step), clause=rules.ELEMENTS)
    labels = dict(Element.Kind.choices)
    recording.save(
        project, events.ANALYSED, act=act, data={"elements": joined(labels[k] for k in rules.ANALYSES[step])}
    )
    done(project, step, act=act)
    return project


@transaction.atomic
def finish_strategies(project: PresalesProject, *, act: Act) -> PresalesProject:
    """Goals and strategies of all elements stand."""
    project = locked(project, permissions.EDIT, act=act)
    rules.check_complete(queries.facts_of(project), missing_for(project, "strategies"), clause=rules.ELEMENTS)
    recording.save(project, events.STRATEGIES_SET, act=act)
    done(project, "strategies", act=act)
    return project


@transaction.atomic
def write_quality_plan(
    project: PresalesProject, text: str, *, act: Act, revision: int | None = None
) -> PresalesProject:
    """How quality is assured and checked on the way."""
    project = locked(project, permissions.EDIT, act=act, revision=revision)
    rules.check_working(queries.facts_of(project))
    project.quality_plan = text.strip()
    rules.check_words(project.quality_plan, field="quality_plan")
    return recording.save(project, events.QUALITY_PLANNED, act=act)


@transaction.atomic
def settle_plan(project: PresalesProject, *, act: Act) -> PresalesProject:
    """The plan stands (YXJH): from now on it is watched. Raises RuleError with what it still lacks."""
    project = locked(project, permissions.EDIT, act=act)
    rules.check_complete(queries.facts_of(project), missing_for(project, "plan"), clause=rules.PLAN)
    if project.planned_at is None:
        project.planned_at, project.plan_number = act.at, next_number(SERIES, act=act)
    if project.state == State.PLANNING:
        project.state = State.WATCHING
    recording.save(project, events.PLANNED, act=act, data={"number": project.plan_number})
    done(project, "plan", act=act)
    return project


def missing_for(project: PresalesProject, step: str) -> list[Missing]:
    """What keeps a step of analysis and planning from being done; page and refusal show the same list."""
    labels = {kind: str(label) for kind, label in Element.Kind.choices}
    facts, elements = queries.facts_of(project), list(project.elements.all())
    if step in rules.ANALYSES:
        return rules.analysis_missing(step, {one.kind: one.findings for one in elements}, labels=labels, facts=facts)
    if step == "strategies":
        told = [(one.kind, one.goal, one.strategy) for one in elements]
        return rules.strategies_missing(told, labels=labels, facts=facts)
    return rules.plan_missing(
        planned={one.kind for one in project.actions.all()}, risks=len(project.risks.all()),
        talks=len(project.communications.all()), quality=project.quality_plan, labels=labels, facts=facts,
    )  # fmt: skip
