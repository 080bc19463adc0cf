"""What other areas may hear of leads, the words of the journal, and who is told."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.journal.verbs import verb
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.notices.topics import topic


@dataclass(frozen=True)
class LeadConverted:
    """A lead has become an opportunity."""

    lead_id: int
    opportunity_id: int
    act: Act


CREATED = verb("leads.created", _("Lead entered"), icon="plus")
CHANGED = verb("leads.changed", _("Lead changed"), icon="pencil")
ASSIGNED = verb("leads.assigned", _("Given to %(name)s"), icon="user-share")
ROUTED = verb("leads.routed", _("Given to %(name)s by an assignment rule"), icon="route")
POOLED = verb("leads.pooled", _("Put into the pool of %(department)s"), tone="wait", icon="inbox")
RETURNED = verb(
    "leads.returned", _("Back in the pool: %(name)s did not work on it in time"), tone="late", icon="arrow-back-up"
)
TAKEN = verb("leads.taken", _("Taken from the pool by %(name)s"), icon="hand-grab")
TAKEN_UP = verb("leads.taken_up", _("Taken up"), tone="doing", icon="phone")
JUDGED = verb("leads.judged", _("Money, authority and need judged"), icon="scale")
QUALIFIED = verb("leads.qualified", _("Qualified"), tone="done", icon="circle-check")
CONVERTED = verb("leads.converted", _("Became opportunity %(opportunity)s"), tone="done", icon="target-arrow")
CAME_FROM = verb("leads.came_from", _("Came from lead %(lead)s"), icon="seeding")
DROPPED = verb("leads.dropped", _("Dropped: %(why)s"), tone="late", icon="circle-x")
REOPENED = verb("leads.reopened", _("Opened again"), tone="wait", icon="rotate")
HANDED_OVER = verb("leads.handed_over", _("Taken over from %(name)s"), tone="wait", icon="users")
SOURCE_SAVED = verb("leads.source_saved", _("Source of leads written"), icon="seeding")

TOLD_GIVEN = topic(
    "leads.given", _("Lead %(what)s is yours; take it up by %(day)s"), tone="wait", label=_("A lead was given to me")
)
TOLD_DUE = topic(
    "leads.due", _("Lead %(what)s: its time is over on %(day)s"), tone="wait", label=_("The time of a lead ends today")
)
TOLD_LATE = topic(
    "leads.late",
    _("%(who)s has not worked on lead %(what)s in time; it goes back to the pool on %(day)s"),
    tone="late",
    label=_("A lead of mine or my people is late"),
)
TOLD_RETURNED = topic(
    "leads.returned", _("Lead %(what)s went back to the pool"), tone="late", label=_("A lead was taken from me")
)
