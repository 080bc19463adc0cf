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
VIEW_PARTNERS = declare(
    "market.view_partners",
    _("See partners"),
    account_manager=Scope.DEPARTMENT,
    sales_assistant=Scope.DEPARTMENT,
    marketing_assistant=Scope.ALL,
    sales_manager=Scope.BELOW,
    sales_director=Scope.ALL,
    sales_vp=Scope.ALL,
    bu_manager=Scope.BELOW,
    general_manager=Scope.ALL,
    commerce_rep=Scope.ALL,
    legal=Scope.ALL,
)
EDIT_PARTNERS = declare(
    "market.edit_partners",
    _("Add and change partners"),
    account_manager=Scope.OWN,
    marketing_assistant=Scope.ALL,
    sales_manager=Scope.BELOW,
)
MERGE_PARTNERS = declare(
    "market.merge_partners",
    _("Merge partners that stand twice"),
    marketing_assistant=Scope.ALL,
    sales_manager=Scope.BELOW,
    sales_director=Scope.ALL,
)
VIEW_DEMANDS = declare(
    "market.view_demands",
    _("See what the market asks for"),
    account_manager=Scope.DEPARTMENT,
    sales_assistant=Scope.DEPARTMENT,
    telesales=Scope.DEPARTMENT,
    presales_consultant=Scope.ALL,
    marketing_assistant=Scope.ALL,
    info_admin=Scope.ALL,
    sales_manager=Scope.BELOW,
    sales_director=Scope.ALL,
    sales_vp=Scope.ALL,
    bu_manager=Scope.BELOW,
    general_manager=Scope.ALL,
    rd_manager=Scope.ALL,
)
EDIT_DEMANDS = declare(
    "market.edit_demands",
    _("Record what the market asks for"),
    account_manager=Scope.OWN,
    sales_assistant=Scope.OWN,
    telesales=Scope.OWN,
    presales_consultant=Scope.OWN,
    marketing_assistant=Scope.ALL,
    info_admin=Scope.ALL,
    sales_manager=Scope.BELOW,
)
ANSWER_DEMANDS = declare(
    "market.answer_demands",
    _("Answer what the market asks for"),
    marketing_assistant=Scope.ALL,
    info_admin=Scope.ALL,
    bu_manager=Scope.BELOW,
    rd_manager=Scope.ALL,
)
WRITE_REPORTS = declare(
    "market.write_reports",
    _("Write market research reports"),
    account_manager=Scope.OWN,
    presales_consultant=Scope.OWN,
    marketing_assistant=Scope.ALL,
    info_admin=Scope.ALL,
    sales_manager=Scope.BELOW,
    bu_manager=Scope.BELOW,
)
