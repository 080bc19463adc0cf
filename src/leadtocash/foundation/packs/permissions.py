from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.access.permissions import Scope, declare

MANAGE = declare("packs.manage", _("Export, compare and import policy packs"), system_admin=Scope.ALL)
LIMITS = declare("packs.limits", _("Change limits: days, shares and amounts"), system_admin=Scope.ALL)
