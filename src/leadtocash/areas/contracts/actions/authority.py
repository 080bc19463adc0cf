"""Who approves contracts and their cancellation: the rows the product ships (ORG-3, S0 2.1.2, 2.1.3)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.authority.matrix import ShippedRow, ship

LARGE, VERY_LARGE = Decimal(2_000_000), Decimal(10_000_000)
LOW, VERY_LOW = Decimal("0.15"), Decimal("0.05")


def _rows(kind: str, first: str, clause: str) -> Iterator[ShippedRow]:
    """First the unit's own superior; low margin or a large amount adds the vice president, still more the top."""
    up, top = (first, "sales_vp"), (first, "sales_vp", "general_manager")
    further = clause or "S0 2.1.3"
    yield ShippedRow(roles=(first,), amount_to=LARGE, margin_from=LOW, contract_kind=kind, clause=clause)
    yield ShippedRow(roles=up, amount_to=LARGE, margin_from=VERY_LOW, margin_to=LOW, contract_kind=kind, clause=further)
    yield ShippedRow(
        roles=up, amount_from=LARGE, amount_to=VERY_LARGE, margin_from=VERY_LOW, contract_kind=kind, clause=further
    )
    yield ShippedRow(roles=top, amount_to=VERY_LARGE, margin_to=VERY_LOW, contract_kind=kind, clause=further)
    yield ShippedRow(roles=top, amount_from=VERY_LARGE, contract_kind=kind, clause=further)


CONTRACT = ship(
    "contracts.contract",
    _("Contract"),
    letter="HT",
    rows=[*_rows("formal", "sales_manager", ""), *_rows("virtual", "bu_manager", "S0 2.1.2")],
)
CANCELLATION = ship(
    "contracts.cancellation",
    _("Cancellation of a contract"),
    letter="HTCX",
    rows=[
        ShippedRow(roles=("bu_manager",), amount_to=LARGE, clause="S0 2.7"),
        ShippedRow(roles=("bu_manager", "sales_vp"), amount_from=LARGE, clause="S0 2.7"),
    ],
)
