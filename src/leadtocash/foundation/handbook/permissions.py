from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.access.permissions import Scope, declare

CHANGE = declare("handbook.change", _("Draft changes of the policy handbook"), system_admin=Scope.ALL)
PUBLISH = declare(
    "handbook.publish", _("Publish editions of the policy handbook"), system_admin=Scope.ALL, general_manager=Scope.ALL
)
REFUSALS = declare(
    "handbook.refusals", _("See who was refused by which clause"), system_admin=Scope.ALL, general_manager=Scope.ALL
)
