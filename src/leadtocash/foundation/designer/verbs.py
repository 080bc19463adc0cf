"""The words the designer writes into the journal of a draft."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.journal.verbs import verb

BEGUN = verb("designer.begun", _("Draft begun"), tone="doing", icon="pencil")
EDITED = verb("designer.edited", _("Draft changed: %(what)s"), icon="pencil")
RESTORED = verb("designer.restored", _("Draft set back to revision %(number)s"), icon="arrow-back-up")
SUBMITTED = verb("designer.submitted", _("Draft submitted for publication"), tone="wait", icon="send")
RETURNED = verb("designer.returned", _("Draft given back"), tone="wait", icon="corner-up-left")
PUBLISHED = verb("designer.published", _("Published as version %(version)s"), tone="done", icon="circle-check")
DROPPED = verb("designer.dropped", _("Draft dropped"), icon="trash")
