"""Coordination orders, equipment changes and cancellations: their processes, panels, menu entries, blockers.

Imported by `wiring.py`; kept apart so that both stay readable.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from leadtocash.areas.contracts.models import Contract
from leadtocash.areas.contracts.rules import blockers as contract_blockers
from leadtocash.areas.customers.permissions import SEE_PHONE
from leadtocash.areas.projects import permissions
from leadtocash.areas.projects.actions import cancellation, change, coordination
from leadtocash.areas.projects.models import Cancellation, CoordinationOrder, EquipmentChange, Project
from leadtocash.areas.projects.queries import cancellation as cancellation_queries
from leadtocash.areas.projects.queries import change as change_queries
from leadtocash.areas.projects.queries import coordination as coordination_queries
from leadtocash.areas.projects.rules import change as change_rules
from leadtocash.areas.projects.rules import coordination as coordination_rules
from leadtocash.areas.projects.rules.blockers import blockers
from leadtocash.foundation.access.fields import masked_phone, protect
from leadtocash.foundation.access.gate import allowed
from leadtocash.foundation.authority.matrix import ShippedRow, ship
from leadtocash.foundation.documents.registry import Holder, holders
from leadtocash.foundation.kernel.errors import Offer, RuleError
from leadtocash.foundation.kernel.events import listen
from leadtocash.foundation.web.navigation import Entry, entries
from leadtocash.foundation.web.panels import Panel, panels
from leadtocash.foundation.workflow.events import ProcessEnded, WorkItemsOpened
from leadtocash.foundation.workflow.registry import Fact, FactValue, Link, Subject, services, subjects

LARGE, LOW = Decimal(2_000_000), Decimal("0.15")
KINDS = {"formal": _("Formal contract"), "virtual": _("Virtual contract")}

# ---------------------------------------------------------------- who approves
ship(
    "equipment_change",
    _("Equipment change"),
    letter="SB",
    rows=[
        ShippedRow(roles=("bu_manager",), amount_to=LARGE, margin_from=LOW, clause="S0 2.1.2"),
        ShippedRow(roles=("bu_manager", "sales_vp"), amount_to=LARGE, margin_to=LOW, clause="S0 2.1.3"),
        ShippedRow(roles=("bu_manager", "sales_vp"), amount_from=LARGE, clause="S0 2.1.3"),
    ],
)
ship(
    "cancellation",
    _("Cancellation"),
    letter="CX",
    rows=[
        ShippedRow(roles=("bu_manager",), amount_to=LARGE, clause="S0 2.7"),
        ShippedRow(roles=("bu_manager", "sales_vp"), amount_from=LARGE, clause="S0 2.7"),
    ],
)


# ---------------------------------------------------------------- how the engine sees the papers
def _link(label: Any, name: str, record: Any) -> Link:
    return Link(label, reverse(f"projects:{name}", args=[record.pk]))


def _do_order(order: CoordinationOrder, step: str) -> Link | None:
    links = {
        "answer": (_("Accept and schedule"), "coordination-acceptance"),
        "carry_out": (_("Report the result"), "coordination-report"),
        "rate": (_("Rate"), "coordination-rating"),
    }
    return _link(*links[step], order) if step in links else None


def _do_cancellation(form: Cancellation, step: str) -> Link | None:
    links = {
        "goods": (_("Settle purchases"), "cancellation-goods"),
        "money": (_("Settle money"), "cancellation-money"),
        "carry_out": (_("Carry out"), "cancellation"),
    }
    return _link(*links[step], form) if step in links else None


def _facts_of_change(record: EquipmentChange) -> Mapping[str, FactValue]:
    margin = (record.net_after - record.cost_after) / record.net_after if record.net_after else Decimal(0)
    return {
        "amount": record.amount_after,
        "margin": margin,
        "amount_delta": record.amount_delta,
        "contract_kind": "virtual" if record.project.is_virtual else "formal",
    }


protect("projects.project", "cost_amount", "margin_percent", "margin_share", permission=permissions.SEE_MARGIN)
protect("projects.equipmentline", "unit_cost", permission=permissions.SEE_MARGIN)
protect("projects.purchase", "unit_cost", permission=permissions.SEE_MARGIN)
protect("projects.equipmentchange", "cost_before", "cost_after", permission=permissions.SEE_MARGIN)
protect("projects.changeline", "unit_cost", permission=permissions.SEE_MARGIN)
protect("projects.equipmentversion", "cost_amount", permission=permissions.SEE_MARGIN)
protect("projects.coordinationorder", "contact_phone", permission=SEE_PHONE, mask=masked_phone)

subjects.add(
    "projects.coordinationorder",
    Subject(
        title=str,
        owner=lambda order: order.project.owner,
        department=lambda order: order.project.department,
        url=lambda order: order.get_absolute_url(),
        facts=lambda order: {"is_accepted": order.state == CoordinationOrder.State.SCHEDULED},
        fact_types={"is_accepted": Fact(_("accepted"), "flag")},
        people={"technician": lambda order: order.technician},
        do=_do_order,
    ),
)
subjects.add(
    "projects.equipmentchange",
    Subject(
        title=lambda record: f"{record.number} {record.project.title}",
        owner=lambda record: record.project.owner,
        department=lambda record: record.project.department,
        url=lambda record: record.get_absolute_url(),
        facts=_facts_of_change,
        fact_types={
            "amount": Fact(_("amount after"), "money"),
            "margin": Fact(_("gross margin"), "number"),
            "amount_delta": Fact(_("difference of the amount"), "number"),
            "contract_kind": Fact(_("contract kind"), "choice", KINDS),
        },
        amount="amount_after",
    ),
)
subjects.add(
    "projects.cancellation",
    Subject(
        title=lambda record: f"{record.number} {record.project.title}",
        owner=lambda record: record.project.owner,
        department=lambda record: record.project.department,
        url=lambda record: record.get_absolute_url(),
        facts=lambda record: {
            "amount": record.project.amount,
            "contract_kind": "virtual" if record.project.is_virtual else "formal",
            "cause": record.cause,
        },
        fact_types={
            "amount": Fact(_("amount with tax"), "money"),
            "contract_kind": Fact(_("contract kind"), "choice", KINDS),
            "cause": Fact(_("cause"), "choice", dict(Cancellation.Cause.choices)),
        },
        do=_do_cancellation,
        amount="project__amount",
    ),
)
services.add("projects.coordination_noted", coordination.note_on_project)
services.add("projects.change_in_force", change.put_in_force)
services.add("projects.change_refused", change.refuse)
services.add("projects.cancellation_approved", cancellation.approve)
services.add("projects.cancellation_refused", cancellation.refuse)
listen(ProcessEnded, coordination.withdrawn)
listen(WorkItemsOpened, coordination.handed_on)
listen(ProcessEnded, change.taken_back)
listen(ProcessEnded, cancellation.taken_back)

# ---------------------------------------------------------------- what holds what up
blockers.add("equipment_change", change_queries.open_change_blocks)
blockers.add("cancellation", cancellation_queries.cancellation_blocks)


def _live_project(contract: Contract) -> RuleError | None:
    """A contract with a live project is cancelled by the project's own form (S0 2.7)."""
    live = Project.objects.filter(contract=contract).exclude(state=Project.State.CANCELLED).first()
    if live is None:
        return None
    if live.state == Project.State.CLOSED:
        sentence, offer = _now("Project %(code)s of this contract is closed; it is not cancelled any more."), None
    else:
        sentence = _now("Project %(code)s lives on this contract; both are cancelled by the project's form.")
        url = reverse("projects:new-cancellation", args=[live.pk])
        offer = Offer(label=_now("Fill in the form"), href=url)
    return RuleError(sentence % {"code": live.code}, code="project_lives", clause="S0 2.7", offer=offer)


