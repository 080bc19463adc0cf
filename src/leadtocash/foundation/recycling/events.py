from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.journal.verbs import verb

REMOVED = verb("recycling.removed", _("Put into the recycle bin"), tone="late", icon="trash")
RESTORED = verb("recycling.restored", _("Restored from the recycle bin"), tone="done", icon="restore")
PART_REMOVED = verb("recycling.part_removed", _("%(title)s put into the recycle bin"), tone="late", icon="trash")
PART_RESTORED = verb("recycling.part_restored", _("%(title)s restored from the recycle bin"), icon="restore")
