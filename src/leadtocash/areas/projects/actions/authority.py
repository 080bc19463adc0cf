"""Who approves the set-up of a project: the rows the product ships (ORG-3, S0 2.1.2, 2.1.3)."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.authority.matrix import ShippedRow, ship

LARGE, LOW = Decimal(2_000_000), Decimal("0.15")

PROJECT = ship(
    "projects.project",
    _("Project set-up"),
    letter="XM",
    rows=[
        ShippedRow(roles=("bu_manager",), amount_to=LARGE, margin_from=LOW, clause="S0 2.1.2"),
        ShippedRow(roles=("bu_manager", "sales_vp"), amount_to=LARGE, margin_to=LOW, clause="S0 2.1.3"),
        ShippedRow(roles=("bu_manager", "sales_vp"), amount_from=LARGE, clause="S0 2.1.3"),
    ],
)
