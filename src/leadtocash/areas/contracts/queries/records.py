"""Contracts for lists and pages; what a snapshot holds."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import models
from django.db.models import DecimalField, ExpressionWrapper, F, Value
from django.db.models.functions import NullIf, Round
from django.urls import reverse

from leadtocash.areas.contracts import rules
from leadtocash.areas.contracts.models import Contract, ContractLine, PaymentTerm
from leadtocash.areas.products.models import Product
from leadtocash.foundation.accounts.models import Role, User
from leadtocash.foundation.documents.actions import attachments_of, has
from leadtocash.foundation.journal.recording import plain
from leadtocash.foundation.kernel.errors import Missing
from leadtocash.foundation.kernel.money import MoneyField
from leadtocash.foundation.web.lists.searching import containing

CONTRACT_FIELDS = (
    "title", "kind", "text_kind", "signed_on", "expected_signing_on", "virtual_reason", "delivery_on",
    "delivery_place", "delivery_terms", "technical_terms", "acceptance_needed", "acceptance_terms",
    "warranty_terms", "penalty_terms",
)  # fmt: skip
RATIO: DecimalField[Any, Any] = DecimalField(max_digits=12, decimal_places=4)


def live_contract_of(opportunity_id: int) -> Contract | None:
    """A contract drafted from the opportunity that is not cancelled."""
    return Contract.objects.filter(opportunity=opportunity_id).exclude(state=Contract.State.CANCELLED).first()


def listed(user: User) -> models.QuerySet[Any]:
    """Rows of the contract list, with their margin as a share."""
    net = NullIf(F("net_amount"), Value(0, output_field=MoneyField()))
    share = ExpressionWrapper((F("net_amount") - F("cost_amount")) / net, output_field=RATIO)
    margin = Round(share, precision=4, output_field=RATIO)
    return Contract.objects.visible_to(user).select_related("owner", "department", "customer").annotate(margin=margin)


def of_opportunity(user: User, opportunity_id: int) -> models.QuerySet[Contract]:
    """What was drafted from an opportunity, the latest first, as far as its state, number and amount go."""
    rows = Contract.objects.visible_to(user).filter(opportunity=opportunity_id).order_by("-updated_at")
    return rows.only("number", "draft_number", "state", "review_round", "cancel_reason", "amount")


def findable(user: User, words: str = "") -> models.QuerySet[Any]:
    """Contracts this person may see, by words; latest changed first."""
    rows = Contract.objects.visible_to(user).order_by("-updated_at", "-pk")
    paths = ("title__zh", "number__zh", "draft_number__zh", "project_code__zh")
    return rows.filter(containing(Contract, paths, words)) if words else rows


def catalogue() -> models.QuerySet[Product]:
    """The products a line may name; everybody in the company reads the catalogue."""
    return Product.objects.all()


def role_titles(codes: Iterable[str]) -> dict[str, str]:
    """The roles' names in the reader's language, by code."""
    return {role.code: str(role) for role in Role.objects.filter(code__in=list(codes))}


def detailed() -> models.QuerySet[Any]:
    """Contracts with everything their page and API show."""
    return Contract.objects.select_related(
        "owner", "department", "customer", "opportunity", "answerable", "replaces", "replaced_by"
    ).prefetch_related("lines__product", "terms")


def successor(contract: Contract) -> Contract | None:
    """The formal contract drafted in place of a virtual one, None while there is none."""
    return Contract.objects.filter(replaces=contract).exclude(state=Contract.State.CANCELLED).first()


def has_text(contract: Contract) -> bool:
    """Is the contract's text attached?"""
    return has(contract, "contract_text")


def missing_for_review(contract: Contract, *, today: date) -> list[Missing]:
    """What the contract lacks before review, with links to where it is supplied."""
    return rules.missing_for_review(
        contract,
        list(contract.lines.all()),
        list(contract.terms.all()),
        has_text=has_text(contract),
        today=today,
        edit_url=reverse("contracts:edit", args=[contract.pk]),
        files_url=contract.get_absolute_url() + "#upload",
    )


def snapshot(contract: Contract) -> dict[str, Any]:
    """The contract as it goes to a round, in plain values: what the next round is compared with."""
    files = list(attachments_of(contract).values_list("category", "name", "digest", "version"))
    return {
        **{name: plain(getattr(contract, name)) for name in CONTRACT_FIELDS},
        "revision": contract.revision,
        "customer": contract.customer.name,
        "amount": str(contract.amount),
        "files": [list(one[1:]) for one in files if one[0] == "contract_text"],
        "technical_files": [list(one[1:]) for one in files if one[0] == "technical"],
        "lines": [_line(line) for line in contract.lines.select_related("product").order_by("position")],
        "terms": [_term(term) for term in contract.terms.order_by("position")],
    }


def _line(line: ContractLine) -> dict[str, Any]:
    return {
        "product": line.product.model if line.product else "",
        "description": line.description,
        "quantity": line.quantity,
        "unit": line.unit,
        "unit_price": str(line.unit_price),
        "tax_rate": str(line.tax_rate),
        "unit_cost": str(line.unit_cost),
    }


def _term(term: PaymentTerm) -> dict[str, Any]:
    return {
        "event": term.event,
        "percent": f"{term.percent.normalize():f}",
        "days_after": term.days_after,
        "note": term.note,
    }
