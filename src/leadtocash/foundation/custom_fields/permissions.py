from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.access.permissions import Scope, declare

MANAGE = declare("custom_fields.manage", _("Define custom fields"), system_admin=Scope.ALL)
