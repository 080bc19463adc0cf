"""What the company sets itself about leads and the funnel."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.packs.limits import COUNT, WORKING_DAYS, declare

MAN, FUNNEL = "S2 milestone.1.2", "S2 milestone.1.3"
TAKE_UP = declare(
    "leads.take_up_days", _("A lead is taken up within so long of being given to somebody"), 1,
    unit=WORKING_DAYS, minimum=1, maximum=60, note=_("Counts for leads given from now on."),
)  # fmt: skip
QUALIFY = declare(
    "leads.qualify_days", _("A lead is qualified or dropped within so long of being taken up"), 10,
    unit=WORKING_DAYS, minimum=1, maximum=250, clause=MAN, note=_("Counts for leads taken up from now on."),
)  # fmt: skip
RETURN = declare(
    "leads.return_days", _("A lead whose time is over goes back to the pool after so long"), 3,
    unit=WORKING_DAYS, minimum=1, maximum=250,
)  # fmt: skip
HELD = declare(
    "leads.most_held", _("Whoever holds so many unqualified leads takes no more from the pool"), 30,
    unit=COUNT, minimum=1, maximum=10_000,
)  # fmt: skip
PROSPECT = declare(
    "leads.funnel_prospect", _("Funnel: prospects"), 10, unit=COUNT, minimum=1, maximum=1000, clause=FUNNEL
)
INTEREST = declare(
    "leads.funnel_interest", _("Funnel: of these, interested"), 5, unit=COUNT, minimum=1, maximum=1000, clause=FUNNEL
)
NEGOTIATION = declare(
    "leads.funnel_negotiation", _("Funnel: of these, in negotiation"), 3, unit=COUNT, minimum=1, maximum=1000,
    clause=FUNNEL,
)  # fmt: skip
WON = declare("leads.funnel_won", _("Funnel: of these, won"), 1, unit=COUNT, minimum=1, maximum=1000, clause=FUNNEL)
