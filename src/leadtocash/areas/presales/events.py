"""What other areas may hear of pre-sales projects, the words of the journal, and the notices."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.journal.verbs import verb
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.notices.sending import topic


@dataclass(frozen=True)
class PresalesDecided:
    """Go or no-go was decided for an opportunity."""

    project_id: int
    opportunity_id: int
    go: bool
    act: Act


BEGUN = verb("presales.begun", _("Pre-sales initiation begun"), icon="plus")
CHANGED = verb("presales.changed", _("Feasibility report changed"), icon="pencil")
SUBMITTED = verb("presales.submitted", _("Submitted for go or no-go, %(amount)s yuan, grade %(grade)s"), icon="send")
RETURNED = verb("presales.returned", _("Sent back to be verified again"), tone="wait", icon="arrow-back-up")
GO = verb("presales.go", _("Go: initiated"), tone="done", icon="check")
NO_GO = verb("presales.no_go", _("No-go"), tone="late", icon="circle-x")
WATCHED = verb("presales.watched", _("Looked at again on %(day)s"), tone="wait", icon="eye")
APPOINTED = verb("presales.appointed", _("Team appointed (%(number)s): %(team)s"), tone="done", icon="users-group")
TEAM_CHANGED = verb("presales.team_changed", _("Team changed: %(team)s"), icon="users-group")
KICKED_OFF = verb("presales.kicked_off", _("Kick-off held on %(day)s"), tone="doing", icon="player-play")
ANALYSED = verb("presales.analysed", _("Analysed: %(elements)s"), tone="doing", icon="zoom-check")
STRATEGIES_SET = verb("presales.strategies_set", _("Goals and strategies settled"), tone="doing", icon="target")
ELEMENT_CHANGED = verb("presales.element_changed", _("Element written: %(element)s"), icon="pencil")
QUALITY_PLANNED = verb("presales.quality_planned", _("Quality plan written"), icon="pencil")
PLANNED = verb("presales.planned", _("Plan settled (%(number)s)"), tone="done", icon="calendar-check")
PART_ADDED = verb("presales.part_added", _("%(kind)s added: %(what)s"), icon="plus")
PART_CHANGED = verb("presales.part_changed", _("%(kind)s changed: %(what)s"), icon="pencil")
PART_REMOVED = verb("presales.part_removed", _("%(kind)s removed: %(what)s"), tone="late", icon="trash")
SPENT = verb("presales.spent", _("Spent %(amount)s yuan: %(what)s"), icon="coin")
UNSPENT = verb("presales.unspent", _("Cost of %(amount)s yuan taken back: %(what)s"), tone="late", icon="coin-off")
BUDGET_CHANGED = verb("presales.budget_changed", _("Budget changed from %(before)s to %(after)s yuan"), icon="coins")
BUDGET_ASKED = verb(
    "presales.budget_asked", _("Asked for %(budget)s yuan in all (%(number)s)"), tone="wait", icon="send"
)
BUDGET_GRANTED = verb(
    "presales.budget_granted", _("Granted: %(budget)s yuan in all (%(number)s)"), tone="done", icon="check"
)
BUDGET_REFUSED = verb(
    "presales.budget_refused", _("Refused: %(budget)s yuan in all (%(number)s)"), tone="late", icon="circle-x"
)
BUDGET_WITHDRAWN = verb(
    "presales.budget_withdrawn", _("Request %(number)s taken back"), tone="wait", icon="arrow-back-up"
)
DECIDED = verb("presales.deal_decided", _("The deal is decided (%(state)s): to be closed"), tone="wait", icon="flag")
REOPENED = verb("presales.deal_reopened", _("The deal is open again: the work goes on"), tone="wait", icon="rotate")
DROPPED = verb("presales.dropped", _("Given up"), tone="late", icon="circle-x")
CLOSED = verb("presales.closed", _("Closed (%(number)s), team released"), tone="done", icon="lock")
HANDED_OVER = verb("presales.handed_over", _("%(before)s handed over to %(name)s"), tone="wait", icon="users")

TOLD_APPOINTED = topic(
    "presales.appointed",
    _("You are in the team of %(number)s %(what)s: %(role)s."),
    label=_("I was appointed to a pre-sales team"),
)
TOLD_RELEASED = topic(
    "presales.released",
    _("You are released from the team of %(number)s %(what)s."),
    label=_("I was released from a pre-sales team"),
)
TOLD_DECIDED = topic(
    "presales.decided",
    _("%(number)s %(what)s: %(outcome)s."),
    label=_("Go or no-go of my pre-sales project"),
)
TOLD_CLOSING = topic(
    "presales.closing",
    _("The deal of %(number)s %(what)s is decided: write the summary and release the team."),
    tone="wait",
    label=_("A pre-sales project is to be closed"),
    weight="todo",
)
TOLD_BUDGET = topic(
    "presales.budget",
    _("%(number)s %(what)s: a budget of %(budget)s yuan, %(outcome)s."),
    label=_("More budget for my pre-sales project is decided"),
)
TOLD_ACTION = topic(
    "presales.action_late",
    _("%(number)s %(what)s: %(part)s was to be done by %(day)s."),
    tone="late",
    label=_("What I planned to do in a pre-sales project is overdue"),
    weight="todo",
)
TOLD_RISK = topic(
    "presales.risk_late",
    _("%(number)s %(what)s: the risk %(part)s was to be settled by %(day)s."),
    tone="late",
    label=_("A risk I look after in a pre-sales project is overdue"),
    weight="todo",
)
TOLD_TALK = topic(
    "presales.talk_late",
    _("%(number)s %(what)s: the talk with %(part)s was planned for %(day)s."),
    tone="wait",
    label=_("A talk I planned in a pre-sales project is overdue"),
    weight="todo",
)
TOLD_LATE = topic(
    "presales.team_late",
    _("%(number)s %(what)s: %(name)s is late with %(part)s, due by %(day)s."),
    tone="late",
    label=_("Somebody in my pre-sales team is late"),
)
TOLD_WATCH = topic(
    "presales.watch",
    _("%(number)s %(what)s: refused then, to be looked at again today."),
    tone="wait",
    label=_("A refused pre-sales project is to be looked at again"),
    weight="todo",
)
