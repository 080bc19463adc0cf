from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.access.permissions import Scope, declare

VIEW = declare(
    "customers.view",
    _("See customers"),
    account_manager=Scope.OWN,
    sales_assistant=Scope.DEPARTMENT,
    marketing_assistant=Scope.DEPARTMENT,
    telesales=Scope.DEPARTMENT,
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
    it_service=Scope.ALL,
)
EDIT = declare(
    "customers.edit",
    _("Add and change customers"),
    account_manager=Scope.OWN,
    sales_assistant=Scope.DEPARTMENT,
    sales_manager=Scope.BELOW,
)
SEE_PHONE = declare(
    "customers.see_phone",
    _("See phone and e-mail of contacts"),
    account_manager=Scope.OWN,
    sales_assistant=Scope.DEPARTMENT,
    marketing_assistant=Scope.DEPARTMENT,
    telesales=Scope.DEPARTMENT,
    sales_manager=Scope.BELOW,
    sales_director=Scope.ALL,
    sales_vp=Scope.ALL,
    bu_manager=Scope.BELOW,
    general_manager=Scope.ALL,
    project_admin=Scope.ALL,
    it_service=Scope.ALL,
    rd_manager=Scope.ALL,
    tech_support=Scope.ALL,
)
ASSIGN = declare(
    "customers.assign",
    _("Give customers to another account manager"),
    sales_manager=Scope.BELOW,
    sales_director=Scope.ALL,
    sales_vp=Scope.ALL,
    bu_manager=Scope.BELOW,
)
MERGE = declare(
    "customers.merge",
    _("Merge customers that stand twice"),
    sales_manager=Scope.BELOW,
    sales_director=Scope.ALL,
    sales_vp=Scope.ALL,
    bu_manager=Scope.BELOW,
    it_service=Scope.ALL,
)
CLAIM = declare(
    "customers.claim",
    _("See the public pool and claim customers from it"),
    account_manager=Scope.REGION,
    sales_manager=Scope.REGION,
)
RULES = declare(
    "customers.rules",
    _("Set the rules by which customers are assigned"),
    sales_director=Scope.ALL,
    sales_vp=Scope.ALL,
    system_admin=Scope.ALL,
)
DISPUTES = declare(
    "customers.disputes",
    _("See disputes about customers"),
    account_manager=Scope.OWN,
    sales_manager=Scope.BELOW,
    bu_manager=Scope.BELOW,
    sales_director=Scope.ALL,
    sales_vp=Scope.ALL,
    general_manager=Scope.ALL,
)
SET_CREDIT = declare("customers.set_credit", _("Set rating and limit of a customer's credit"), finance=Scope.ALL)
