"""Contracts for tests, made by the real actions: drafted, reviewed, registered."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.core.files.base import ContentFile
from tests.cast import NOW, Cast

from leadtocash.areas.contracts import actions
from leadtocash.areas.contracts.models import Contract
from leadtocash.areas.customers.actions import create_customer
from leadtocash.areas.customers.models import Customer
from leadtocash.areas.products.models import Category, Product, Series
from leadtocash.config.shipping import ship
from leadtocash.foundation.documents.actions import attach
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.search.keeping import keep
from leadtocash.foundation.workflow import actions as processes
from leadtocash.foundation.workflow.models import ProcessDefinition, WorkItem

PLAN: list[dict[str, Any]] = [
    {"event": "signing", "percent": Decimal(30), "days_after": 10},
    {"event": "before_delivery", "percent": Decimal(30), "days_after": 0},
    {"event": "receipt", "percent": Decimal(30), "days_after": 30},
    {"event": "warranty_end", "percent": Decimal(10), "days_after": 0},
]
COMPLETE: dict[str, Any] = {
    "delivery_on": date(2026, 12, 25),
    "delivery_place": "杭州市滨江区客户机房",
    "technical_terms": "按技术协议 V2 供货，整机三年质保。",
    "warranty_terms": "整机质保三年，自签收之日起。",
    "penalty_terms": "逾期每日万分之五，上限百分之五。",
}


def act(cast: Cast, name: str, at: datetime = NOW) -> Act:
    return Act(by=cast.people[name], at=at, door="web", where="127.0.0.1")


def a_product(model: str = "TS860-V5", **values: Any) -> Product:
    """A product of the catalogue, the same one when it is there."""
    found = Product.objects.filter(model=model).first()
    if found is not None:
        return found
    category = Category.objects.get_or_create(code="FW", defaults={"name": "服务器"})[0]
    series = Series.objects.get_or_create(category=category, code="FW-TS", defaults={"name": "TS 系列"})[0]
    facts: dict[str, Any] = {
        "name": "机架服务器", "list_price": Decimal("80000.00"), "floor_price": Decimal("60000.00"),
        "cost": Decimal("50000.00"), "warranty_years": 3, "created_at": NOW, "updated_at": NOW,
    }  # fmt: skip
    made = Product.objects.create(series=series, model=model, **{**facts, **values})
    keep("products.product", [made.pk])
    return made


def a_customer(cast: Cast, name: str = "浙江第二医院", owner: str = "wang", at: datetime = NOW) -> Customer:
    found = Customer.objects.filter(name=name).first()
    return found or create_customer({"name": name, "short_name": "浙二院"}, act=act(cast, owner, at))


def lines(quantity: int = 3, price: str = "90400.00", cost: str = "60000.00") -> list[dict[str, Any]]:
    """Two lines: so many servers, and a service. Margin of the usual ones about 24 %."""
    return [
        {"product": a_product(), "quantity": quantity, "unit_price": Decimal(price), "unit_cost": Decimal(cost)},
        {
            "description": "安装调试服务", "quantity": 1, "unit": "项", "unit_price": Decimal("10000.01"),
            "tax_rate": Decimal("6.0"), "unit_cost": Decimal("6000.00"),
        },
    ]  # fmt: skip


def draft_contract(cast: Cast, *, owner: str = "wang", at: datetime = NOW, **values: Any) -> Contract:
    """A complete draft, ready to be submitted; `lines`, `terms`, `kind` and header fields may be given."""
    given = dict(values)
    rows, plan = given.pop("lines", None), given.pop("terms", None)
    header = {**COMPLETE, "title": "服务器与存储扩容", **given}
    if header.get("kind") == "virtual":
        header.setdefault("virtual_reason", "客户要求年内到货，正式合同待其招标办盖章")
        header.setdefault("expected_signing_on", at.date() + timedelta(days=30))
    header.setdefault("customer", None)
    header["customer"] = header["customer"] or a_customer(cast, owner=owner, at=at)
    return actions.draft_contract(
        header,
        lines=lines() if rows is None else rows,
        terms=PLAN if plan is None else plan,
        act=act(cast, owner, at),
    )


def submitted_contract(cast: Cast, *, owner: str = "wang", at: datetime = NOW, **values: Any) -> Contract:
    """A contract in the hands of the departments."""
    shipped()
    return actions.submit_contract(draft_contract(cast, owner=owner, at=at, **values), act=act(cast, owner, at))


def passed_contract(cast: Cast, *, owner: str = "wang", at: datetime = NOW, **values: Any) -> Contract:
    """A contract everybody agreed to, waiting for registration."""
    contract = submitted_contract(cast, owner=owner, at=at, **values)
    agree(contract, at=at)
    return Contract.objects.get(pk=contract.pk)


def registered_contract(
    cast: Cast, kind: str = "formal", *, owner: str = "wang", at: datetime = NOW, **values: Any
) -> Contract:
    """A contract with its number and project code (zhou registers it)."""
    contract = passed_contract(cast, owner=owner, at=at, kind=kind, **values)
    return actions.register_contract(contract, act=act(cast, "zhou", at), signed_on=at.date())


def replaced_contract(cast: Cast, *, at: datetime = NOW) -> tuple[Contract, Contract]:
    """A virtual contract and the registered formal one that took its place."""
    virtual = registered_contract(cast, "virtual", at=at)
    formal = actions.draft_replacement(virtual, act=act(cast, "wang", at))
    actions.submit_contract(formal, act=act(cast, "wang", at))
    agree(formal, at=at)
    formal = actions.register_contract(Contract.objects.get(pk=formal.pk), act=act(cast, "zhou", at))
    return Contract.objects.get(pk=virtual.pk), formal


def open_items(contract: Contract, step: str = "") -> list[WorkItem]:
    rows = WorkItem.objects.filter(
        instance__record_kind="contracts.contract", instance__record_id=contract.pk, state="open"
    ).select_related("assignee", "activity", "instance")
    return list((rows.filter(activity__node=step) if step else rows).order_by("pk"))


def agree(
    contract: Contract, *, at: datetime = NOW, except_for: Callable[[WorkItem], bool] = lambda _item: False
) -> None:
    """Everybody who has it to decide approves, until nobody has."""
    while True:
        items = [
            item
            for item in open_items(contract)
            if item.activity.node in ("countersign", "authority", "approve") and not except_for(item)
        ]
        if not items:
            return
        decide(items[0], "approve", at=at)


def decide(item: WorkItem, decision: Any, *, comment: str = "", at: datetime = NOW) -> None:
    """The person who has it decides on the contract as it is now."""
    revision = Contract.objects.values_list("revision", flat=True).get(pk=item.instance.record_id)
    processes.decide(item, decision, act=Act(by=item.assignee, at=at, door="web"), revision=revision, comment=comment)


def reject(contract: Contract, who: str, comment: str, *, at: datetime = NOW) -> None:
    """This person, who has it, rejects."""
    item = next(one for one in open_items(contract) if one.assignee.username == who)
    decide(item, "reject", comment=comment, at=at)


def attach_text(cast: Cast, contract: Contract, *, category: str = "contract_text", who: str = "wang") -> None:
    file = ContentFile(b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n", name="contract.pdf")
    attach(contract, file, act=act(cast, who), category=category)


def shipped() -> None:
    """Where the database was made before the processes were there: publish them now."""
    if not ProcessDefinition.objects.filter(key="contract_review").exists():
        ship()
