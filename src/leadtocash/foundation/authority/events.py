"""The words the authority matrix writes into its journal."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.journal.verbs import verb

MADE = verb("authority.made", _("Draft made from %(base)s"), tone="doing", icon="copy")
MADE_NEW = verb("authority.made_new", _("Draft made"), tone="doing", icon="plus")
ROWS_CHANGED = verb("authority.rows_changed", _("Rows changed"), tone="doing", icon="pencil")
PUBLISHED = verb("authority.published", _("Published"), tone="done", icon="circle-check")
PUBLISHED_ALONE = verb(
    "authority.published_alone",
    _("Published by the only administrator, who had edited it himself"),
    tone="wait",
    icon="circle-check",
)
DISCARDED = verb("authority.discarded", _("Draft %(edition)s deleted"), tone="late", icon="trash")
