from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.journal.verbs import verb

CREATED = verb("products.created", _("Product added"), icon="plus")
CHANGED = verb("products.changed", _("Product changed"), icon="pencil")
CATEGORY_SAVED = verb("products.category_saved", _("Product category %(name)s saved"), icon="folder")
SERIES_SAVED = verb("products.series_saved", _("Product series %(name)s saved"), icon="folder")