contract_blockers.add("project", _live_project)


# ---------------------------------------------------------------- the project's page
def _orders(request: HttpRequest, project: Any) -> dict[str, Any]:
    person: Any = request.user
    found = list(coordination_queries.of_project(project, person))
    may = allowed(person, permissions.COORDINATE, project) and not coordination_rules.asking_missing(project)
    return {
        "orders": [{"order": order, "state": coordination_rules.TONES[order.state]} for order in found],
        "new_url": reverse("projects:new-coordination", args=[project.pk]) if may else "",
    }


def _changes(request: HttpRequest, project: Any) -> dict[str, Any]:
    person: Any = request.user
    may = allowed(person, permissions.CHANGE, project)
    return {
        "changes": [
            {"change": one, "state": change_rules.TONES[one.state]} for one in change_queries.of_project(project)
        ],
        "new_url": reverse("projects:new-equipment-change", args=[project.pk]) if may else "",
        "versions_url": reverse("projects:equipment-versions", args=[project.pk]),
    }


def _cancelling(request: HttpRequest, project: Any) -> dict[str, Any] | None:
    form = cancellation_queries.latest(project)
    return {"form": form} if form else None


panels.add(
    "coordination",
    Panel(
        kind="projects.project", place="tab", label=_("Coordination"), template="projects/coordination_tab.html",
        context=_orders, order=30, count=lambda person, project: project.coordination_orders.count(),
    ),
)  # fmt: skip
panels.add(
    "changes",
    Panel(
        kind="projects.project", place="tab", label=_("Equipment changes"), template="projects/change_tab.html",
        context=_changes, order=40, count=lambda person, project: project.equipment_changes.count(),
    ),
)  # fmt: skip
panels.add(
    "cancellation",
    Panel(
        kind="projects.project", place="top", label=_("Cancellation"), template="projects/cancellation_panel.html",
        context=_cancelling, order=10,
    ),
)  # fmt: skip


# ---------------------------------------------------------------- menu, files
def _to_schedule(person: Any) -> tuple[int, bool]:
    return coordination_queries.waiting_for(person)


entries.add(
    "coordination",
    Entry(
        group="projects", label=_("Task coordination orders"), icon="users", order=20,
        url_name="projects:coordinations",
        may=lambda person: any(
            allowed(person, one) for one in (permissions.VIEW, permissions.SCHEDULE, permissions.DO_SUPPORT)
        ),
        count=_to_schedule,
    ),
)  # fmt: skip
entries.add(
    "equipment-changes",
    Entry(
        group="projects", label=_("Equipment changes"), icon="replace", url_name="projects:equipment-changes", order=24,
        may=lambda person: allowed(person, permissions.VIEW),
    ),
)  # fmt: skip
entries.add(
    "cancellations",
    Entry(
        group="projects", label=_("Cancellations"), icon="x", url_name="projects:cancellations", order=28,
        may=lambda person: allowed(person, permissions.CARRY_OUT_CANCEL) or allowed(person, permissions.CANCEL),
    ),
)  # fmt: skip


def _order_files(order: Any, category: str) -> None:
    still = (*coordination_rules.STILL_OPEN, CoordinationOrder.State.DONE)
    coordination_rules.check_stands_at(order, *still)


holders.add("projects.coordinationorder", Holder(permission=permissions.ATTACH_TO_ORDER, check=_order_files))
holders.add("projects.equipmentchange", Holder(permission=permissions.CHANGE))
holders.add("projects.cancellation", Holder(permission=permissions.CANCEL))
