from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.access.permissions import Scope, declare

VIEW = declare(
    "after_sales.view",
    _("See installed equipment and its warranty"),
    account_manager=Scope.OWN,
    sales_assistant=Scope.DEPARTMENT,
    marketing_assistant=Scope.DEPARTMENT,
    sales_manager=Scope.BELOW,
    sales_director=Scope.ALL,
    sales_vp=Scope.ALL,
    bu_manager=Scope.BELOW,
    general_manager=Scope.ALL,
    project_admin=Scope.ALL,
    commerce_rep=Scope.ALL,
    it_service=Scope.ALL,
    customer_service=Scope.ALL,
    rd_manager=Scope.ALL,
    tech_support=Scope.ALL,
)
