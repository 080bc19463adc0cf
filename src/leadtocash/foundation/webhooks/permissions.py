from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.access.permissions import Scope, declare

MANAGE = declare("webhooks.manage", _("Keep webhooks"), system_admin=Scope.ALL)
