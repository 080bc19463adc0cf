"""What the company sets itself about money in."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.packs.limits import DAYS, WORKING_DAYS, declare, number

CLAUSE = "S3 4.14"
NEAR = declare(
    "receivables.notice_days", _("A payment is near so long before it is due; the account manager is reminded"), 10,
    unit=WORKING_DAYS, minimum=1, maximum=60, clause=CLAUSE,
)  # fmt: skip
MANAGER = declare(
    "receivables.overdue_manager_days", _("Overdue so long: the sales manager is told"), 30,
    unit=DAYS, minimum=1, maximum=365, clause=CLAUSE,
)  # fmt: skip
DIRECTOR = declare(
    "receivables.overdue_director_days", _("Overdue so long: the sales director is told"), 60,
    unit=DAYS, minimum=1, maximum=365, clause=CLAUSE,
)  # fmt: skip
TOP = declare(
    "receivables.overdue_top_days", _("Overdue so long: the general manager is told"), 90,
    unit=DAYS, minimum=1, maximum=365, clause=CLAUSE,
)  # fmt: skip


def escalation() -> tuple[tuple[int, str], ...]:
    """Days overdue and who is told besides the account manager, the shortest first."""
    steps = ((MANAGER, "sales_manager"), (DIRECTOR, "sales_director"), (TOP, "general_manager"))
    return tuple(sorted((number(key), role) for key, role in steps))
