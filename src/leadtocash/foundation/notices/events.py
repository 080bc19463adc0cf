"""The journal's words for channels, addresses and rules of notices."""

from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.journal.verbs import verb

CHANNEL_ADDED = verb("notices.channel_added", _("Channel set up"), icon="plus")
CHANNEL_CHANGED = verb("notices.channel_changed", _("Channel changed"), icon="pencil")
CHANNEL_TESTED = verb("notices.channel_tested", _("Test message sent"), icon="send")
ROUTE_ADDED = verb("notices.route_added", _("Group hears of it: %(what)s"), icon="plus")
ROUTE_REMOVED = verb("notices.route_removed", _("Group no longer hears of it: %(what)s"), icon="x")
RULE_SET = verb("notices.rule_set", _("Way of a topic fixed for everybody"), icon="lock")
ADDRESS_SET = verb("notices.address_set", _("Messenger address entered"), icon="user")
DELIVERY_AGAIN = verb("notices.delivery_again", _("Message sent once more"), icon="refresh")
