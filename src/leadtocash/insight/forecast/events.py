"""The words of the journal about forecasts."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.journal.verbs import verb

CALLED = verb("forecast.called", _("%(who)s, %(month)s: %(amount)s yuan are expected"), icon="pencil")
TARGETED = verb("forecast.targeted", _("%(who)s, %(month)s: target %(amount)s yuan"), icon="target")
FITTED = verb("forecast.fitted", _("Probabilities learnt from %(deals)s decided deals"), icon="chart-bar")
TAKEN = verb("forecast.taken", _("Forecast of %(day)s kept"), icon="camera")
