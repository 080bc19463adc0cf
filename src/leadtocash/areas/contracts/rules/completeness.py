"""What a contract needs before the departments are asked (S3 4.4, 4.5, S0 1.3.4)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from leadtocash.foundation.kernel.errors import Missing, RuleError

if TYPE_CHECKING:
    from leadtocash.areas.contracts.models import Contract, ContractLine, PaymentTerm

TEXT, REVIEW, VIRTUAL = "S3 4.4", "S3 4.5", "S0 1.3.4"
FILES = "files"
Gap = tuple[str, str, str]  # the field it is supplied at, the sentence, the clause


def missing_for_review(
    contract: Contract,
    lines: Sequence[ContractLine],
    terms: Sequence[PaymentTerm],
    *,
    has_text: bool,
    today: date,
    edit_url: str = "",
    files_url: str = "",
) -> list[Missing]:
    """Everything the contract lacks before review; empty when it may be submitted.

    has_text: is a file of category contract_text attached? edit_url: where the fields are filled in; files_url:
    where files are attached.
    """
    gaps = [
        *_goods(lines, contract),
        *_plan(contract, terms),
        *_promises(contract),
        *_text(contract, has_text=has_text),
        *(_virtual(contract, today) if contract.is_virtual else ()),
    ]
    return [
        Missing(
            what=what,
            who=contract.owner.name,
            clause=clause,
            href=files_url if field == FILES else f"{edit_url}#id_{field}" if edit_url else "",
            do=_("Attach") if field == FILES else _("Fill it in"),
        )
        for field, what, clause in gaps
    ]


def check_complete(missing: Sequence[Missing]) -> None:
    """Raise RuleError with the list when anything is missing (S3 4.5)."""
    if missing:
        raise RuleError(
            _("The contract cannot go to review yet: something the departments must judge is missing."),
            code="contract_incomplete",
            clause=REVIEW,
            missing=missing,
        )


def _goods(lines: Sequence[ContractLine], contract: Contract) -> Iterator[Gap]:
    if not lines:
        yield "lines", _("No line says what is sold."), TEXT
        return
    for line in lines:
        if not line.unit_price:
            yield "lines", _("Line %(n)s (%(what)s) has no price.") % {"n": line.position, "what": line}, REVIEW
    if not contract.cost_amount:
        yield "lines", _("No line has a cost, so the margin cannot be judged."), REVIEW


def _plan(contract: Contract, terms: Sequence[PaymentTerm]) -> Iterator[Gap]:
    if not terms:
        yield "terms", _("The payment plan is empty."), TEXT
        return
    percent = sum((term.percent for term in terms), Decimal(0))
    if percent != 100:
        yield (
            "terms",
            _("The payment plan is %(percent)s %%, not 100 %%.") % {"percent": f"{percent.normalize():f}"},
            TEXT,
        )
    if any(term.event == "acceptance" for term in terms) and not contract.acceptance_needed:
        yield "acceptance_needed", _("A part is due on acceptance, but no acceptance is agreed."), TEXT


def _promises(contract: Contract) -> Iterator[Gap]:
    if contract.delivery_on is None:
        yield "delivery_on", _("The delivery date is missing."), REVIEW
    if not contract.delivery_place.strip():
        yield "delivery_place", _("The place of delivery is missing."), TEXT
    if not contract.technical_terms.strip():
        yield "technical_terms", _("The technical terms are missing."), REVIEW
    if not contract.warranty_terms.strip():
        yield "warranty_terms", _("The warranty is missing."), TEXT
    if contract.acceptance_needed and not contract.acceptance_terms.strip():
        yield "acceptance_terms", _("How acceptance is done is missing."), REVIEW


def _text(contract: Contract, *, has_text: bool) -> Iterator[Gap]:
    if contract.text_kind == "customer" and not has_text:
        yield FILES, _("The customer's contract text is not attached."), TEXT


def _virtual(contract: Contract, today: date) -> Iterator[Gap]:
    if not contract.virtual_reason.strip():
        yield "virtual_reason", _("Why work must begin before signing is not said."), VIRTUAL
    if contract.expected_signing_on is None:
        yield "expected_signing_on", _("The day the formal contract is expected is missing."), VIRTUAL
    elif contract.expected_signing_on < today:
        yield "expected_signing_on", _("The day the formal contract is expected lies in the past."), VIRTUAL
