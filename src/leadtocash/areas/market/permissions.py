from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.access.permissions import Scope, declare

_SELLERS = (
    "account_manager",
    "sales_assistant",
    "marketing_assistant",
    "presales_consultant",
    "sales_manager",
    "sales_director",
    "bu_manager",
    "info_admin",
)

VIEW = declare(
    "market.view",
    _("See competitors, market reports and reasons won or lost"),
    **dict.fromkeys((*_SELLERS, "telesales", "sales_vp", "general_manager", "executive", "rd_manager"), Scope.ALL),
    system_admin=Scope.ALL,
)
EDIT = declare("market.edit", _("Add and change competitors"), **dict.fromkeys(_SELLERS, Scope.ALL))
MERGE = declare(
    "market.merge",
    _("Merge competitors that stand twice"),
    marketing_assistant=Scope.ALL,
    sales_manager=Scope.ALL,
    sales_director=Scope.ALL,
    bu_manager=Scope.ALL,
    info_admin=Scope.ALL,
)
REASONS = declare("market.reasons", _("Keep the reasons won or lost"), sales_director=Scope.ALL, system_admin=Scope.ALL)
