"""Projects for tests, in every state, made by the real actions from registered contracts."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.files.base import ContentFile
from tests.cast import NOW, Cast

from leadtocash.areas.contracts.models import Contract
from leadtocash.areas.contracts.tests import factories as contracts
from leadtocash.areas.projects.actions import closing, purchasing, setup, signoff
from leadtocash.areas.projects.models import EquipmentLine, Project, Purchase
from leadtocash.areas.projects.rules.serials import Row
from leadtocash.foundation.documents.actions import attach
from leadtocash.foundation.workflow import actions as workflow
from leadtocash.foundation.workflow.models import WorkItem

SCAN = b"%PDF-1.4 the stamped sheet"
PLACE = {"delivery_place": "杭州市滨江区客户机房三楼", "delivery_on": date(2026, 12, 25)}


def lines() -> list[dict[str, Any]]:
    """Three servers with serial numbers of ten signs, one cable set without: 1,000,000 net at 30 % margin."""
    server = contracts.a_product("R7525", serial_pattern="[A-Z0-9]{10}", warranty_years=3)
    cables = contracts.a_product("CABLE-1", needs_serial=False, warranty_years=1)
    return [
        {"product": server, "quantity": 3, "unit_price": Decimal("339000.00"), "unit_cost": Decimal("210000.00")},
        {"product": cables, "quantity": 1, "unit_price": Decimal("113000.00"), "unit_cost": Decimal("70000.00")},
    ]


def prepared(cast: Cast, kind: str = "formal", *, at: datetime = NOW, **values: Any) -> Project:
    """The code is given; the account manager has the set-up task."""
    values.setdefault("lines", lines())
    if values.get("acceptance_needed"):
        values.setdefault("acceptance_terms", "到货安装后十日内验收")
    no_place = values.get("delivery_place") == ""
    if no_place:
        del values["delivery_place"]
    project = project_of(contracts.registered_contract(cast, kind, at=at, **values))
    if no_place:
        setup.save_setup(project, {"delivery_place": ""}, {}, act=cast.act("wang", at))
    return again(project)


def project_of(contract: Contract) -> Project:
    return Project.objects.select_related("owner", "contract", "department").get(contract=contract)


def submitted(cast: Cast, kind: str = "formal", *, at: datetime = NOW, **values: Any) -> Project:
    """In approval: the project administrator has it."""
    project = prepared(cast, kind, at=at, **values)
    setup.complete_setup(project, PLACE, {}, act=cast.act("wang", at))
    return again(project)


def set_up(cast: Cast, kind: str = "formal", *, at: datetime = NOW, **values: Any) -> Project:
    """Approved: commerce may buy."""
    project = submitted(cast, kind, at=at, **values)
    decide_all(cast, project, at=at)
    return again(project)


def bought(cast: Cast, *, at: datetime = NOW, **values: Any) -> Project:
    """Everything ordered and delivered, 'arrived' not set."""
    project = set_up(cast, at=at, **values)
    for line in project.lines.filter(is_service=False):
        order(cast, line, arrives=line.quantity, at=at)
    return again(project)


def order(cast: Cast, line: EquipmentLine, quantity: int = 0, *, arrives: int = 0, at: datetime = NOW) -> Purchase:
    values = {
        "supplier": "联强国际", "po_number": f"PO-{line.pk}", "quantity": quantity or line.quantity,
        "expected_on": date(2026, 11, 20), "unit_cost": line.unit_cost,
    }  # fmt: skip
    purchase = purchasing.order(line, values, act=cast.act("sun", at))
    if arrives:
        purchasing.record_arrival(purchase, quantity=arrives, arrived_on=at.date(), act=cast.act("sun", at))
    return purchase


def arrived(cast: Cast, *, at: datetime = NOW, **values: Any) -> Project:
    """The ten working days run."""
    project = bought(cast, at=at, **values)
    purchasing.set_arrived(project, act=cast.act("sun", at))
    return again(project)


def rows(project: Project, prefix: str = "") -> list[Row]:
    """A right serial number for every device."""
    prefix = prefix or f"S{project.pk:05d}"
    return [
        Row(line=line.pk, serial=f"{prefix}{line.position}{n:03d}")
        for line in project.lines.all()
        for n in range(line.needed_serials)
    ]


def scan(cast: Cast, project: Project, *, who: str = "wang", at: datetime = NOW) -> None:
    attach(project, ContentFile(SCAN, name="签收表.pdf"), act=cast.act(who, at), category="signoff_scan")


def complete(cast: Cast, *, at: datetime = NOW, **values: Any) -> Project:
    """Serial numbers, scan and signer are there; not handed in."""
    project = arrived(cast, at=at, **values)
    signoff.enter_serials(project, rows(project), act=cast.act("wang", at))
    signoff.save_sheet(project, {"customer_signer": "徐慧", "signed_on": at.date()}, act=cast.act("wang", at))
    scan(cast, project, at=at)
    return again(project)


def handed_in(cast: Cast, *, at: datetime = NOW, **values: Any) -> Project:
    project = complete(cast, at=at, **values)
    signoff.hand_in(project, act=cast.act("wang", at))
    return again(project)


def signed_off(cast: Cast, *, at: datetime = NOW, **values: Any) -> Project:
    project = handed_in(cast, at=at, **values)
    decide_all(cast, project, at=at)
    return again(project)


def closing_opened(cast: Cast, *, at: datetime = NOW, **values: Any) -> Project:
    project = signed_off(cast, at=at, **values)
    closing.open_closing(project, act=cast.act("wu", at))
    return again(project)


def closed(cast: Cast, *, at: datetime = NOW, **values: Any) -> Project:
    project = closing_opened(cast, at=at, **values)
    decide_all(cast, project, at=at)
    return closing.archive(again(project), act=cast.act("han", at), place="A-3-12")


def again(project: Project) -> Project:
    return Project.objects.select_related("owner", "contract", "department", "customer").get(pk=project.pk)


def open_items(project: Project) -> list[WorkItem]:
    found = WorkItem.objects.filter(
        instance__record_kind="projects.project", instance__record_id=project.pk, state="open"
    )
    return list(found.select_related("assignee", "activity", "instance").order_by("pk"))


def who_has(project: Project) -> list[tuple[str, str]]:
    """(step, user name) of everything that lies with somebody."""
    return [(item.activity.node, item.assignee.username) for item in open_items(project)]


def decide(
    cast: Cast, project: Project, who: str, decision: Any = "approve", comment: str = "", at: datetime = NOW
) -> None:
    item = next(item for item in open_items(project) if item.assignee.username == who)
    revision = again(project).revision
    workflow.decide(item, decision, act=cast.act(who, at), revision=revision, comment=comment)


def decide_all(cast: Cast, project: Project, at: datetime = NOW) -> None:
    """Everybody who has a decision agrees, until only work to do is left."""
    while True:
        found = [item for item in open_items(project) if item.activity.node in ("check", "approve", "confirm")]
        if not found:
            return
        decide(cast, project, found[0].assignee.username, at=at)
