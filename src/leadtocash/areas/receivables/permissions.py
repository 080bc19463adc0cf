from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.access.permissions import Scope, declare

VIEW = declare(
    "receivables.view",
    _("See receivables and money received"),
    account_manager=Scope.OWN,
    sales_assistant=Scope.DEPARTMENT,
    marketing_assistant=Scope.DEPARTMENT,
    sales_manager=Scope.BELOW,
    sales_director=Scope.ALL,
    sales_vp=Scope.ALL,
    bu_manager=Scope.BELOW,
    general_manager=Scope.ALL,
    contract_admin=Scope.ALL,
    project_admin=Scope.ALL,
    commerce_rep=Scope.ALL,
    finance=Scope.ALL,
)
MANAGE = declare("receivables.manage", _("Record money received and match it to receivables"), finance=Scope.ALL)
VIEW_REVENUE = declare(
    "receivables.view_revenue",
    _("See revenue of closed projects"),
    account_manager=Scope.OWN,
    sales_manager=Scope.BELOW,
    sales_director=Scope.ALL,
    sales_vp=Scope.ALL,
    bu_manager=Scope.BELOW,
    general_manager=Scope.ALL,
    project_admin=Scope.ALL,
    finance=Scope.ALL,
)
RECOGNISE = declare("receivables.recognise", _("Recognise revenue"), finance=Scope.ALL)
