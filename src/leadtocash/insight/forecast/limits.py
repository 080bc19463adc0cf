"""What the company sets itself about forecasts."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.packs.limits import COUNT, DAYS, MONTHS, PERCENT, declare

THIN = declare(
    "forecast.thin", _("Probabilities are learnt only where so many deals were decided"), 20,
    unit=COUNT, minimum=5, maximum=1000,
)  # fmt: skip
WEIGHT = declare(
    "forecast.method_weight", _("The method's probability counts like so many decided deals"), 20,
    unit=COUNT, minimum=1, maximum=1000,
)  # fmt: skip
HISTORY = declare(
    "forecast.history_months", _("Probabilities are learnt from deals decided in so many months"), 36,
    unit=MONTHS, minimum=3, maximum=240,
)  # fmt: skip
SLIPS = declare(
    "forecast.slips", _("A deal is looked at when its signing was put off so often"), 2,
    unit=COUNT, minimum=1, maximum=20,
)  # fmt: skip
TOO_GOOD = declare(
    "forecast.too_good_percent", _("A deal is too good when the method's probability lies so far above the learnt one"),
    25, unit=PERCENT, minimum=5, maximum=95,
)  # fmt: skip
KEPT = declare(
    "forecast.kept_days", _("The forecast of a week is kept for so long"), 730, unit=DAYS, minimum=90, maximum=3650,
)  # fmt: skip
