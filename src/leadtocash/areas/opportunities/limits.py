"""What the company sets itself about opportunities."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.packs.limits import DAYS, MONTHS, PERCENT, declare

STALLED = declare(
    "opportunities.stalled_days", _("An opportunity stands still after so long in one stage"), 20,
    unit=DAYS, minimum=1, maximum=365,
)  # fmt: skip
WAIVER = declare(
    "opportunities.waiver_days", _("A gate criterion is waived for so long at most"), 30,
    unit=DAYS, minimum=1, maximum=365, clause="S2 milestone",
)  # fmt: skip
COMMIT = declare(
    "opportunities.commit_percent", _("A deal counts as committed from this probability of its stage on"), 75,
    unit=PERCENT, minimum=1, maximum=100, note=_("Unless its owner says what it counts as."),
)  # fmt: skip
BEST = declare(
    "opportunities.best_percent", _("A deal counts to the best case from this probability of its stage on"), 50,
    unit=PERCENT, minimum=1, maximum=100, note=_("Unless its owner says what it counts as."),
)  # fmt: skip
WAIVER_REMINDER = declare(
    "opportunities.waiver_reminder_days", _("Who holds a gate waiver is reminded so long before its end"), 5,
    unit=DAYS, minimum=1, maximum=60, clause="S2 milestone",
)  # fmt: skip
KEPT = declare(
    "opportunities.lost_kept_months", _("The records of a lost opportunity are kept for"), 36,
    unit=MONTHS, minimum=12, maximum=240, clause="S3 A.4",
)  # fmt: skip
