from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.access.permissions import Scope, declare

CHANNELS = declare("notices.channels", _("Keep the channels of notices"), system_admin=Scope.ALL)
