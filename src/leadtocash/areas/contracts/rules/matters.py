"""Which department judges what, what changed between two rounds, and who is asked again (S3 4.5)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

TECHNICAL, PRICE, DELIVERY, FINANCE, LEGAL = "technical", "price", "delivery", "finance", "legal"
Snapshot = Mapping[str, Any]


@dataclass(frozen=True)
class Department:
    """A department of the review: the role that speaks for it and what it judges."""

    label: Promise | str
    role: str
    matter: Promise | str


DEPARTMENTS: dict[str, Department] = {
    TECHNICAL: Department(
        gettext_lazy("Technical department"), "rd_manager", gettext_lazy("Technical terms, acceptance")
    ),
    PRICE: Department(gettext_lazy("Commerce"), "commerce_rep", gettext_lazy("Prices, cost, margin")),
    DELIVERY: Department(gettext_lazy("Planning"), "planner", gettext_lazy("Delivery date and place")),
    FINANCE: Department(gettext_lazy("Finance"), "finance", gettext_lazy("Payment plan, credit, tax")),
    LEGAL: Department(gettext_lazy("Legal"), "legal", gettext_lazy("Text, warranty, penalties")),
}
#: units that speak one after the other where the definition asks so (S4 3.5); ability, not only the paper
UNITS: dict[str, Department] = {
    TECHNICAL: DEPARTMENTS[TECHNICAL],
    "experts": Department(
        gettext_lazy("Expert panel"), "expert_panel", gettext_lazy("Experts and special resources, delivery")
    ),
    "service": Department(
        gettext_lazy("Service unit"), "delivery_manager", gettext_lazy("Conditions, people, equipment, schedule")
    ),
    "audit": Department(gettext_lazy("Auditors"), "auditor", gettext_lazy("Means of inspection, complaint channel")),
    FINANCE: Department(
        gettext_lazy("Finance"), "finance", gettext_lazy("Funding, credit and risk, price against cost")
    ),
}
#: a changed field concerns these departments
CONCERNS: dict[str, tuple[str, ...]] = {
    "title": (LEGAL,),
    "customer": (FINANCE, LEGAL),
    "kind": (FINANCE, LEGAL),
    "text_kind": (LEGAL,),
    "files": (LEGAL,),
    "technical_files": (TECHNICAL,),
    "signed_on": (LEGAL,),
    "expected_signing_on": (FINANCE,),
    "virtual_reason": (FINANCE, LEGAL),
    "delivery_on": (DELIVERY,),
    "delivery_place": (DELIVERY,),
    "delivery_terms": (DELIVERY, LEGAL),
    "technical_terms": (TECHNICAL,),
    "acceptance_needed": (TECHNICAL, LEGAL),
    "acceptance_terms": (TECHNICAL,),
    "warranty_terms": (TECHNICAL, LEGAL),
    "penalty_terms": (LEGAL,),
}
LINE_CONCERNS: dict[str, tuple[str, ...]] = {
    "product": (TECHNICAL, PRICE, DELIVERY, FINANCE),
    "description": (TECHNICAL, PRICE, FINANCE),
    "quantity": (TECHNICAL, PRICE, DELIVERY, FINANCE),
    "unit": (PRICE,),
    "unit_price": (PRICE, FINANCE),
    "tax_rate": (PRICE, FINANCE),
    "unit_cost": (PRICE, FINANCE),
}
WHOLE_LINE = (TECHNICAL, PRICE, DELIVERY, FINANCE)
PLAN = (FINANCE,)


@dataclass(frozen=True)
class Change:
    """One difference between two rounds: where (field, or line and column), old, new, whom it concerns.

    field: a field of the contract, or of a line ("lines.unit_price"); position: the line, 0 for the contract.
    """

    field: str
    old: Any
    new: Any
    concerns: tuple[str, ...]
    position: int = 0


@dataclass(frozen=True)
class Opinion:
    """What a department last said: "approved", "rejected", or "" when it said nothing."""

    outcome: str = ""


def changes(before: Snapshot, after: Snapshot) -> list[Change]:
    """What differs between two snapshots, in the order of the form."""
    found = [
        Change(name, before.get(name), after.get(name), concerns)
        for name, concerns in CONCERNS.items()
        if _set(before.get(name)) != _set(after.get(name))
    ]
    found += _rows("lines", before, after, LINE_CONCERNS, WHOLE_LINE)
    found += _rows("terms", before, after, {}, PLAN)
    return found


def touched(found: list[Change]) -> set[str]:
    """The departments whose matter changed."""
    return {slot for change in found for slot in change.concerns}


def whom_to_ask(opinions: Mapping[str, Opinion], changed: Mapping[str, bool], *, ask_all: bool) -> list[str]:
    """The departments of the next round, in the table's order.

    opinions: what each department last said (none given: not in it); changed: did its matter change since then?
    Asked are those whose matter changed, who rejected, or who gave no opinion; with `ask_all` everybody.
    """
    return [
        slot
        for slot in DEPARTMENTS
        if ask_all or opinions.get(slot, Opinion()).outcome != "approved" or changed.get(slot, False)
    ]


def _rows(
    name: str, before: Snapshot, after: Snapshot, columns: Mapping[str, tuple[str, ...]], whole: tuple[str, ...]
) -> Iterator[Change]:
    old, new = list(before.get(name) or ()), list(after.get(name) or ())
    for place in range(max(len(old), len(new))):
        one = old[place] if place < len(old) else None
        other = new[place] if place < len(new) else None
        if one == other:
            continue
        if one is None or other is None or not columns:
            yield Change(name, one, other, whole, place + 1)
            continue
        for column, concerns in columns.items():
            if _set(one.get(column)) != _set(other.get(column)):
                yield Change(f"{name}.{column}", one.get(column), other.get(column), concerns, place + 1)


def _set(value: Any) -> Any:
    return None if value in ("", None) else value
