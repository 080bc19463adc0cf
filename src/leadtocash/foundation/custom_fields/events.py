from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.journal.verbs import verb

DEFINED = verb("custom_fields.defined", _("Custom field defined"), tone="done", icon="plus")
CHANGED = verb("custom_fields.changed", _("Custom field changed"), icon="pencil")
RETIRED = verb("custom_fields.retired", _("Custom field retired"), tone="late", icon="archive")
REVIVED = verb("custom_fields.revived", _("Custom field in use again"), tone="done", icon="restore")
MOVED = verb("custom_fields.moved", _("Custom field moved"), icon="arrows-sort")
