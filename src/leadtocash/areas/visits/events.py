"""What other areas may hear of visits, and the words of the journal."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.journal.verbs import verb
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.notices.sending import topic


@dataclass(frozen=True)
class VisitDone:
    """Somebody of ours was in touch with the customer; said once for each visit, call or mail."""

    visit_id: int
    act: Act


PLANNED = verb("visits.planned", _("Planned for %(day)s"), icon="calendar-plus")
LOGGED = verb("visits.logged", _("Logged: %(kind)s on %(day)s"), tone="done", icon="pencil-plus")
CHANGED = verb("visits.changed", _("Plan changed"), icon="pencil")
MOVED = verb("visits.moved", _("Moved from %(before)s to %(day)s"), tone="wait", icon="calendar-event")
ARRIVED = verb("visits.arrived", _("Arrived at the customer"), tone="doing", icon="map-pin")
DONE = verb("visits.done", _("Took place, minutes to follow"), tone="doing", icon="check")
MINUTED = verb("visits.minuted", _("Minutes written"), tone="done", icon="notes")
MINUTES_CHANGED = verb("visits.minutes_changed", _("Minutes changed"), icon="notes")
CANCELLED = verb("visits.cancelled", _("Cancelled"), tone="late", icon="calendar-off")
PEOPLE_CHANGED = verb("visits.people_changed", _("Met: %(contacts)s; with: %(people)s"), icon="users")
PROMISED = verb("visits.promised", _("Commitments written down: %(count)s"), icon="checklist")
KEPT = verb("visits.kept", _("Commitment kept: %(what)s"), tone="done", icon="checkbox")
UNKEPT = verb("visits.unkept", _("Commitment open again: %(what)s"), tone="wait", icon="rotate")
HANDED_OVER = verb("visits.handed_over", _("Taken over from %(name)s"), tone="wait", icon="users")

MINUTES_OWED = topic(
    "visits.minutes_owed",
    _("%(number)s %(what)s took place on %(day)s: the minutes are missing, due %(due)s."),
    tone="wait",
    label=_("Minutes I owe"),
    weight="todo",
)
MINUTES_LATE = topic(
    "visits.minutes_late",
    _("%(name)s owes the minutes of %(number)s %(what)s since %(due)s."),
    tone="late",
    label=_("Minutes of my people are late"),
    weight="alarm",
)
NOT_RECORDED = topic(
    "visits.not_recorded",
    _("%(number)s %(what)s was planned for %(day)s: did it take place?"),
    tone="wait",
    label=_("A planned visit was not recorded"),
    weight="todo",
)
COMMITMENT_DUE = topic(
    "visits.commitment_due",
    _("We promised “%(what)s” until %(day)s (%(number)s)."),
    tone="wait",
    label=_("A commitment of ours is due"),
    weight="todo",
)
INVITED = topic(
    "visits.invited",
    _("You go along: %(number)s %(what)s on %(day)s."),
    label=_("I was added to a visit"),
)
