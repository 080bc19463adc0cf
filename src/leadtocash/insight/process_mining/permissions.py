from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.access.permissions import Scope, declare

VIEW = declare(
    "process_mining.view",
    _("See how processes perform"),
    general_manager=Scope.ALL,
    sales_vp=Scope.ALL,
    bu_manager=Scope.BELOW,
    sales_manager=Scope.BELOW,
    system_admin=Scope.ALL,
)
