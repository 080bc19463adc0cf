from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.access.permissions import Scope, declare

VIEW = declare(
    "forecast.view",
    _("See the forecast"),
    account_manager=Scope.OWN,
    sales_manager=Scope.BELOW,
    sales_director=Scope.ALL,
    sales_vp=Scope.ALL,
    bu_manager=Scope.BELOW,
    general_manager=Scope.ALL,
)
CALL = declare(
    "forecast.call",
    _("Put an own number beside the forecast"),
    sales_manager=Scope.BELOW,
    sales_director=Scope.ALL,
    sales_vp=Scope.ALL,
    bu_manager=Scope.BELOW,
    general_manager=Scope.ALL,
)
SNAPSHOT = declare("forecast.snapshot", _("Keep the forecast of a day"), sales_director=Scope.ALL, sales_vp=Scope.ALL)
TARGET = declare(
    "forecast.target",
    _("Set sales targets"),
    sales_manager=Scope.BELOW,
    sales_director=Scope.ALL,
    sales_vp=Scope.ALL,
    bu_manager=Scope.BELOW,
    general_manager=Scope.ALL,
)
