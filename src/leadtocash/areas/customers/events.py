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

STATUS_ASKED = verb("customers.status_asked", _("Status %(status)s asked for (%(number)s)"), tone="wait", icon="stairs")
STATUS_CHANGED = verb(
    "customers.status_changed", _("Status %(status)s approved (%(number)s)"), tone="done", icon="stairs"
)
STATUS_REFUSED = verb("customers.status_refused", _("Status %(status)s refused (%(number)s)"), tone="late", icon="x")
STATUS_WITHDRAWN = verb("customers.status_withdrawn", _("Application taken back"), tone="wait", icon="arrow-back-up")
STATUS_CONFIRMED = verb("customers.status_confirmed", _("Status %(status)s is still right"), icon="check")
CLAIMED = verb("customers.claimed", _("Claimed from the public pool by %(name)s"), tone="done", icon="hand-grab")
RELEASED = verb("customers.released", _("Given back to the public pool by %(name)s"), tone="wait", icon="users-group")
RETURNED = verb(
    "customers.returned",
    _("Back in the public pool: nobody worked on it since %(since)s"),
    tone="late",
    icon="users-group",
)  # fmt: skip
CREDIT_SET = verb("customers.credit_set", _("Credit set"), tone="wait", icon="coins")
DISPUTED = verb("customers.disputed", _("Dispute raised by %(name)s (%(number)s)"), tone="wait", icon="scale")
DISPUTE_ANSWERED = verb("customers.dispute_answered", _("Dispute answered"), icon="message")
DISPUTE_REJECTED = verb("customers.dispute_rejected", _("Dispute rejected (%(number)s)"), tone="late", icon="x")
DISPUTE_WITHDRAWN = verb("customers.dispute_withdrawn", _("Dispute taken back"), tone="wait", icon="arrow-back-up")
AWARDED = verb("customers.awarded", _("Awarded to %(name)s (%(number)s)"), tone="done", icon="scale")
LEFT = verb("customers.contact_left", _("%(name)s left the company"), tone="wait", icon="logout")
CAME_BACK = verb("customers.contact_back", _("%(name)s is still there"), icon="rotate")
TIED = verb("customers.tied", _("Relation: %(tie)s"), icon="link")
UNTIED = verb("customers.untied", _("Relation taken away: %(tie)s"), icon="unlink")
DOSSIER_SAVED = verb("customers.dossier_saved", _("Dossier written"), icon="notebook")
SHAREHOLDERS = verb("customers.shareholders", _("Shareholders: %(after)s (before: %(before)s)"), icon="notebook")
PRODUCTS_IN_USE = verb(
    "customers.products_in_use", _("Products in use: %(after)s (before: %(before)s)"), icon="notebook"
)
RULE_SAVED = verb("customers.rule_saved", _("Assignment rule: %(rule)s"), icon="route")
RULE_REMOVED = verb("customers.rule_removed", _("Assignment rule taken away: %(rule)s"), tone="wait", icon="trash")

TOLD_STATUS_REFUSED = topic(
    "customers.status_refused",
    _("%(customer)s does not become %(status)s: %(number)s was refused."),
    tone="late",
    label=_("A change of status was refused"),
    outside=_("%(number)s was refused."),
)
TOLD_RETURNING = topic(
    "customers.returning",
    _("%(count)s of your customers go back to the public pool on %(day)s unless somebody works on them: %(titles)s"),
    tone="wait",
    label=_("My customers are about to go back to the pool"),
    outside=_("%(count)s of your customers go back to the public pool on %(day)s."),
    weight="todo",
)
TOLD_RETURNED = topic(
    "customers.returned",
    _("%(count)s of your customers went back to the public pool: %(titles)s"),
    tone="late",
    label=_("My customers went back to the pool"),
    outside=_("%(count)s of your customers went back to the public pool."),
)
TOLD_DECIDED = topic(
    "customers.dispute_decided",
    _("%(number)s about %(customer)s is decided: %(state)s"),
    label=_("A dispute about a customer is decided"),
    outside=_("%(number)s is decided."),
)
TOLD_BIRTHDAY = topic(
    "customers.birthday",
    _("%(name)s of %(customer)s has birthday on %(day)s"),
    label=_("Birthdays of my contacts"),
    outside=_("A contact has birthday on %(day)s."),
)
TOLD_MERGED = topic(
    "customers.merged",
    _("%(who)s merged your customer %(titles)s into %(title)s"),
    label=_("My customer was merged with another"),
    outside=_("%(who)s merged your customer into %(number)s."),
)
