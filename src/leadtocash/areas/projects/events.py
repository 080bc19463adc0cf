"""What other areas may hear of sales projects, and the words of the journal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.journal.verbs import verb
from leadtocash.foundation.kernel.act import Act


@dataclass(frozen=True)
class ProjectSetUp:
    """Set-up was approved: purchasing may start (S0 2.3.2)."""

    project_id: int
    act: Act


@dataclass(frozen=True)
class ProjectArrived:
    """All equipment has arrived; the sign-off clock runs from this day (S0 2.4.2)."""

    project_id: int
    arrived_on: date
    act: Act


@dataclass(frozen=True)
class ProjectSignedOff:
    """The customer's signed sheet was checked and accepted (S0 2.4.3)."""

    project_id: int
    signed_on: date
    act: Act


@dataclass(frozen=True)
class ProjectClosed:
    """Closed on the signed sheet: revenue may be recognised, warranty starts (S0 2.5)."""

    project_id: int
    act: Act


@dataclass(frozen=True)
class ProjectAccepted:
    """The customer's acceptance report was recorded, where the contract asks for one (S0 2.5.4)."""

    project_id: int
    accepted_on: date
    act: Act


@dataclass(frozen=True)
class ProjectCancelled:
    """Cancelled by the approved form (S0 2.7)."""

    project_id: int
    act: Act


@dataclass(frozen=True)
class EquipmentChanged:
    """A changed equipment list came into force (S0 2.4.4)."""

    project_id: int
    act: Act


CREATED = verb("projects.created", _("Project code given, set-up prepared"), icon="plus")
MEMBER_ADDED = verb("projects.member_added", _("%(name)s joined the team"), icon="user-plus")
LINES_CHANGED = verb("projects.lines_changed", _("Set-up data entered"), icon="pencil")
SUBMITTED = verb("projects.submitted", _("Submitted for set-up approval"), tone="doing", icon="send")
RETURNED = verb("projects.returned", _("Set-up sent back"), tone="late", icon="arrow-back-up")
SET_UP = verb("projects.set_up", _("Set up"), tone="done", icon="check")
ORDERED = verb("projects.ordered", _("Ordered %(quantity)s of %(what)s"), icon="shopping-cart")
ORDER_CHANGED = verb("projects.order_changed", _("Purchase order %(number)s changed"), icon="pencil")
ORDER_CANCELLED = verb("projects.order_cancelled", _("Purchase order %(number)s cancelled"), icon="x")
ARRIVAL_TAKEN_BACK = verb(
    "projects.arrival_taken_back", _("Arrival taken back: %(quantity)s of %(what)s"), icon="arrow-back-up"
)
ARRIVED_PART = verb("projects.arrived_part", _("Arrived: %(quantity)s of %(what)s"), icon="truck")
ARRIVED = verb("projects.arrived", _("All equipment arrived"), tone="done", icon="truck")
SERIALS_ENTERED = verb("projects.serials_entered", _("Serial numbers entered: %(count)s"), icon="barcode")
SIGNOFF_SUBMITTED = verb("projects.signoff_submitted", _("Signed sheet handed in"), tone="doing", icon="send")
SIGNOFF_RETURNED = verb("projects.signoff_returned", _("Signed sheet sent back"), tone="late", icon="arrow-back-up")
SIGNED_OFF = verb("projects.signed_off", _("Signed off by the customer"), tone="done", icon="check")
CHANGE_ASKED = verb("projects.change_asked", _("Equipment change asked"), tone="doing", icon="replace")
CHANGE_IN_FORCE = verb("projects.change_in_force", _("Equipment change in force, version %(version)s"), tone="done")
CHANGE_REFUSED = verb("projects.change_refused", _("Equipment change refused"), tone="late", icon="x")
CLOSING_STARTED = verb("projects.closing_started", _("Closing notice circulated"), tone="doing", icon="file-text")
CLOSING_STOPPED = verb("projects.closing_stopped", _("Closing stopped by an objection"), tone="late", icon="x")
ARCHIVED = verb("projects.archived", _("Papers archived"), tone="done", icon="archive")
ACCEPTED = verb("projects.accepted", _("Accepted by the customer"), tone="done", icon="certificate")
SHEET_CHANGED = verb("projects.sheet_changed", _("Sign-off sheet filled in"), icon="pencil")
SUCCESSOR_DRAFTED = verb("projects.successor_drafted", _("Set up anew: contract %(number)s drafted"), icon="copy")
FOLLOWS = verb("projects.follows", _("Set up anew from %(code)s"), icon="link")
CLOSED = verb("projects.closed", _("Closed"), tone="done", icon="lock")
CANCELLATION_ASKED = verb("projects.cancellation_asked", _("Cancellation asked"), tone="wait", icon="x")
CANCELLATION_REFUSED = verb("projects.cancellation_refused", _("Cancellation refused"), icon="x")
CANCELLED = verb("projects.cancelled", _("Cancelled"), tone="late", icon="x")
CONTRACT_REPLACED = verb("projects.contract_replaced", _("Goes on under formal contract %(number)s"), tone="done")
HANDED_OVER = verb("projects.handed_over", _("Taken over from %(name)s"), tone="wait", icon="users")
