"""Money for tests. Contracts stand there as registered, without the long way through review; see also contracts."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from itertools import count
from typing import Any

from tests.cast import NOW, Cast

from leadtocash.areas.contracts.models import Contract, PaymentTerm
from leadtocash.areas.customers.models import Customer
from leadtocash.areas.customers.tests.factories import a_customer
from leadtocash.areas.projects.models import EquipmentLine, Project, SerialNumber
from leadtocash.areas.receivables import actions
from leadtocash.areas.receivables.models import Receipt, Receivable
from leadtocash.foundation.kernel.act import Act

_numbers = count(1)
#: event, percent, yuan, days after
Plan = list[tuple[str, str, str, int]]
PLAN: Plan = [
    ("signing", "30", "30000.00", 10),
    ("before_delivery", "40", "40000.00", 0),
    ("receipt", "20", "20000.00", 30),
    ("warranty_end", "10", "10000.00", 0),
]


def act(cast: Cast, name: str = "qian", at: datetime = NOW) -> Act:
    return cast.act(name, at)


def a_contract(cast: Cast, *, owner: str = "wang", plan: Plan = PLAN, **fields: Any) -> Contract:
    """A registered contract of 100,000.00 yuan signed on 2026-10-20, with its payment plan but no receivables yet."""
    person = cast.people[owner]
    customer = fields.pop("customer", None) or a_customer(cast.act(owner))
    amount = sum((Decimal(part[2]) for part in plan), Decimal(0))
    net = (amount / Decimal("1.13")).quantize(Decimal("0.01"))
    number = next(_numbers)
    contract = Contract.objects.create(
        **{
            "number": f"HT-2026-9{number:03d}", "draft_number": f"CG-2026-9{number:03d}",
            "project_code": f"XM-2026-9{number:03d}", "state": "registered", "title": "服务器与存储扩容",
            "customer": customer, "owner": person, "department": customer.department,
            "signed_on": date(2026, 10, 20), "delivery_on": date(2026, 12, 25), "amount": amount,
            "net_amount": net, "tax_amount": amount - net, "cost_amount": Decimal("60000.00"), "registered_at": NOW,
            "created_at": NOW, "updated_at": NOW, **fields,
        }
    )  # fmt: skip
    for position, (event, percent, yuan, days) in enumerate(plan, start=1):
        PaymentTerm.objects.create(
            contract=contract, position=position, event=event, percent=Decimal(percent), amount=Decimal(yuan),
            days_after=days,
        )  # fmt: skip
    return contract


def owed(cast: Cast, contract: Contract | None = None, **fields: Any) -> list[Receivable]:
    """The receivables of a contract (a new one unless given), in the order of its plan."""
    return actions.fit_plan(contract or a_contract(cast, **fields), act=act(cast, "zhou"))


def a_receipt(cast: Cast, customer: Customer, amount: str = "50000.00", **fields: Any) -> Receipt:
    values = {
        "customer": customer,
        "received_on": date(2026, 11, 9),
        "amount": Decimal(amount),
        "bank_reference": f"ICBC{next(_numbers):06d}",
        **fields,
    }
    return actions.record_receipt(values, act=act(cast))


def a_project(contract: Contract, *, serials: list[str] | None = None, years: int | None = 3, **fields: Any) -> Project:
    """The contract's project with one line; arrived, signed or closed by the fields given."""
    project = Project.objects.create(
        code=contract.project_code,
        title=contract.title,
        contract=contract,
        customer=contract.customer,
        owner=contract.owner,
        department=contract.department,
        amount=contract.amount,
        net_amount=contract.net_amount,
        cost_amount=contract.cost_amount,
        state="set_up",
        prepared_at=NOW,
        created_at=NOW,
        updated_at=NOW,
        task_number=f"LXRW-{contract.project_code}",
    )
    line = EquipmentLine.objects.create(
        project=project, position=1, description="机架服务器", model="TS860-V5", quantity=max(len(serials or []), 1),
        warranty_years=years,
    )  # fmt: skip
    for serial in serials or []:
        SerialNumber.objects.create(project=project, line=line, serial=serial, entered_at=NOW)
    if fields:
        Project.objects.filter(pk=project.pk).update(**fields)
    return Project.objects.select_related("contract").get(pk=project.pk)


def closed(contract: Contract, **values: Any) -> Project:
    """A project signed off on 2026-11-06 and closed on 2026-11-09."""
    return a_project(
        contract, **values, state="closed", arrived_on=date(2026, 11, 2), signoff_due_on=date(2026, 11, 16),
        signed_on=date(2026, 11, 6), closed_on=date(2026, 11, 9),
    )  # fmt: skip
