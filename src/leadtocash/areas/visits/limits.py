"""What the company sets itself about visits."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.packs.limits import DAYS, WORKING_DAYS, declare

MINUTES = declare(
    "visits.minutes_days", _("Minutes are due so long after the visit"), 2,
    unit=WORKING_DAYS, minimum=0, maximum=30, clause="S1 3.3.1.9",
)  # fmt: skip
SILENT = declare(
    "visits.silent_days", _("A deal is neglected when nobody was in touch for so long"), 14,
    unit=DAYS, minimum=1, maximum=365,
)  # fmt: skip
