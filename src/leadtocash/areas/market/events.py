"""The words of the journal."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.journal.verbs import verb

COMPETITOR_ADDED = verb("market.competitor_added", _("Competitor entered"), icon="plus")
COMPETITOR_CHANGED = verb("market.competitor_changed", _("Competitor changed"), icon="pencil")
PRICE_ADDED = verb("market.price_added", _("Price seen: %(what)s for %(price)s yuan"), icon="tag")
PRICE_CHANGED = verb("market.price_changed", _("Price seen corrected: %(what)s for %(price)s yuan"), icon="pencil")
REASON_ADDED = verb("market.reason_added", _("Reason entered"), icon="plus")
REASON_CHANGED = verb("market.reason_changed", _("Reason changed"), icon="pencil")
