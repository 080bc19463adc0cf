"""What other areas may hear of customers, and the words of the journal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.journal.verbs import verb
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.notices.topics import topic


@dataclass(frozen=True)
class CustomerCreated:
    """A customer was registered, by hand or from a file."""

    customer_id: int
    act: Act


@dataclass(frozen=True)
class ContactLeft:
    """A person no longer works at the customer since that day."""

    contact_id: int
    customer_id: int
    on: date
    act: Act


CREATED = verb("customers.created", _("Customer registered"), icon="plus")
TAKEN_OVER = verb("customers.taken_over", _("Customer taken over"), icon="file-import")
CHANGED = verb("customers.changed", _("Customer changed"), icon="pencil")
WON = verb("customers.won", _("Status won by opportunity %(opportunity)s"), tone="done", icon="trophy")
CONTACT_ADDED = verb("customers.contact_added", _("Contact %(name)s added"), icon="user-plus")
CONTACT_CHANGED = verb("customers.contact_changed", _("Contact %(name)s changed"), icon="pencil")
HANDED_OVER = verb("customers.handed_over", _("Taken over from %(name)s"), tone="wait", icon="users")
ASSIGNED_BY_RULE = verb("customers.assigned_by_rule", _("Given to %(name)s by rule"), tone="wait", icon="route")
ASSIGNED = verb("customers.assigned", _("Given by %(before)s to %(name)s"), tone="wait", icon="user-share")

TOLD_MERGED = topic(
    "customers.merged",
    _("%(who)s merged your customer %(titles)s into %(title)s"),
    label=_("My customer was merged with another"),
    outside=_("%(who)s merged your customer into %(number)s."),
)
