"""Projects for the tests of orders, changes and cancellations, made by the real actions."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from tests.cast import NOW, Cast

from leadtocash.areas.contracts.tests import factories as contracts
from leadtocash.areas.projects.actions import change, coordination, purchasing, setup
from leadtocash.areas.projects.models import (
    Cancellation,
    CoordinationOrder,
    EquipmentChange,
    EquipmentLine,
    Project,
    SerialNumber,
)
from leadtocash.areas.projects.rules.coordination import Slot
from leadtocash.foundation.access.scoping import kind_of
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.workflow import actions as processes
from leadtocash.foundation.workflow.models import WorkItem

DAY = NOW.date()
LATER = NOW + timedelta(days=1)


def two_lines() -> list[dict[str, Any]]:
    """8 servers and 2 storages: 1,000,000.00 yuan with 13 % tax, cost 700,000.00."""
    storage = contracts.a_product("S9200", cost=Decimal("150000.00"), list_price=Decimal("300000.00"))
    server = contracts.a_product()
    return [
        {"product": server, "quantity": 8, "unit_price": Decimal("75000.00"), "unit_cost": Decimal("50000.00")},
        {"product": storage, "quantity": 2, "unit_price": Decimal("200000.00"), "unit_cost": Decimal("150000.00")},
    ]  # fmt: skip


def prepared(cast: Cast, kind: str = "formal", *, owner: str = "wang", at: datetime = NOW, **values: Any) -> Project:
    """A project that has its code and waits for set-up."""
    lines = values.pop("lines", None) or two_lines()
    contract = contracts.registered_contract(cast, kind, owner=owner, at=at, lines=lines, **values)
    return Project.objects.get(contract=contract)


def set_up(cast: Cast, kind: str = "formal", *, owner: str = "wang", at: datetime = NOW, **values: Any) -> Project:
    """A project whose set-up is approved: commerce may buy."""
    project = prepared(cast, kind, owner=owner, at=at, **values)
    entered = {line.pk: {"product": line.product, "warranty_years": 3} for line in project.lines.all()}
    header = {"delivery_place": "杭州市滨江区客户机房", "delivery_on": date(2026, 12, 25)}
    setup.save_setup(project, header, entered, act=cast.act(owner, at))
    setup.submit_setup(project, act=cast.act(owner, at))
    approve_all(project, at=at)
    return fresh(project)


def arrived(cast: Cast, *, at: datetime = NOW, **values: Any) -> Project:
    """A project whose equipment is all there, with its sign-off clock running."""
    project = set_up(cast, at=at, **values)
    for line in project.lines.all():
        buy(cast, line, line.quantity, arrives=line.quantity, at=at)
    return purchasing.set_arrived(fresh(project), act=cast.act("sun", at))


def buy(cast: Cast, line: EquipmentLine, quantity: int, *, arrives: int = 0, at: datetime = NOW) -> Any:
    """An order for a line, of which so many arrive."""
    values = {
        "supplier": "浪潮信息", "po_number": f"PO-{line.pk}-{quantity}", "quantity": quantity, "ordered_on": at.date(),
        "expected_on": at.date() + timedelta(days=10), "unit_cost": line.unit_cost,
    }  # fmt: skip
    line = EquipmentLine.objects.select_related("project").get(pk=line.pk)
    order = purchasing.order(line, values, act=cast.act("sun", at))
    if arrives:
        purchasing.record_arrival(order, quantity=arrives, arrived_on=at.date(), act=cast.act("sun", at))
    return order


def serials(line: EquipmentLine, *numbers: str) -> None:
    """Serial numbers of a line."""
    for number in numbers:
        SerialNumber.objects.create(project=line.project, line=line, serial=number, entered_at=NOW)


ORDER: dict[str, Any] = {
    "kind": "installation", "subject": "机房上架与调试", "needs": "8 台服务器上架、配置 RAID、装系统",
    "place": "杭州市滨江区客户机房",
    "wanted_from": DAY + timedelta(days=2), "wanted_to": DAY + timedelta(days=3), "contact_name": "何工",
    "contact_phone": "0571-8888 0000",
}  # fmt: skip


def an_order(
    cast: Cast, project: Project, *, owner: str = "wang", at: datetime = NOW, **values: Any
) -> CoordinationOrder:
    return coordination.ask_support(project, {**ORDER, **values}, act=cast.act(owner, at))


def a_scheduled_order(
    cast: Cast, project: Project, *, hours: str = "8", at: datetime = NOW, **values: Any
) -> CoordinationOrder:
    """Accepted by chu; shen comes on two days."""
    order = an_order(cast, project, at=at, **values)
    slots = [Slot(order.wanted_from, Decimal(hours)), Slot(order.wanted_to, Decimal(hours))]
    return coordination.accept_order(order, cast.shen, slots, act=cast.act("chu", at))


def a_change(cast: Cast, project: Project, *lines: dict[str, Any], at: datetime = NOW) -> EquipmentChange:
    return change.draft_change(project, "客户扩容，多要两台服务器", list(lines), act=cast.act("wang", at))


def approve_all(record: Any, *, at: datetime = NOW, reject: str = "") -> None:
    """Everybody who has it to decide approves, until nobody has; `reject` names who says no."""
    while item := next(iter(open_items(record, decide=True)), None):
        says_no = item.assignee.username == reject
        revision = type(record).objects.values_list("revision", flat=True).get(pk=record.pk)
        processes.decide(
            item, "reject" if says_no else "approve", act=Act(by=item.assignee, at=at, door="web"), revision=revision,
            comment="毛利太低" if says_no else "",
        )  # fmt: skip


def open_items(record: Any, *, decide: bool = False) -> list[WorkItem]:
    """Open work on a record; with `decide` only decisions."""
    rows = WorkItem.objects.filter(
        state="open", instance__record_kind=kind_of(record), instance__record_id=record.pk
    ).select_related("assignee", "activity", "instance")
    done_elsewhere = {
        "answer", "carry_out", "rate", "goods", "money", "fill_in", "hand_in", "correct", "archive", "revise",
    }  # fmt: skip
    return [item for item in rows.order_by("pk") if not decide or item.activity.node not in done_elsewhere]


def who_has(record: Any) -> list[tuple[str, str]]:
    """(step, person) of open work."""
    return [(item.activity.node, item.assignee.username) for item in open_items(record)]


def fresh(record: Any) -> Any:
    return type(record).objects.get(pk=record.pk)


def a_cancellation(cast: Cast, project: Project, *, at: datetime = NOW, **values: Any) -> Cancellation:
    from leadtocash.areas.projects.actions.cancellation import ask_cancellation

    given = {"cause": "customer_withdrew", "explanation": "客户取消了项目预算", **values}
    return ask_cancellation(project, given, act=cast.act("wang", at))
