from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.access.permissions import Scope, declare

SEE_ALL = declare("exports.see_all", _("See who exported what"), system_admin=Scope.ALL)
