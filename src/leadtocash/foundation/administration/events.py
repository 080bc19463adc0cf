from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.accounts.log import WORDS
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
HANDOVER_PLANNED = verb("administration.handover_planned", _("Hand-over planned for %(day)s"), icon="calendar-time")
HANDOVER_CALLED_OFF = verb("administration.handover_called_off", _("Planned hand-over called off"), icon="calendar-off")
HANDED_OVER = verb("administration.handed_over", _("Work handed over: %(count)s"), tone="wait", icon="users")
LEFT = verb("administration.left", _("Has left; deactivated"), tone="late", icon="user-off")
REACTIVATED = verb("administration.reactivated", _("Active again"), tone="done", icon="user-check")
SUPERIOR_CHANGED = verb("administration.superior_changed", _("Superior changed"), icon="sitemap")
MEMBER_REPLACED = verb("administration.member_replaced", _("%(name)s takes the place of %(before)s"), icon="users")
UNLOCKED = verb("administration.unlocked", _("Unlocked"), icon="lock-open")
LINK_MADE = verb("administration.link_made", _("Link to set the password made"), tone="wait", icon="link")
FACTORS_RESET = verb("administration.factors_reset", _("Second factor taken off"), tone="wait", icon="shield-off")
SESSIONS_ENDED = verb("administration.sessions_ended", _("All sessions and tokens ended: %(count)s"), icon="logout")
POLICY_CHANGED = verb("administration.policy_changed", _("Sign-in rules changed"), tone="wait", icon="shield")
ACCOUNT_CHANGED = {
    what: verb(f"administration.account_{what}", WORDS[what], icon="key")
    for what in (
        "password_changed", "password_reset", "totp_on", "totp_off", "passkey_added", "passkey_removed", "codes_made",
        "linked", "unlinked", "token_made", "token_withdrawn",
    )
}  # fmt: skip
