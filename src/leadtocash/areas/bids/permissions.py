from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.access.permissions import Scope, declare

#: whoever brings something to a bid sees it: it is opened to him
_BRINGS = {
    "tech_support": Scope.OWN,
    "delivery_manager": Scope.OWN,
    "quality_assurance": Scope.OWN,
    "supply_chain_manager": Scope.OWN,
}

VIEW = declare(
    "bids.view",
    _("See bids"),
    account_manager=Scope.OWN,
    sales_assistant=Scope.BELOW,
    presales_consultant=Scope.ALL,
    sales_manager=Scope.BELOW,
    sales_director=Scope.ALL,
    sales_vp=Scope.ALL,
    bu_manager=Scope.BELOW,
    general_manager=Scope.ALL,
    finance=Scope.ALL,
    legal=Scope.ALL,
    rd_manager=Scope.ALL,
    **_BRINGS,
)
EDIT = declare("bids.edit", _("Register tenders and submit bids"), account_manager=Scope.OWN, sales_manager=Scope.BELOW)
PREPARE = declare(
    "bids.prepare",
    _("Prepare bids and tick their checklists"),
    account_manager=Scope.OWN,
    sales_manager=Scope.BELOW,
    sales_assistant=Scope.BELOW,
    presales_consultant=Scope.ALL,
)
BOND = declare("bids.bond", _("Pay bid bonds and watch them come back"), finance=Scope.ALL)
TEMPLATE = declare(
    "bids.template", _("Keep the bid checklist template"), sales_director=Scope.ALL, system_admin=Scope.ALL
)
