"""The journal's words for print templates."""

from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.journal.verbs import verb

ADDED = verb("printing.added", _("Print template made"), icon="plus")
CHANGED = verb("printing.changed", _("Print template renamed"), icon="pencil")
PUBLISHED = verb("printing.published", _("Print template published as version %(number)s"), tone="done", icon="check")
CHOSEN = verb("printing.chosen", _("Print template in use from now on"), tone="done", icon="printer")
LEFT = verb("printing.left", _("Back to the shipped template"), icon="arrow-back-up")
WITHDRAWN = verb("printing.withdrawn", _("Print template withdrawn"), icon="x")
LETTERHEAD_SET = verb("printing.letterhead_set", _("Letterhead changed"), icon="pencil")
FROZEN = verb("printing.frozen", _("Decided paper kept: %(form)s"), tone="done", icon="lock")
