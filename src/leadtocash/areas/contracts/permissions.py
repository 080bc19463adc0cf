from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.access.permissions import Scope, declare

VIEW = declare(
    "contracts.view",
    _("See contracts"),
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
    legal=Scope.ALL,
    archivist=Scope.ALL,
)
EDIT = declare("contracts.edit", _("Draft and submit contracts"), account_manager=Scope.OWN)
REGISTER = declare("contracts.register", _("Register contracts and give project codes"), contract_admin=Scope.ALL)
SEE_MARGIN = declare(
    "contracts.see_margin",
    _("See cost and margin of contracts"),
    account_manager=Scope.OWN,
    sales_manager=Scope.BELOW,
    sales_director=Scope.ALL,
    sales_vp=Scope.ALL,
    bu_manager=Scope.BELOW,
    general_manager=Scope.ALL,
    commerce_rep=Scope.ALL,
    finance=Scope.ALL,
)
CANCEL = declare("contracts.cancel", _("Ask for cancellation of a contract"), account_manager=Scope.OWN)
SEE_VIRTUAL = declare(
    "contracts.see_virtual",
    _("See the register of virtual contracts"),
    contract_admin=Scope.ALL,
    bu_manager=Scope.BELOW,
    sales_manager=Scope.BELOW,
    sales_director=Scope.ALL,
    sales_vp=Scope.ALL,
    general_manager=Scope.ALL,
    finance=Scope.ALL,
    project_admin=Scope.ALL,
    account_manager=Scope.OWN,
)
ATTACH = declare(
    "contracts.attach",
    _("Attach files to contracts"),
    account_manager=Scope.OWN,
    sales_assistant=Scope.DEPARTMENT,
    contract_admin=Scope.ALL,
)
