from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.access.permissions import Scope, declare

ADMINISTER = declare("workflow.administer", _("Administer running processes"), system_admin=Scope.ALL)
