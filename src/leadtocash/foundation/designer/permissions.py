from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.access.permissions import Scope, declare

DESIGN = declare(
    "designer.design",
    _("Change processes as drafts"),
    system_admin=Scope.ALL,
    contract_admin=Scope.ALL,
    project_admin=Scope.ALL,
    sales_vp=Scope.ALL,
)
PUBLISH = declare(
    "designer.publish", _("Publish processes"), system_admin=Scope.ALL, sales_vp=Scope.ALL, general_manager=Scope.ALL
)
MIGRATE = declare("designer.migrate", _("Move running processes to another version"), system_admin=Scope.ALL)
