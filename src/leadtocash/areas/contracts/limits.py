"""What the company sets itself about contracts."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.packs.limits import DAYS, declare

VIRTUAL_AHEAD = declare(
    "contracts.virtual_notice_days",
    _("The formal contract is asked for so long before the day it is expected"), 7,
    unit=DAYS, minimum=0, maximum=180, clause="S0 1.3.4",
)  # fmt: skip
VIRTUAL_AGAIN = declare(
    "contracts.virtual_reminder_days", _("A late formal contract is asked for again every so often"), 7,
    unit=DAYS, minimum=1, maximum=90, clause="S0 1.3.4",
)  # fmt: skip
VIRTUAL_OLD = declare(
    "contracts.virtual_old_days", _("An open virtual contract is old after so long"), 60,
    unit=DAYS, minimum=1, maximum=730, clause="S0 1.3.4",
)  # fmt: skip
