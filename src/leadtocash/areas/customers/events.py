from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.journal.verbs import verb
from leadtocash.foundation.notices.topics import topic

CREATED = verb("customers.created", _("Customer registered"), icon="plus")
TAKEN_OVER = verb("customers.taken_over", _("Customer taken over"), icon="file-import")
CHANGED = verb("customers.changed", _("Customer changed"), icon="pencil")
WON = verb("customers.won", _("Status won by opportunity %(opportunity)s"), tone="done", icon="trophy")
CONTACT_ADDED = verb("customers.contact_added", _("Contact %(name)s added"), icon="user-plus")
CONTACT_CHANGED = verb("customers.contact_changed", _("Contact %(name)s changed"), icon="pencil")
HANDED_OVER = verb("customers.handed_over", _("Taken over from %(name)s"), tone="wait", icon="users")
ASSIGNED = verb("customers.assigned", _("Given by %(before)s to %(name)s"), tone="wait", icon="user-share")

TOLD_MERGED = topic(
    "customers.merged",
    _("%(who)s merged your customer %(titles)s into %(title)s"),
    label=_("My customer was merged with another"),
    outside=_("%(who)s merged your customer into %(number)s."),
)
