"""What the company sets itself about pre-sales projects."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.packs.limits import WORKING_DAYS, YUAN, declare

GRADE_A = declare(
    "presales.grade_a_yuan", _("A pre-sales project is of grade A from this expected amount on"), 5_000_000,
    unit=YUAN, minimum=1, maximum=10_000_000_000, clause="S2 E.2",
)  # fmt: skip
GRADE_B = declare(
    "presales.grade_b_yuan", _("A pre-sales project is at least of grade B from this expected amount on"), 1_000_000,
    unit=YUAN, minimum=1, maximum=10_000_000_000, clause="S2 E.2",
)  # fmt: skip
LATE = declare(
    "presales.late_days", _("The project director is told of what is overdue in the team after"), 3,
    unit=WORKING_DAYS, minimum=1, maximum=30, clause="S2 E.6",
)  # fmt: skip
