from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.access.permissions import Scope, declare

AUTHORITY = declare("authority.change", _("Change the authority table"), system_admin=Scope.ALL)
