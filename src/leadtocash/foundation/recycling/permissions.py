from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.access.permissions import Scope, declare

MANAGE = declare("recycling.manage", _("Restore what others have deleted"), system_admin=Scope.ALL)
