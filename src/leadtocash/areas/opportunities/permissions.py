from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.access.permissions import Scope, declare

VIEW = declare(
    "opportunities.view",
    _("See opportunities"),
    account_manager=Scope.OWN,
    sales_assistant=Scope.DEPARTMENT,
    telesales=Scope.DEPARTMENT,
    sales_manager=Scope.BELOW,
    sales_director=Scope.ALL,
    sales_vp=Scope.ALL,
    bu_manager=Scope.BELOW,
    general_manager=Scope.ALL,
    presales_consultant=Scope.DEPARTMENT,
)
EDIT = declare(
    "opportunities.edit",
    _("Add and change opportunities"),
    account_manager=Scope.OWN,
    sales_manager=Scope.BELOW,
)
IMPORT = declare("opportunities.import", _("Take over data from another system"), system_admin=Scope.ALL)
ASSIGN = declare(
    "opportunities.assign",
    _("Give opportunities to another account manager"),
    sales_manager=Scope.BELOW,
    sales_director=Scope.ALL,
    sales_vp=Scope.ALL,
    bu_manager=Scope.BELOW,
)
WAIVE = declare(
    "opportunities.waive",
    _("Waive a criterion of a gate"),
    sales_manager=Scope.BELOW,
    sales_director=Scope.ALL,
    sales_vp=Scope.ALL,
    bu_manager=Scope.BELOW,
)
SEE_METHODS = declare(
    "opportunities.see_methods",
    _("See sales methods"),
    **dict.fromkeys(
        (
            "account_manager", "sales_assistant", "telesales", "sales_manager", "sales_director", "sales_vp",
            "bu_manager", "general_manager", "presales_consultant", "system_admin",
        ),
        Scope.ALL,
    ),
)  # fmt: skip
METHODS = declare("opportunities.methods", _("Draw sales methods"), sales_director=Scope.ALL, system_admin=Scope.ALL)
