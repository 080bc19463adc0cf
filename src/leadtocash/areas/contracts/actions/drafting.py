"""Draft and change contracts: header, lines, payment plan; amounts are computed here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leadtocash.areas.contracts import events, permissions, queries, rules
from leadtocash.areas.contracts.actions.review import begin_again, check_change
from leadtocash.areas.contracts.models import Contract, ContractLine, PaymentTerm
from leadtocash.areas.opportunities.models import Opportunity
from leadtocash.foundation.access.gate import require
from leadtocash.foundation.accounts.people import main_department
from leadtocash.foundation.journal import recording
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.errors import Missing, RuleError
from leadtocash.foundation.kernel.models import lock
from leadtocash.foundation.kernel.money import cents
from leadtocash.foundation.kernel.text import clean_line
from leadtocash.foundation.numbering.numbers import declare, next_number

Rows = Sequence[Mapping[str, Any]]
DRAFTS = declare("contract_draft", gettext_lazy("Contract draft"), "CG-{year}-{seq:05d}")
TAX = Decimal("13.0")
HEADER = (
    "title", "kind", "text_kind", "customer", "opportunity", "signed_on", "expected_signing_on", "delivery_on",
    "delivery_place", "delivery_terms", "technical_terms", "acceptance_needed", "acceptance_terms",
    "warranty_terms", "penalty_terms", "virtual_reason",
)  # fmt: skip


@transaction.atomic
def draft_contract(values: Mapping[str, Any], *, lines: Rows = (), terms: Rows = (), act: Act) -> Contract:
    """Draft a contract; it may be incomplete, submitting says what is missing.

    values: header fields (`customer` is needed; `owner`, `department` default to the acting person's). Raises
    ValidationError at the field ("lines.0.unit_price" for a line), NotAllowed, RuleError for an opportunity not won.
    """
    require(act.person, permissions.EDIT)
    department = main_department(act.person)
    contract = Contract(**{"owner": act.person, "department": department, **values})
    if contract.opportunity is not None:
        rules.check_won(contract.opportunity)
    contract.title = clean_line(contract.title) or _("Contract with %(customer)s") % {"customer": contract.customer}
    contract.draft_number = next_number(DRAFTS, act=act)
    found = _lines(contract, lines)
    plan = _terms(contract, terms)
    _sum_up(contract, found, plan)
    recording.save(contract, events.CREATED, act=act)
    _write(contract, found, plan)
    return contract


def draft_from_opportunity(
    opportunity: Opportunity,
    values: Mapping[str, Any] | None = None,
    *,
    lines: Rows | None = None,
    terms: Rows = (),
    act: Act,
) -> Contract:
    """Draft from a won opportunity without retyping: customer, subject and lines come along (CON-2).

    What `values` and `lines` give counts instead.
    """
    rules.check_won(opportunity)
    inherited, own_lines = values_from_opportunity(opportunity)
    header = {**inherited, **(values or {}), "opportunity": opportunity}
    if header.get("customer") is None:
        raise RuleError(
            _("%(number)s has no customer yet.") % {"number": opportunity.number},
            code="opportunity_without_customer",
            missing=[Missing(what=_("The opportunity's customer"), who=opportunity.owner.name)],
        )
    return draft_contract(header, lines=own_lines if lines is None else lines, terms=terms, act=act)


def values_from_opportunity(opportunity: Opportunity) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Header and lines that a contract takes over from its opportunity."""
    header = {"title": opportunity.name, "customer": opportunity.customer, "technical_terms": opportunity.need}
    lines = [
        {
            "product": line.product,
            "description": line.description,
            "quantity": line.quantity,
            "unit": line.unit,
            "unit_price": line.unit_price,
            "tax_rate": TAX,
            "unit_cost": line.product.cost if line.product else Decimal(0),
        }
        for line in opportunity.lines.select_related("product")
    ]
    return header, lines


@transaction.atomic
def change_contract(
    contract: Contract,
    values: Mapping[str, Any],
    *,
    lines: Rows | None = None,
    terms: Rows | None = None,
    act: Act,
    revision: int | None = None,
) -> Contract:
    """Change a draft; lines and payment plan are replaced as a whole where given.

    Where its review allows a change meanwhile, the review begins again. Raises RuleError when it is no draft
    otherwise, with who has it now; Stale when `revision` is no longer the current one.
    """
    contract = lock(contract, revision=revision)
    require(act.person, permissions.EDIT, contract)
    restarts = check_change(contract, act=act)
    for name, value in values.items():
        setattr(contract, name, value)
    contract.title = clean_line(contract.title)
    found = _lines(contract, lines) if lines is not None else list(contract.lines.all())
    plan = _terms(contract, terms) if terms is not None else list(contract.terms.all())
    before = _shape(contract)
    _sum_up(contract, found, plan)
    recording.save(contract, events.CHANGED, act=act, data={"lines": [before[0], len(found)]})
    _write(contract, found, plan)
    return begin_again(contract, act=act) if restarts else contract


@transaction.atomic
def draft_replacement(contract: Contract, *, act: Act) -> Contract:
    """Draft the formal contract that replaces a registered virtual one, everything taken over (CON-5).

    The formal one belongs to the virtual one's account manager. Raises RuleError (S0 1.3.4).
    """
    contract = lock(contract)
    require(act.person, permissions.EDIT, contract)
    rules.check_replaceable(contract, queries.successor(contract))
    values = {name: getattr(contract, name) for name in HEADER if name not in ("kind", "virtual_reason")}
    values |= {"owner": contract.owner, "department": contract.department, "replaces": contract}
    formal = draft_contract(
        {**values, "kind": Contract.Kind.FORMAL, "expected_signing_on": None},
        lines=[_row(line, ContractLine) for line in contract.lines.select_related("product")],
        terms=[_row(term, PaymentTerm) for term in contract.terms.all()],
        act=act,
    )
    recording.write(contract, events.REPLACEMENT_DRAFTED, act=act, data={"number": formal.draft_number})
    return formal


def _shape(contract: Contract) -> tuple[int, int]:
    return contract.lines.count(), contract.terms.count()


def _row(part: models.Model, model: type[models.Model]) -> dict[str, Any]:
    left_out = {"id", "contract", "position", "amount", "tax_amount"}
    return {field.name: getattr(part, field.name) for field in model._meta.fields if field.name not in left_out}


def _lines(contract: Contract, rows: Rows) -> list[ContractLine]:
    """Lines from rows; what a row with a product leaves out comes from the catalogue."""
    found = []
    for position, row in enumerate(rows, start=1):
        values = {name: value for name, value in row.items() if value not in (None, "")}
        product = values.get("product")
        if product is not None:
            rate = values.get("tax_rate", TAX)
            values.setdefault("description", product.name or product.model)
            values.setdefault("unit", product.unit)
            values.setdefault("unit_price", cents(product.list_price * (100 + rate) / 100))
            values.setdefault("unit_cost", product.cost)
        line = ContractLine(**{"quantity": 1, "unit_price": Decimal(0), "tax_rate": TAX, **values})
        line.contract, line.position = contract, position
        found.append(line)
    _checked("lines", found)
    for line in found:
        line.amount, line.tax_amount = rules.line_amounts(line.quantity, line.unit_price, line.tax_rate)
    return found


def _terms(contract: Contract, rows: Rows) -> list[PaymentTerm]:
    found = [PaymentTerm(**{name: value for name, value in row.items() if value is not None}) for row in rows]
    for position, term in enumerate(found, start=1):
        term.contract, term.position = contract, position
    _checked("terms", found)
    return found


def _checked(name: str, rows: Sequence[ContractLine] | Sequence[PaymentTerm]) -> None:
    errors: dict[str, Any] = {}
    for place, row in enumerate(rows):
        try:
            row.clean_fields(exclude=["contract", "amount", "tax_amount"])
        except ValidationError as error:
            errors |= {f"{name}.{place}.{field}": messages for field, messages in error.message_dict.items()}
    if errors:
        raise ValidationError(errors)


def _sum_up(contract: Contract, lines: Sequence[ContractLine], terms: Sequence[PaymentTerm]) -> None:
    total = rules.sums(lines)
    contract.amount, contract.net_amount = total.amount, total.net_amount
    contract.tax_amount, contract.cost_amount = total.tax_amount, total.cost_amount
    parts = rules.term_amounts(total.amount, [term.percent for term in terms])
    for term, amount in zip(terms, parts, strict=True):
        term.amount = amount


def _write(contract: Contract, lines: Sequence[ContractLine], terms: Sequence[PaymentTerm]) -> None:
    parts: tuple[tuple[Any, Sequence[Any]], ...] = ((ContractLine, lines), (PaymentTerm, terms))
    for model, rows in parts:
        model.objects.filter(contract=contract).delete()
        for row in rows:
            row.pk = None
        model.objects.bulk_create(rows)
