"""What other areas may hear of opportunities, and the words of the journal."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.journal.verbs import verb
from leadtocash.foundation.kernel.act import Act


@dataclass(frozen=True)
class OpportunityWon:
    """The customer decided for us; a contract can be drafted from the opportunity's lines.

    reason: the code of the closing reason, "" where none was given; rivals: ids of the competitors in the deal.
    """

    opportunity_id: int
    act: Act
    reason: str = ""
    rivals: tuple[int, ...] = ()


@dataclass(frozen=True)
class OpportunityLost:
    """The customer decided against us, or dropped it.

    reason, rivals: as when won; lost_to: the id of the competitor who got it, if known.
    """

    opportunity_id: int
    act: Act
    reason: str = ""
    rivals: tuple[int, ...] = ()
    lost_to: int | None = None


@dataclass(frozen=True)
class OpportunitiesGiven:
    """Opportunities of one account manager (before_id) belong to another (owner_id) now."""

    opportunity_ids: tuple[int, ...]
    owner_id: int
    before_id: int
    act: Act


@dataclass(frozen=True)
class OpportunityReopened:
    """A closed opportunity is worked on again. A listener may refuse."""

    opportunity_id: int
    was_won: bool
    act: Act


CREATED = verb("opportunities.created", _("Opportunity opened"), icon="plus")
CHANGED = verb("opportunities.changed", _("Opportunity changed"), icon="pencil")
LINES_CHANGED = verb(
    "opportunities.lines_changed", _("Lines changed: %(count)s, together %(total)s yuan"), icon="list-numbers"
)
STAGE_REACHED = verb(
    "opportunities.stage_reached", _("Stage %(stage)s reached"), tone="doing", icon="arrow-big-right-lines"
)
STAGE_BACK = verb("opportunities.stage_back", _("Back to stage %(stage)s"), tone="wait", icon="arrow-back-up")
WON = verb("opportunities.won", _("Won with %(amount)s yuan"), tone="done", icon="trophy")
LOST = verb("opportunities.lost", _("Lost"), tone="late", icon="circle-x")
AGAINST = verb("opportunities.against", _("Decided against %(names)s"), icon="tournament")
TAKEN_OVER = verb("opportunities.taken_over", _("Taken over from %(source)s"), icon="file-import")
PERSON_TAKEN_OVER = verb("opportunities.person_taken_over", _("Person made by the import"), icon="user-plus")
METHOD_SAVED = verb("opportunities.method_saved", _("Sales method written, %(n)s stages"), icon="stairs")
METHOD_IN_FORCE = verb("opportunities.method_in_force", _("Sales method in force, version %(version)s"), icon="stairs")
METHOD_DRAFTED = verb("opportunities.method_drafted", _("Draft of version %(version)s begun"), icon="pencil-plus")
METHOD_DROPPED = verb("opportunities.method_dropped", _("Draft thrown away"), tone="wait", icon="trash")
METHOD_RETIRED = verb("opportunities.method_retired", _("Sales method out of force"), tone="wait", icon="archive")
REVIEW_ASKED = verb("opportunities.review_asked", _("Review asked for: stage %(stage)s"), tone="wait", icon="send")
REVIEW_REFUSED = verb(
    "opportunities.review_refused", _("Review did not pass: stage %(stage)s"), tone="late", icon="circle-x"
)
WAIVER_ASKED = verb(
    "opportunities.waiver_asked", _("Waiver asked for until %(until)s: %(criterion)s"), tone="wait", icon="send"
)
WAIVER_REFUSED = verb("opportunities.waiver_refused", _("Waiver refused: %(criterion)s"), tone="late", icon="circle-x")
REQUEST_ENDED = verb("opportunities.request_ended", _("Request taken back"), tone="wait", icon="arrow-back-up")
BUYER_NOTED = verb("opportunities.buyer_noted", _("The buyer is at: %(step)s"), icon="building")
VERSION_FOLLOWED = verb(
    "opportunities.version_followed", _("Follows version %(version)s of its method, stage %(stage)s"), icon="versions"
)
CONFIRMED = verb("opportunities.confirmed", _("Confirmed: %(criterion)s"), tone="done", icon="circle-check")
UNCONFIRMED = verb(
    "opportunities.unconfirmed", _("Confirmation withdrawn: %(criterion)s"), tone="wait", icon="circle-off"
)
WAIVED = verb("opportunities.waived", _("Waived until %(until)s: %(criterion)s"), tone="wait", icon="shield-off")
UNWAIVED = verb("opportunities.unwaived", _("Waiver withdrawn: %(criterion)s"), tone="wait", icon="shield")
TASK_DONE = verb("opportunities.task_done", _("Task done: %(task)s"), tone="done", icon="checkbox")
TASK_OPEN = verb("opportunities.task_open", _("Task open again: %(task)s"), tone="wait", icon="circle-dashed")
REOPENED = verb("opportunities.reopened", _("Opened again"), tone="wait", icon="rotate")
HANDED_OVER = verb("opportunities.handed_over", _("Taken over from %(name)s"), tone="wait", icon="users")
ASSIGNED = verb("opportunities.assigned", _("Given by %(before)s to %(name)s"), tone="wait", icon="user-share")
