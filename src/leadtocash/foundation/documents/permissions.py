from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.access.permissions import Scope, declare

MANAGE = declare("documents.manage", _("Keep the file storage and its limits"), system_admin=Scope.ALL)
