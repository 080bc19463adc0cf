"""Set-up: the account manager completes the data and submits; the authority matrix decides (S0 2.3)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from leadtocash.areas.products.models import Product
from leadtocash.areas.projects import events, permissions
from leadtocash.areas.projects.models import EquipmentLine, Project
from leadtocash.areas.projects.queries.projects import lines_of
from leadtocash.areas.projects.queries.steps import SETUP, open_steps
from leadtocash.areas.projects.rules import setup, states
from leadtocash.foundation.access.gate import require
from leadtocash.foundation.journal import recording
from leadtocash.foundation.kernel import events as bus
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.models import lock
from leadtocash.foundation.workflow import actions as workflow

State = Project.State
FIELDS = ("title", "delivery_place", "delivery_on", "remark", "extra")


@transaction.atomic
def save_setup(
    project: Project,
    values: Mapping[str, Any],
    lines: Mapping[int, Mapping[str, Any]],
    *,
    act: Act,
    revision: int | None = None,
) -> Project:
    """Keep set-up data as far as entered: project fields, and per line id its `product` and `warranty_years`,
    or `is_service` for a line that is no equipment.

    Quantities and prices come from the contract and stay. Under approval it is refused, or, where the process says
    so, begins again with whoever fills it in. Raises RuleError once submitted, Stale when changed since.
    """
    project = lock(project, revision=revision)
    require(act.person, permissions.PREPARE, project)
    restarts = check_change(project, act=act)
    for name in FIELDS:
        if name in values:
            setattr(project, name, values[name])
    changed = [line for line in project.lines.all() if _fill(line, lines.get(line.pk, {}))]
    for line in changed:
        line.full_clean()
    EquipmentLine.objects.bulk_update(
        changed, ["product", "series", "model", "needs_serial", "warranty_years", "is_service"]
    )
    recording.save(project, events.LINES_CHANGED, act=act, data={"lines": len(changed)})
    if not restarts:
        return project
    workflow.restart(project, act=act, process=SETUP)
    return return_setup(project, act=act, reason="")


def check_change(project: Project, *, act: Act) -> bool:
    """May the set-up data be changed now? Give whether the approval begins again by it. Raises RuleError."""
    workflow.check_editable(project, act=act, process=SETUP)
    restarts = workflow.restarts_on_edit(project, process=SETUP)
    if not restarts:
        states.check_is_preparing(project)
    return restarts


@transaction.atomic
def submit_setup(project: Project, *, act: Act, revision: int | None = None) -> Project:
    """Send the set-up for approval. Raises RuleError with what is missing (S0 2.3.2)."""
    project = lock(project, revision=revision)
    require(act.person, permissions.PREPARE, project)
    setup.check_submission(project, lines_of(project))
    project.state, project.submitted_at = State.IN_APPROVAL, act.at
    recording.save(project, events.SUBMITTED, act=act)
    workflow.finish_step(project, "fill_in", act=act, process=SETUP)
    return project


@transaction.atomic
def complete_setup(
    project: Project,
    values: Mapping[str, Any],
    lines: Mapping[int, Mapping[str, Any]],
    *,
    act: Act,
    revision: int | None = None,
) -> Project:
    """Enter the last data and submit in one: nothing is kept when the submission is refused."""
    return submit_setup(save_setup(project, values, lines, act=act, revision=revision), act=act)


@transaction.atomic
def return_setup(project: Project, *, act: Act, reason: str) -> Project:
    """The set-up came back (rejected, sent back or recalled): the account manager may change it again."""
    project = lock(project)
    if project.state != State.IN_APPROVAL or "fill_in" not in open_steps(project, SETUP):
        return project
    project.state = State.PREPARING
    return recording.save(project, events.RETURNED, act=act, reason=reason)


@transaction.atomic
def begin_anew(project: Project, *, act: Act) -> Project:
    """The process of the set-up was given up: the account manager may change it, and its process begins anew."""
    project = lock(project)
    if project.state not in (State.PREPARING, State.IN_APPROVAL):
        return project
    if project.state == State.IN_APPROVAL:
        project.state = State.PREPARING
        recording.save(project, events.RETURNED, act=act)
    workflow.start(SETUP, project, act=act.as_system())
    return project


@transaction.atomic
def approve_setup(project: Project, *, act: Act) -> Project:
    """The set-up was approved: the project stands, purchasing may start (S0 2.3.2). Called by its process."""
    project = lock(project)
    project.state, project.set_up_at = State.SET_UP, act.at
    recording.save(project, events.SET_UP, act=act)
    bus.publish(events.ProjectSetUp(project_id=project.pk, act=act))
    return project


def _fill(line: EquipmentLine, values: Mapping[str, Any]) -> bool:
    before = (line.product_id, line.warranty_years, line.is_service)
    if "product" in values:
        product: Product | None = values["product"]
        if product is None or product.pk != line.product_id:
            line.product, line.series = product, product.series if product else None
            line.model = product.model if product else ""
            line.needs_serial = product.needs_serial if product else True
    if "warranty_years" in values:
        line.warranty_years = values["warranty_years"]
    if "is_service" in values:
        line.is_service = bool(values["is_service"]) and line.product_id is None
    if line.is_service:
        line.needs_serial, line.warranty_years = False, None
    return before != (line.product_id, line.warranty_years, line.is_service)
