"""The words processes write into a record's journal."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.journal.verbs import verb

STARTED = verb("workflow.started", _("Process started"), tone="doing", icon="player-play")
OPENED = verb("workflow.opened", _("Sent on"), tone="doing", icon="send")
APPROVED = verb("workflow.approved", _("Approved"), tone="done", icon="circle-check")
REJECTED = verb("workflow.rejected", _("Rejected"), tone="late", icon="circle-x")
DONE = verb("workflow.done", _("Step done"), tone="done", icon="check")
RETURNED = verb("workflow.returned", _("Sent back"), tone="wait", icon="corner-up-left")
RECALLED = verb("workflow.recalled", _("Taken back"), tone="wait", icon="arrow-back-up")
WITHDRAWN = verb("workflow.withdrawn", _("Process withdrawn"), tone="wait", icon="arrow-back-up")
TRANSFERRED = verb("workflow.transferred", _("Handed on"), icon="arrows-right-left")
COMMENTED = verb("workflow.commented", _("Comment"), icon="message")
RECEIVED = verb("workflow.received", _("Event has happened"), tone="done", icon="bell-check")
RULED = verb("workflow.ruled", _("Decided by table"), icon="table")
NOBODY = verb("workflow.nobody_found", _("Nobody found: given to the administrators"), tone="late", icon="user-off")
REMINDED = verb("workflow.reminded", _("Reminded"), tone="wait", icon="bell")
LATE = verb("workflow.late", _("Limit passed"), tone="late", icon="clock-exclamation")
ESCALATED = verb("workflow.escalated", _("Reported upwards"), tone="late", icon="alert-triangle")
TIMED_OUT = verb("workflow.timed_out", _("Ended by time"), tone="late", icon="clock-x")
ENDED = verb("workflow.ended", _("Process ended"), tone="done", icon="flag")
