from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.access.permissions import Scope, declare

SHARE = declare(
    "listviews.share",
    _("Share views of lists with others"),
    sales_manager=Scope.ALL,
    sales_director=Scope.ALL,
    sales_vp=Scope.ALL,
    bu_manager=Scope.ALL,
    general_manager=Scope.ALL,
    contract_admin=Scope.ALL,
    project_admin=Scope.ALL,
    finance=Scope.ALL,
    system_admin=Scope.ALL,
)
DEFAULTS = declare("listviews.defaults", _("Set the view with which a role's lists open"), system_admin=Scope.ALL)
