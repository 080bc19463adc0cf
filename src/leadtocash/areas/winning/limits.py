"""What the company sets itself about knowing and winning its customers' people."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.kernel.text import Words
from leadtocash.foundation.packs.limits import COUNT, DAYS, declare

MET = declare(
    "winning.met_days", _("A key person counts as met for so long"), 30,
    unit=DAYS, minimum=1, maximum=365, clause="S2 milestone.2",
)  # fmt: skip
EXPIRING = declare(
    "winning.expiring_days", _("Evidence is shown as ending so long before its last day"), 60,
    unit=DAYS, minimum=1, maximum=365,
)  # fmt: skip


def _weight(part: str, label: Words, default: int) -> str:
    return declare(f"winning.weight_{part}", label, default, unit=COUNT, minimum=0, maximum=100)


#: how much each part counts in the score of a buying centre; only their proportions matter
WEIGHTS = {
    "levels": _weight("levels", _("Weight in the coverage: all levels known"), 15),
    "roles": _weight("roles", _("Weight in the coverage: all roles known"), 20),
    "phases": _weight("phases", _("Weight in the coverage: who decides in each stage is known"), 10),
    "coach": _weight("coach", _("Weight in the coverage: a coach is found"), 20),
    "met": _weight("met", _("Weight in the coverage: key people were met lately"), 15),
    "standing": _weight("standing", _("Weight in the coverage: the deciding level is for us"), 20),
}
