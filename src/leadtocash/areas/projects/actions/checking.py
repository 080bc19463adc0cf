"""What must hold over all projects at any time, for `leadtocash check`."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count, F, Q, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from leadtocash.areas.contracts.models import Contract
from leadtocash.areas.projects.models import EquipmentLine, Project, Purchase
from leadtocash.areas.projects.queries.steps import CLOSING, SETUP, SIGNOFF
from leadtocash.foundation.access.scoping import kind_of
from leadtocash.foundation.kernel.checks import Problem
from leadtocash.foundation.workflow.models import ProcessInstance

State = Project.State
_NEEDS = {
    State.PREPARING: SETUP,
    State.IN_APPROVAL: SETUP,
    State.ARRIVED: SIGNOFF,
}


def arrivals_add_up() -> Iterator[Problem]:
    """Arrived and ordered of each order and line are the sums of what was recorded."""
    orders = Purchase.objects.annotate(
        came=Coalesce(Sum("arrivals__quantity", filter=Q(arrivals__taken_back_at=None)), 0)
    ).exclude(came=F("arrived"))
    for order in orders.select_related("project"):
        yield Problem(
            code="projects.arrivals",
            sentence=_("%(project)s, order %(order)s: %(kept)s arrived are kept, %(came)s were recorded.")
            % {"project": order.project.code, "order": order.po_number, "kept": order.arrived, "came": order.came},
        )
    live = Q(purchases__cancelled_on=None)
    lines = EquipmentLine.objects.annotate(
        came=Coalesce(Sum("purchases__arrived", filter=live), 0),
        bought=Coalesce(Sum("purchases__quantity", filter=live), 0),
    ).filter(~Q(came=F("arrived")) | ~Q(bought=F("ordered")) | Q(ordered__gt=F("quantity")))
    for line in lines.select_related("project"):
        yield Problem(
            code="projects.line_sums",
            sentence=_("%(project)s, line %(line)s: ordered or arrived does not add up to its orders.")
            % {"project": line.project.code, "line": line.position},
        )


def serials_complete() -> Iterator[Problem]:
    """A project that was signed for has exactly one serial number for each device that needs one."""
    lines = EquipmentLine.objects.filter(project__state__in=[State.SIGNED_OFF, State.CLOSED]).annotate(
        entered=Count("serials")
    )
    wrong = lines.filter(Q(needs_serial=True) & ~Q(entered=F("quantity")) | Q(needs_serial=False, entered__gt=0))
    for line in wrong.select_related("project"):
        yield Problem(
            code="projects.serials",
            sentence=_("%(project)s, line %(line)s: %(entered)s serial numbers for %(quantity)s devices.")
            % {"project": line.project.code, "line": line.position, "entered": line.entered,
               "quantity": line.quantity},
        )  # fmt: skip


def states_have_processes() -> Iterator[Problem]:
    """A project in a state that a process carries has that process running, and no closed one has any."""
    running: dict[int, set[str]] = {}
    rows = ProcessInstance.objects.filter(
        record_kind=kind_of(Project), process__in=[SETUP, SIGNOFF, CLOSING], state=ProcessInstance.State.RUNNING
    )
    for record_id, process in rows.values_list("record_id", "process"):
        running.setdefault(record_id, set()).add(process)
    for project in Project.objects.only("pk", "code", "state").iterator(chunk_size=2000):
        has, needs = running.get(project.pk, set()), _NEEDS.get(project.state)
        if needs and needs not in has:
            sentence = _("%(project)s is “%(state)s”, but its process does not run.")
            yield _problem(project, sentence)
        if has and project.state in (State.CLOSED, State.CANCELLED):
            yield _problem(project, _("%(project)s is “%(state)s”, but a process still runs."))


def contracts_in_force() -> Iterator[Problem]:
    """A project that goes on has a registered contract; only a closed one may stand on a replaced one."""
    gone = [Contract.State.CANCELLED, Contract.State.DRAFT]
    rows = Project.objects.exclude(state=State.CANCELLED).filter(contract__state__in=gone)
    for project in rows.only("pk", "code", "state"):
        yield _problem(project, _("%(project)s is “%(state)s”, but its contract is not in force."))


def closed_have_sheets() -> Iterator[Problem]:
    """Signed-off and closed projects rest on an accepted sheet, arrived ones have one."""
    rows = Project.objects.filter(state__in=[State.ARRIVED, State.SIGNED_OFF, State.CLOSED])
    bad = rows.filter(Q(sheet=None) | (~Q(state=State.ARRIVED) & ~Q(sheet__state="accepted")))
    for project in bad.only("pk", "code", "state"):
        yield _problem(project, _("%(project)s is “%(state)s” without the sheet that state rests on."))


def _problem(project: Project, sentence: str) -> Problem:
    values = {"project": project.code, "state": project.get_state_display()}
    return Problem(code="projects.states", sentence=sentence % values)
