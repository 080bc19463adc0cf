from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.access.permissions import Scope, declare

VIEW = declare(
    "visits.view",
    _("See visits, calls and their minutes"),
    account_manager=Scope.OWN,
    sales_assistant=Scope.DEPARTMENT,
    marketing_assistant=Scope.DEPARTMENT,
    telesales=Scope.DEPARTMENT,
    presales_consultant=Scope.OWN,
    rd_manager=Scope.OWN,
    tech_support=Scope.OWN,
    sales_manager=Scope.BELOW,
    sales_director=Scope.ALL,
    sales_vp=Scope.ALL,
    bu_manager=Scope.BELOW,
    general_manager=Scope.ALL,
)
EDIT = declare(
    "visits.edit",
    _("Plan visits and write minutes"),
    account_manager=Scope.OWN,
    sales_assistant=Scope.DEPARTMENT,
    telesales=Scope.OWN,
    presales_consultant=Scope.OWN,
    rd_manager=Scope.OWN,
    tech_support=Scope.OWN,
    sales_manager=Scope.BELOW,
    sales_director=Scope.ALL,
    sales_vp=Scope.ALL,
    bu_manager=Scope.BELOW,
    general_manager=Scope.ALL,
)
TEAM = declare(
    "visits.team",
    _("Read the week of visits of one's people"),
    sales_manager=Scope.BELOW,
    sales_director=Scope.ALL,
    sales_vp=Scope.ALL,
    bu_manager=Scope.BELOW,
    general_manager=Scope.ALL,
)
