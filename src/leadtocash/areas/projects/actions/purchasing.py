"""Purchasing and arrivals: commerce buys by the set-up data and sets 'arrived' when all is there (S0 2.4.2)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy

from leadtocash.areas.projects import events, limits, permissions
from leadtocash.areas.projects.models import Arrival, EquipmentLine, Project, Purchase, SignoffSheet
from leadtocash.areas.projects.queries.projects import line_totals, lines_of
from leadtocash.areas.projects.queries.steps import SIGNOFF
from leadtocash.areas.projects.rules import purchasing, states
from leadtocash.foundation.access.gate import require
from leadtocash.foundation.calendar import days
from leadtocash.foundation.journal import recording
from leadtocash.foundation.kernel import events as bus
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.models import lock
from leadtocash.foundation.numbering.numbers import declare, next_number
from leadtocash.foundation.packs.limits import number
from leadtocash.foundation.workflow import actions as workflow

SHEETS = declare("signoff_sheet", gettext_lazy("Sign-off sheet"), "QSMX-{year}-{seq:04d}")
State = Project.State


@transaction.atomic
def order(line: EquipmentLine, values: Mapping[str, Any], *, act: Act) -> Purchase:
    """Record an order for a line: supplier, po_number, quantity, ordered_on, expected_on, unit_cost, note.

    Without a unit cost (from those who may not see it) the line's own is taken.
    Raises RuleError before the set-up is approved and when more would be ordered than the list has.
    """
    project = lock(line.project)
    require(act.person, permissions.BUY, project)
    states.check_is_set_up(project)
    line = _locked(line)
    purchasing.check_order(line, values["quantity"])
    purchase = Purchase(**{"ordered_on": act.today, "unit_cost": line.unit_cost, **values}, project=project, line=line)
    recording.save(purchase, events.ORDERED, act=act, data=_words(line, purchase.quantity))
    _recount(line)
    recording.write(project, events.ORDERED, act=act, data=_words(line, purchase.quantity))
    return purchase


@transaction.atomic
def change_order(purchase: Purchase, values: Mapping[str, Any], *, act: Act, revision: int | None = None) -> Purchase:
    """Change an order; its quantity never below what has arrived nor beyond the list."""
    project, line, purchase = _open(purchase, act=act, revision=revision)
    quantity = values.get("quantity", purchase.quantity)
    purchasing.check_order_change(purchase, quantity)
    purchasing.check_order(line, quantity, before=purchase.quantity)
    for name, value in values.items():
        setattr(purchase, name, value)
    recording.save(purchase, events.ORDER_CHANGED, act=act, data={"number": purchase.po_number})
    _recount(line)
    recording.write(project, events.ORDER_CHANGED, act=act, data={"number": purchase.po_number})
    return purchase


@transaction.atomic
def cancel_order(purchase: Purchase, *, act: Act) -> Purchase:
    """Cancel an order of which nothing has arrived; the line may be ordered elsewhere."""
    project, line, purchase = _open(purchase, act=act)
    purchasing.check_order_cancel(purchase)
    purchase.cancelled_on = act.today
    recording.save(purchase, events.ORDER_CANCELLED, act=act, data={"number": purchase.po_number})
    _recount(line)
    recording.write(project, events.ORDER_CANCELLED, act=act, data={"number": purchase.po_number})
    return purchase


@transaction.atomic
def record_arrival(
    purchase: Purchase, *, quantity: int, arrived_on: date, act: Act, delivery_note: str = ""
) -> Arrival:
    """Record a delivery against an order, in part or in full. Raises RuleError beyond what was ordered."""
    project, line, purchase = _open(purchase, act=act)
    purchasing.check_arrival(purchase, quantity, arrived_on, today=act.today)
    arrival = Arrival(purchase=purchase, quantity=quantity, arrived_on=arrived_on, delivery_note=delivery_note)
    recording.save(arrival, events.ARRIVED_PART, act=act, data=_words(line, quantity))
    purchase.arrived += quantity
    recording.save(purchase, events.ARRIVED_PART, act=act, data=_words(line, quantity))
    _recount(line)
    recording.write(project, events.ARRIVED_PART, act=act, data=_words(line, quantity))
    return arrival


@transaction.atomic
def take_back_arrival(arrival: Arrival, *, act: Act) -> Arrival:
    """Undo an arrival entered by mistake, as long as the project is not set to arrived."""
    project, line, purchase = _open(arrival.purchase, act=act)
    arrival = lock(arrival)
    if arrival.taken_back_at is None:
        arrival.taken_back_at = act.at
        recording.save(arrival, events.ARRIVAL_TAKEN_BACK, act=act, data=_words(line, arrival.quantity))
        purchase.arrived -= arrival.quantity
        recording.save(purchase, events.ARRIVAL_TAKEN_BACK, act=act, data=_words(line, arrival.quantity))
        _recount(line)
        recording.write(project, events.ARRIVAL_TAKEN_BACK, act=act, data=_words(line, arrival.quantity))
    return arrival


@transaction.atomic
def set_arrived(project: Project, *, act: Act) -> Project:
    """Set the project to arrived; the working days of the sign-off run from today (S0 2.4.2, 2.4.3).

    Raises RuleError with the lines that are not all there.
    """
    project = lock(project)
    require(act.person, permissions.BUY, project)
    purchasing.check_all_arrived(project, lines_of(project))
    project.state, project.arrived_on = State.ARRIVED, act.today
    project.signoff_due_on = days.add(act.today, number(limits.SIGNOFF))
    recording.save(project, events.ARRIVED, act=act)
    sheet = SignoffSheet.objects.select_for_update().filter(project=project).first()
    if sheet is None:  # there is one already where added equipment had sent the project back (S0 2.4.4)
        sheet = SignoffSheet(project=project, number=next_number(SHEETS, act=act))
    recording.save(sheet, events.ARRIVED, act=act)
    workflow.start(SIGNOFF, project, act=act.as_system())
    bus.publish(events.ProjectArrived(project_id=project.pk, arrived_on=act.today, act=act))
    return project


def _open(purchase: Purchase, *, act: Act, revision: int | None = None) -> tuple[Project, EquipmentLine, Purchase]:
    project = lock(purchase.project)
    require(act.person, permissions.BUY, project)
    states.check_is_set_up(project)
    return project, _locked(purchase.line), lock(purchase, revision=revision)


def _locked(line: EquipmentLine) -> EquipmentLine:
    return EquipmentLine.objects.select_for_update().get(pk=line.pk)


def _recount(line: EquipmentLine) -> None:
    EquipmentLine.objects.filter(pk=line.pk).update(**line_totals(line))


def _words(line: EquipmentLine, quantity: int) -> dict[str, Any]:
    return {"quantity": quantity, "what": str(line)}
