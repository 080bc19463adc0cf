"""The journal's words for webhooks."""

from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.journal.verbs import verb

ADDED = verb("webhooks.added", _("Webhook set up"), icon="plus")
CHANGED = verb("webhooks.changed", _("Webhook changed"), icon="pencil")
REMOVED = verb("webhooks.removed", _("Webhook removed"), icon="x")
SECRET_CHANGED = verb("webhooks.secret_changed", _("New secret made"), icon="key")
REPLAYED = verb("webhooks.replayed", _("%(count)s messages sent once more"), icon="refresh")
SWITCHED_OFF = verb("webhooks.switched_off", _("Switched off after failing for long"), tone="late", icon="plug-off")
