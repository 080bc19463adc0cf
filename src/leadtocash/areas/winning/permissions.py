from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.access.permissions import Scope, declare

EDIT = declare(
    "winning.edit",
    _("Keep stakeholders, needs and rivals of opportunities"),
    account_manager=Scope.OWN,
    sales_assistant=Scope.DEPARTMENT,
    sales_manager=Scope.BELOW,
    sales_director=Scope.ALL,
    bu_manager=Scope.BELOW,
    presales_consultant=Scope.DEPARTMENT,
)
SEE_PERSONAL = declare(
    "winning.see_personal",
    _("See the personal needs of people in a deal"),
    account_manager=Scope.OWN,
    sales_manager=Scope.BELOW,
    sales_director=Scope.ALL,
    sales_vp=Scope.ALL,
    bu_manager=Scope.BELOW,
    general_manager=Scope.ALL,
)
SEE_EVIDENCE = declare(
    "winning.see_evidence",
    _("See the evidence library"),
    account_manager=Scope.ALL,
    sales_assistant=Scope.ALL,
    marketing_assistant=Scope.ALL,
    telesales=Scope.ALL,
    sales_manager=Scope.ALL,
    sales_director=Scope.ALL,
    sales_vp=Scope.ALL,
    bu_manager=Scope.ALL,
    general_manager=Scope.ALL,
    presales_consultant=Scope.ALL,
    rd_manager=Scope.ALL,
    tech_support=Scope.ALL,
)
EDIT_EVIDENCE = declare(
    "winning.edit_evidence",
    _("Keep the evidence library"),
    account_manager=Scope.OWN,
    marketing_assistant=Scope.ALL,
    sales_manager=Scope.BELOW,
    presales_consultant=Scope.ALL,
    rd_manager=Scope.DEPARTMENT,
)
