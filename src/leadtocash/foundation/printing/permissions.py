from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.access.permissions import Scope, declare

TEMPLATES = declare("printing.templates", _("Keep print templates"), system_admin=Scope.ALL)
