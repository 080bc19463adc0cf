from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.access.permissions import Scope, declare

ADMINISTER = declare("workflow.administer", _("Administer running processes"), system_admin=Scope.ALL)
LATE = declare(
    "workflow.late",
    _("See what is late and slow with one's people"),
    sales_manager=Scope.BELOW,
    bu_manager=Scope.BELOW,
    rd_manager=Scope.BELOW,
    project_admin=Scope.ALL,
    sales_vp=Scope.ALL,
    general_manager=Scope.ALL,
    system_admin=Scope.ALL,
)
