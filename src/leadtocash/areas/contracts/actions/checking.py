"""Invariants of stored contracts, for `leadtocash check`."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import F, Q, Sum
from django.utils.translation import gettext as _

from leadtocash.areas.contracts.models import Contract, ContractLine, PaymentTerm
from leadtocash.foundation.kernel.checks import Problem
from leadtocash.foundation.kernel.money import ZERO


def sums_add_up() -> Iterator[Problem]:
    """Contract = sum of its lines; net + tax = amount; payment plan = amount, from review on."""
    lines = {
        row["contract"]: row
        for row in ContractLine.objects.order_by()
        .values("contract")
        .annotate(total=Sum("amount"), tax=Sum("tax_amount"), cost=Sum(F("unit_cost") * F("quantity")))
    }
    terms = dict(
        PaymentTerm.objects.order_by().values("contract").annotate(total=Sum("amount")).values_list("contract", "total")
    )
    facts = ("pk", "number", "draft_number", "state", "amount", "net_amount", "tax_amount", "cost_amount")
    for pk, number, draft, state, amount, net, tax, cost in Contract.objects.values_list(*facts).iterator():
        name = number or draft
        row = lines.get(pk, {"total": ZERO, "tax": ZERO, "cost": ZERO})
        if (amount, tax, cost) != (row["total"], row["tax"], row["cost"]):
            yield _problem("contract_lines", _("Contract %(number)s: its lines do not add up to its amounts."), name)
        if net + tax != amount:
            yield _problem("contract_tax", _("Contract %(number)s: net amount and tax do not make the amount."), name)
        if state not in ("draft", "cancelled") and terms.get(pk, ZERO) != amount:
            yield _problem("contract_plan", _("Contract %(number)s: the payment plan is not its amount."), name)
    for number in _uncoded():
        yield _problem("contract_code", _("Contract %(number)s is registered without number or project code."), number)


def _uncoded() -> Iterator[str]:
    rows = Contract.objects.filter(Q(number="") | Q(project_code=""), state__in=["registered", "replaced"])
    yield from rows.values_list("draft_number", flat=True)


def _problem(code: str, sentence: str, number: str) -> Problem:
    return Problem(code=code, sentence=sentence % {"number": number})
