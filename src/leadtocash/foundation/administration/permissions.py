from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.access.permissions import Scope, declare

PEOPLE = declare("administration.people", _("Keep people, departments and positions"), system_admin=Scope.ALL)
ROLES = declare("administration.roles", _("Change what roles may do"), system_admin=Scope.ALL)
CALENDAR = declare("administration.calendar", _("Keep the working calendar"), system_admin=Scope.ALL)
NUMBERING = declare("administration.numbering", _("Change numbering rules"), system_admin=Scope.ALL)
SIGN_IN = declare("administration.sign_in", _("Change the rules for signing in"), system_admin=Scope.ALL)
