from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.access.permissions import Scope, declare

#: whoever may be in a team works on what is opened to him
_TEAM = {
    "account_manager": Scope.OWN,
    "presales_consultant": Scope.OWN,
    "delivery_manager": Scope.OWN,
    "project_director": Scope.OWN,
    "quality_assurance": Scope.OWN,
    "supply_chain_manager": Scope.OWN,
    "rd_manager": Scope.OWN,
    "tech_support": Scope.OWN,
    "executive": Scope.OWN,
}
_ABOVE = {
    "sales_manager": Scope.BELOW,
    "bu_manager": Scope.BELOW,
    "sales_director": Scope.ALL,
    "sales_vp": Scope.ALL,
    "general_manager": Scope.ALL,
}

VIEW = declare("presales.view", _("See pre-sales projects"), **_TEAM, **_ABOVE, sales_assistant=Scope.DEPARTMENT)
EDIT = declare("presales.edit", _("Work on pre-sales projects"), **_TEAM, **_ABOVE)
APPOINT = declare("presales.appoint", _("Appoint and change the team of a pre-sales project"), **_ABOVE)
BUDGET = declare("presales.budget", _("Lower the budget of a pre-sales project"), **_ABOVE)
