from django.utils.translation import gettext_lazy as _

SIMILAR_LABEL = _("similar name")
