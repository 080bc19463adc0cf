"""What the company sets itself about sales projects."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.packs.limits import DAYS, WORKING_DAYS, declare

SIGNOFF = declare(
    "projects.signoff_days", _("The signed sheet is due so long after arrival"), 10,
    unit=WORKING_DAYS, minimum=1, maximum=60, clause="S0 2.4.3",
    note=_("Reminders and escalations stand in the process of the sign-off; change them there as well."),
)  # fmt: skip
SUPPORT_AHEAD = declare(
    "projects.support_ahead_days", _("Support can be booked so far ahead"), 366,
    unit=DAYS, minimum=7, maximum=1100, clause="S0 2.4.1",
)  # fmt: skip
