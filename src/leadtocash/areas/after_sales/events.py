from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.journal.verbs import verb

INSTALLED = verb("after_sales.installed", _("Handed over to maintenance, warranty started"), tone="done", icon="shield")
