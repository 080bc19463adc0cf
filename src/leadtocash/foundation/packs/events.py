from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.journal.verbs import verb

LIMIT_CHANGED = verb("packs.limit_changed", _("Limit changed"), tone="wait", icon="adjustments")
PACK_READ = verb("packs.read", _("Policy pack read"), icon="package-import")
PACK_APPLIED = verb("packs.applied", _("Policy pack taken over: %(parts)s"), tone="done", icon="package-import")
FOUNDED = verb("packs.founded", _("Company set up with the policy pack %(pack)s"), tone="done", icon="building")
