from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.journal.verbs import verb

CREATED = verb("products.created", _("Product added"), icon="plus")
CHANGED = verb("products.changed", _("Product changed"), icon="pencil")
