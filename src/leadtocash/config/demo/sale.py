"""One sale of the demo company, told step by step through the same actions as real use."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.core.files.base import ContentFile
from django.db import models

from leadtocash.areas.contracts import actions as contracts
from leadtocash.areas.contracts.models import Contract
from leadtocash.areas.customers.models import Customer
from leadtocash.areas.opportunities import actions as opportunities
from leadtocash.areas.opportunities.models import Opportunity, Stage
from leadtocash.areas.projects.actions import closing, purchasing, setup, signoff
from leadtocash.areas.projects.models import EquipmentLine, Project, Purchase
from leadtocash.areas.projects.rules.serials import Row
from leadtocash.areas.receivables import actions as money_in
from leadtocash.areas.receivables.models import Receivable, RevenueEntry
from leadtocash.config.demo import gates
from leadtocash.config.demo.basics import Company
from leadtocash.config.demo.pace import STEPS, Pace
from leadtocash.config.demo.paper import sheet_pdf
from leadtocash.config.demo.times import money
from leadtocash.foundation.access.scoping import kind_of
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.documents.actions import attach
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.workflow import actions as workflow
from leadtocash.foundation.workflow.models import WorkItem


@dataclass
class Sale:
    """A sale on its way; `back` is how many working days ago the last step was, `span` how many it took."""

    company: Company
    customer: Customer
    seller: User
    subject: str
    product_models: list[str]
    chance: random.Random
    kind: str = "formal"
    discount: float = 0.94
    scale: int = 1
    back: float = 0
    opportunity: Opportunity | None = None
    contract: Contract | None = None
    project: Project | None = None
    pace: Pace = field(default_factory=Pace)
    span: float = 0.0

    def tell(self, until: str, *, idle: float, before: Mapping[str, Callable[[Sale], None]] | None = None) -> Sale:
        """Go through all steps up to `until`, which happens `idle` working days ago.

        `before`: what happens a little before some of the steps.
        """
        steps = STEPS[: STEPS.index(until) + 1]
        self.back = idle + sum(self.pace.gaps[step] for step in steps)
        for step in steps:
            then = self.back - self.pace.gaps[step]
            if before and step in before:
                self.back -= self.pace.gaps[step] * 0.3
                before[step](self)
            self.span, self.back = max(self.back - then, 0.0), then
            getattr(self, f"_{step}")()
        return self

    def act(self, login: str = "") -> Act:
        return self.company.act(login, self.back) if login else self.company.by(self.seller, self.back)

    # ---- winning it
    def _opened(self) -> None:
        lines = [
            {
                "product": self.company.products[model],
                "quantity": max(1, self.scale * self.chance.choice((1, 2, 2, 3, 4))),
                "unit_price": self._price(model),
            }
            for model in self.product_models
        ]
        values = {"name": self.subject, "customer": self.customer, "need": self.company.words["need"]}
        values["expected_close_on"] = self.company.past.day(max(self.back - 22, 0))
        self.opportunity = opportunities.create_opportunity(values, lines=lines, act=self.act())

    def _price(self, model: str) -> Decimal:
        listed = self.company.products[model].list_price
        return money(round(float(listed) * 1.13 * self.discount, -1))

    def _won(self) -> None:
        assert self.opportunity is not None
        last = Stage.objects.filter(method=self.opportunity.method_id).order_by("-position").first()
        assert last is not None
        if self.opportunity.stage_id != last.pk:
            self.back += 1
            self.opportunity = gates.move_on(self.opportunity, last, self.act)
            self.back -= 1
        gates.pass_gate(self.opportunity, [last], act=self.act())
        self.opportunity.refresh_from_db()
        reason = self.company.words["win_reason"]
        self.opportunity = opportunities.win_opportunity(self.opportunity, act=self.act(), reason=reason)

    # ---- the contract
    def _drafted(self) -> None:
        assert self.opportunity is not None
        words = self.company.words
        names = ("delivery_terms", "technical_terms", "warranty_terms", "penalty_terms")
        values: dict[str, Any] = {name: words[name] for name in names}
        values |= {
            "kind": self.kind,
            "delivery_on": self.company.past.day(max(self.back - 30, 0)),
            "delivery_place": f"{self.customer.region}{self.customer.short_name}",
            "acceptance_needed": self.scale > 2,
            "acceptance_terms": words["acceptance_terms"] if self.scale > 2 else "",
        }
        if self.kind == "virtual":
            values["virtual_reason"] = words["virtual_reason"]
            values["expected_signing_on"] = self.company.past.day(max(self.back - 20, 0))
        plan = self.chance.choice(
            (
                ((30, 10), (30, 0), (30, 30), (10, 0)),
                ((50, 5), (0, 0), (45, 15), (5, 0)),
                ((20, 7), (40, 0), (30, 30), (10, 0)),
            )
        )
        events = ("signing", "before_delivery", "receipt", "warranty_end")
        terms = [
            {"event": event, "percent": Decimal(percent), "days_after": after}
            for event, (percent, after) in zip(events, plan, strict=True)
            if percent
        ]
        self.contract = contracts.draft_from_opportunity(self.opportunity, values, terms=terms, act=self.act())

    def _submitted(self) -> None:
        assert self.contract is not None
        self.contract = contracts.submit_contract(self.contract, act=self.act())

    def _reviewed(self) -> None:
        self.decide_all("countersign", within=self.span)

    def _authorised(self) -> None:
        self.decide_all("authority", within=self.span)

    def _registered(self) -> None:
        assert self.contract is not None
        fresh = Contract.objects.get(pk=self.contract.pk)
        signed = None if self.kind == "virtual" else self.company.past.day(self.back)
        self.contract = contracts.register_contract(fresh, act=self.act("zhoujing"), signed_on=signed)
        self.project = Project.objects.get(code=self.contract.project_code)
        self.pay("signing", late=1)

    # ---- the project
    def _filled_in(self) -> None:
        assert self.project is not None
        data = {line.pk: {"warranty_years": line.product.warranty_years} for line in self._lines() if line.product}
        self.project = setup.save_setup(self.project, {}, data, act=self.act())
        self.project = setup.submit_setup(self.project, act=self.act())

    def _checked(self) -> None:
        self.decide_all("check", within=self.span)

    def _set_up(self) -> None:
        self.decide_all("approve", within=self.span)

    def _ordered(self) -> None:
        words = self.company.words
        buyer = self.chance.choice(("sunli", "dingna", "caohui"))
        for number, line in enumerate(self._lines()):
            values = {
                "supplier": words[f"supplier_{'abc'[number % 3]}"],
                "po_number": f"PO-{self._current().pk:04d}-{number + 1}",
                "quantity": line.quantity,
                "expected_on": self.company.past.day(max(self.back - 12, 0)),
                "unit_cost": line.unit_cost,
            }
            purchasing.order(line, values, act=self.act(buyer))

    def _part_arrived(self) -> None:
        purchase = Purchase.objects.filter(project=self._current()).order_by("pk").first()
        assert purchase is not None
        self._arrive(purchase, max(1, purchase.quantity // 2))

    def _all_there(self) -> None:
        for purchase in Purchase.objects.filter(project=self._current()).order_by("pk"):
            if purchase.quantity > purchase.arrived:
                self._arrive(purchase, purchase.quantity - purchase.arrived)
        self.pay("before_delivery", late=0)

    def _arrive(self, purchase: Purchase, quantity: int) -> None:
        day = self.company.past.day(self.back)
        purchasing.record_arrival(purchase, quantity=quantity, arrived_on=day, act=self.act("sunli"))

    def _arrived(self) -> None:
        self.project = purchasing.set_arrived(self._current(), act=self.act("sunli"))

    def serial_rows(self, *, leave_out: int = 0) -> list[Row]:
        """The serial numbers of all devices, the last ones left out where wanted."""
        found = []
        for line in self._lines():
            if not line.needs_serial:
                continue
            prefix = self.company.prefixes.get(line.model, "") or "SN"
            for number in range(1, line.quantity + 1):
                serial = f"{prefix}{self._current().pk:04d}{line.position:02d}{number:04d}"
                found.append(
                    Row(line=line.pk, serial=serial, box=f"ZX-{self._current().pk:03d}{(number + 3) // 4:02d}")
                )
        return found[: len(found) - leave_out] if leave_out else found

    def _serials(self) -> None:
        signoff.enter_serials(self._current(), self.serial_rows(), act=self.act())

    def _handed_in(self) -> None:
        words = self.company.words
        project = self._current()
        values = {"customer_signer": words["signer"], "signed_on": self.company.past.day(self.back)}
        signoff.save_sheet(project, values, act=self.act())
        scan = ContentFile(sheet_pdf(f"{words['pdf']} {project.code}"), name=f"{project.code}.pdf")
        attach(project, scan, act=self.act(), category="signoff_scan")
        signoff.hand_in(self._current(), act=self.act())

    def _signed_off(self) -> None:
        self.decide_all("check", within=self.span)

    def _closing(self) -> None:
        closing.open_closing(self._current(), act=self.act("wufang"))
        self.pay("receipt", late=-2)

    def _confirmed(self) -> None:
        self.decide_all("confirm", within=self.span)

    def _closed(self) -> None:
        closing.archive(self._current(), act=self.act("hanmei"))

    def _recognised(self) -> None:
        entry = RevenueEntry.objects.get(project=self._current())
        money_in.recognise(entry, act=self.act("qianhui"))

    # ---- what several steps need
    def decide_all(self, step: str, *, most: int = 99, record: models.Model | None = None, within: float = 0.0) -> None:
        """Those who have this step agree, in the order of their items, at most so many, within so many days."""
        left = within * 0.85
        for _n in range(most):
            item = self.open_item(step, record)
            if item is None:
                return
            left *= self.pace.chance.uniform(0.35, 0.9)
            self.decide(item, "approve", early=left)

    def open_item(self, step: str, record: models.Model | None = None) -> WorkItem | None:
        """The next open item of a step on the project, else on the contract, or on the record given."""
        target = record or (self.project if self.project is not None else self.contract)
        assert target is not None
        rows = WorkItem.objects.filter(
            instance__record_kind=kind_of(target), instance__record_id=target.pk, state="open", activity__node=step
        )
        return rows.select_related("assignee", "activity", "instance").order_by("pk").first()

    def decide(self, item: WorkItem, decision: Any, comment: str = "", *, early: float = 0.0) -> None:
        """The person who has it decides on the record as it is now, so many working days before this step."""
        record: Any = apps.get_model(item.instance.record_kind)._base_manager.get(pk=item.instance.record_id)
        who = self.company.by(item.assignee, self.back + early)
        looked_at = item.opened_at + (who.at - item.opened_at) * (item.pk * 37 % 90) / 100
        workflow.mark_seen([item], act=replace(who, at=looked_at))
        workflow.decide(item, decision, act=who, revision=record.revision, comment=comment)

    def pay(self, event: str, *, late: float) -> None:
        """The customer pays what this event made due, so many working days after it, unless that lies ahead."""
        rows = Receivable.objects.filter(contract=self.contract, event=event) if self.contract else ()
        for receivable in rows:
            if self.back - late < 0 or self.chance.random() < 0.12:
                continue
            act = self.company.act("yuanbo", max(self.back - late, 0))
            values = {
                "customer": self.customer,
                "received_on": act.today,
                "amount": receivable.amount,
                "bank_reference": f"HK{act.today:%Y%m%d}{receivable.pk:05d}",
            }
            money_in.record_receipt(values, act=act, lines=[(receivable.pk, receivable.amount)])

    def _current(self) -> Project:
        assert self.project is not None
        self.project = Project.objects.get(pk=self.project.pk)
        return self.project

    def _lines(self) -> list[EquipmentLine]:
        rows = EquipmentLine.objects.filter(project=self._current()).select_related("product", "series", "project")
        return list(rows.order_by("position"))
