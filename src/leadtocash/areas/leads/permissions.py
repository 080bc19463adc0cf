from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.access.permissions import Scope, declare

VIEW = declare(
    "leads.view",
    _("See leads"),
    account_manager=Scope.OWN,
    sales_assistant=Scope.DEPARTMENT,
    marketing_assistant=Scope.DEPARTMENT,
    telesales=Scope.DEPARTMENT,
    sales_manager=Scope.BELOW,
    sales_director=Scope.ALL,
    sales_vp=Scope.ALL,
    bu_manager=Scope.BELOW,
    general_manager=Scope.ALL,
)
EDIT = declare(
    "leads.edit",
    _("Enter leads and work on them"),
    account_manager=Scope.OWN,
    sales_assistant=Scope.DEPARTMENT,
    marketing_assistant=Scope.DEPARTMENT,
    telesales=Scope.OWN,
    sales_manager=Scope.BELOW,
)
TAKE = declare(
    "leads.take",
    _("Take leads from the pool"),
    account_manager=Scope.DEPARTMENT,
    telesales=Scope.DEPARTMENT,
    sales_manager=Scope.BELOW,
)
ASSIGN = declare(
    "leads.assign",
    _("Give leads to somebody, or back to the pool"),
    sales_assistant=Scope.DEPARTMENT,
    marketing_assistant=Scope.DEPARTMENT,
    sales_manager=Scope.BELOW,
    sales_director=Scope.ALL,
    sales_vp=Scope.ALL,
    bu_manager=Scope.BELOW,
)
SET_UP = declare(
    "leads.set_up",
    _("Set up sources of leads"),
    sales_director=Scope.ALL,
    sales_vp=Scope.ALL,
    system_admin=Scope.ALL,
)
