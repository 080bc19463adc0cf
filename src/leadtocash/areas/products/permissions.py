from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.access.permissions import Scope, declare
from leadtocash.foundation.accounts.roles import SHIPPED

OUTSIDE = {"distributor"}

VIEW = declare(
    "products.view",
    _("See the product catalogue"),
    **{code: Scope.ALL for code, _name, _name_en in SHIPPED if code not in OUTSIDE},
)
MANAGE = declare("products.manage", _("Keep the product catalogue"), commerce_rep=Scope.ALL, system_admin=Scope.ALL)
SEE_COST = declare(
    "products.see_cost",
    _("See product cost"),
    commerce_rep=Scope.ALL,
    finance=Scope.ALL,
    bu_manager=Scope.ALL,
    sales_vp=Scope.ALL,
    general_manager=Scope.ALL,
)
SEE_FLOOR_PRICE = declare(
    "products.see_floor_price",
    _("See floor prices"),
    account_manager=Scope.ALL,
    sales_manager=Scope.ALL,
    sales_director=Scope.ALL,
    sales_vp=Scope.ALL,
    bu_manager=Scope.ALL,
    general_manager=Scope.ALL,
    commerce_rep=Scope.ALL,
    finance=Scope.ALL,
)
