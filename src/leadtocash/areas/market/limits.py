"""What the company sets itself about the market."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.packs.limits import DAYS, declare

AGREEMENT = declare(
    "market.agreement_days", _("Whoever looks after a partner is told so long before the agreement ends"), 30,
    unit=DAYS, minimum=1, maximum=365,
)  # fmt: skip
