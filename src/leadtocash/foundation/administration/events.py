from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.journal.verbs import verb

PERSON_CREATED = verb("administration.person_created", _("Person added"), icon="user-plus")
PERSON_CHANGED = verb("administration.person_changed", _("Person changed"), icon="pencil")
PASSWORD_SET = verb("administration.password_set", _("Password set by an administrator"), tone="wait", icon="key")
POSITION_GIVEN = verb("administration.position_given", _("Position given: %(position)s"), icon="id-badge")
POSITION_TAKEN = verb("administration.position_taken", _("Position taken back: %(position)s"), icon="id-badge-off")
DEPARTMENT_CREATED = verb("administration.department_created", _("Department added"), icon="plus")
DEPARTMENT_CHANGED = verb("administration.department_changed", _("Department changed"), icon="pencil")
ROLE_CHANGED = verb("administration.role_changed", _("Permissions of the role changed"), tone="wait", icon="shield")
DAY_SET = verb("administration.day_set", _("Calendar day set"), icon="calendar")
DAY_CLEARED = verb("administration.day_cleared", _("Calendar day removed"), icon="calendar")
HOURS_SET = verb("administration.hours_set", _("Working hours set"), icon="clock")
PATTERN_CHANGED = verb("administration.pattern_changed", _("Numbering pattern changed"), icon="hash")
