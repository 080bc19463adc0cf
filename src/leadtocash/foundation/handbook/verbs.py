"""The words of the journal for the handbook."""

from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.journal.verbs import verb

DRAFTED = verb("handbook.drafted", _("New edition begun"), tone="doing", icon="pencil")
CHANGED = verb("handbook.changed", _("Clause changed"), tone="doing", icon="pencil")
ADDED = verb("handbook.added", _("Clause added"), tone="doing", icon="plus")
REMOVED = verb("handbook.removed", _("Clause removed"), tone="wait", icon="trash")
PUBLISHED = verb("handbook.published", _("Edition published"), tone="done", icon="circle-check")
TAKEN = verb("handbook.taken", _("Policy adopted by the company"), tone="done", icon="book-2")
LEFT = verb("handbook.left", _("Policy given up by the company"), tone="wait", icon="book-2")
