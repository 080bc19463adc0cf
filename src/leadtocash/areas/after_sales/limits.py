"""What the company sets itself about service."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.packs.limits import DAYS, declare

ENDING = declare(
    "after_sales.warranty_ending_days", _("A warranty is shown as ending so long before its end"), 90,
    unit=DAYS, minimum=1, maximum=730, clause="S0 2.6.2",
)  # fmt: skip
