"""What else happens to a sale of the demo company: half-given opinions, a second round, support, cancellation."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import TypeVar

from leadtocash.areas.contracts import actions as contracts
from leadtocash.areas.contracts.models import Contract
from leadtocash.areas.projects.actions import cancellation, change, coordination, signoff
from leadtocash.areas.projects.models import Cancellation, EquipmentChange
from leadtocash.areas.projects.rules.coordination import Slot
from leadtocash.config.demo import mending, refused
from leadtocash.config.demo.sale import Sale

T = TypeVar("T")


def before(sale: Sale, number: int) -> dict[str, Callable[[Sale], None]]:
    """What happens before some steps of this sale: a round gone twice, a step tried too early."""
    found = {step: getattr(mending, f"before_{step}") for step in sale.pace.again}
    if number % 5 == 2:
        found |= {step: too_early for step, too_early in refused.TOO_EARLY.items() if step not in found}
    return found


def some_opinions(sale: Sale) -> None:
    """Three of the five departments have agreed."""
    sale.back = max(sale.back - 0.6, 0.1)
    sale.decide_all("countersign", most=3, within=0.5)


def one_opinion(sale: Sale) -> None:
    """One department has spoken; the others let it lie."""
    sale.back = max(sale.back - 2, 0.1)
    sale.decide_all("countersign", most=1)


def second_round(sale: Sale) -> None:
    """Two departments objected; the account manager changed the payment days and submitted again."""
    sale.back -= 1
    mending.objections(sale)
    sale.back -= 1
    mending.resubmit(sale)
    sale.back = max(sale.back - 1, 0.1)
    sale.decide_all("countersign", most=1)


def some_confirm(sale: Sale) -> None:
    """Two of the four departments have confirmed the closing notice."""
    sale.back = max(sale.back - 0.5, 0.1)
    sale.decide_all("confirm", most=2, within=0.4)


def some_serials(sale: Sale) -> None:
    """The serial numbers are entered but for two."""
    sale.back = max(sale.back - 2, 0.1)
    signoff.enter_serials(sale._current(), sale.serial_rows(leave_out=2), act=sale.act())  # noqa: SLF001


def support(sale: Sale) -> None:
    """A coordination order, answered with a technician and two days."""
    words = sale.company.words
    today = sale.company.past.day(0)
    sale.back = max(sale.back - 0.5, 0.1)
    values = {
        "subject": words["support_subject"],
        "needs": words["support_need"],
        "place": sale.customer.region,
        "contact_name": words["signer"],
        "contact_phone": "13800000000",
        "wanted_from": today,
        "wanted_to": today.replace(day=min(today.day + 5, 28)) if today.day < 23 else today,
    }
    order = coordination.ask_support(sale._current(), values, act=sale.act())  # noqa: SLF001
    technician = sale.company.people[sale.chance.choice(("shentao", "pengcheng", "xiaoyun", "dongliang"))]
    sale.back = max(sale.back - 0.3, 0.05)
    slot = Slot(day=today, hours=Decimal("2.0"))
    if sale.chance.random() < 0.7:
        coordination.accept_order(order, technician, [slot], act=sale.act("chuwei"))


def _change(sale: Sale) -> EquipmentChange:
    line = sale._lines()[-1]  # noqa: SLF001
    rows = [{"line": line, "quantity": line.quantity + 1}]
    drafted = change.draft_change(sale._current(), sale.company.words["change_reason"], rows, act=sale.act())  # noqa: SLF001
    return change.submit_change(drafted, act=sale.act())


def change_waits(sale: Sale) -> None:
    """An equipment change is with commerce and finance."""
    sale.back = max(sale.back - 1, 0.1)
    _change(sale)


def _cancellation(sale: Sale) -> Cancellation:
    values = {"cause": Cancellation.Cause.CUSTOMER_WITHDREW, "explanation": sale.company.words["cancel_explanation"]}
    return cancellation.ask_cancellation(sale._current(), values, act=sale.act())  # noqa: SLF001


def cancellation_waits(sale: Sale) -> None:
    """The cancellation is with the business-unit general manager."""
    sale.back = max(sale.back - 1, 0.1)
    _cancellation(sale)


def cancelled(sale: Sale) -> None:
    """Cancelled by the approved form, purchases and money settled."""
    form = _after(sale, 2, lambda: _cancellation(sale))
    _after(sale, 1, lambda: sale.decide_all("approval", record=form))
    form.refresh_from_db()
    _after(sale, 1, lambda: cancellation.settle_goods(form, sale.company.words["opinion_ok"], act=sale.act("sunli")))
    form.refresh_from_db()
    _after(
        sale, 0.5, lambda: cancellation.settle_money(form, sale.company.words["opinion_ok"], act=sale.act("qianhui"))
    )
    form.refresh_from_db()
    _after(sale, 1, lambda: cancellation.carry_out(form, act=sale.act("wufang")))


def formal_drafted(sale: Sale) -> None:
    """The formal contract that replaces the virtual one is being reviewed."""
    sale.back = 2
    formal = contracts.draft_replacement(Contract.objects.get(pk=sale.contract.pk), act=sale.act())  # type: ignore[union-attr]
    sale.back = 1.5
    contracts.submit_contract(formal, act=sale.act())


def _after(sale: Sale, gap: float, what: Callable[[], T]) -> T:
    sale.back = max(sale.back - gap, 0.05)
    return what()
