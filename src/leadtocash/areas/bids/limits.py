"""What the company sets itself about bids."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.packs.limits import DAYS, declare

BOND_BACK = declare(
    "bids.bond_back_days", _("A bid bond should be back so long after the opening"), 30,
    unit=DAYS, minimum=1, maximum=365,
)  # fmt: skip
BOND_SOON = declare(
    "bids.bond_soon_days", _("Owner and finance are told so long before a bid bond should be back"), 5,
    unit=DAYS, minimum=1, maximum=60,
)  # fmt: skip
FIRST_ALARM = declare(
    "bids.first_alarm_days", _("Working days before the deadline of a bid of the first alarm"), 5,
    unit=DAYS, minimum=1, maximum=60,
)  # fmt: skip
SECOND_ALARM = declare(
    "bids.second_alarm_days", _("Working days before the deadline of a bid of the second alarm"), 2,
    unit=DAYS, minimum=1, maximum=60,
)  # fmt: skip
LAST_ALARM = declare(
    "bids.last_alarm_days", _("Working days before the deadline of a bid of the last alarm"), 1,
    unit=DAYS, minimum=1, maximum=60,
)  # fmt: skip
