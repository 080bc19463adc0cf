"""The words processes write into a record's journal."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.journal.verbs import verb

STARTED = verb("workflow.started", _("Started: %(title)s"), tone="doing", icon="player-play")
OPENED = verb("workflow.opened", _("%(name)s: sent to %(who)s"), tone="doing", icon="send")
APPROVED = verb("workflow.approved", _("Approved: %(name)s"), tone="done", icon="circle-check")
REJECTED = verb("workflow.rejected", _("Rejected: %(name)s"), tone="late", icon="circle-x")
DONE = verb("workflow.done", _("Done: %(name)s"), tone="done", icon="check")
RETURNED = verb("workflow.returned", _("Sent back: %(name)s"), tone="wait", icon="corner-up-left")
RECALLED = verb("workflow.recalled", _("Taken back: %(name)s"), tone="wait", icon="arrow-back-up")
WITHDRAWN = verb("workflow.withdrawn", _("Process withdrawn"), tone="wait", icon="arrow-back-up")
TRANSFERRED = verb("workflow.transferred", _("%(name)s: handed to %(to)s"), icon="arrows-right-left")
COMMENTED = verb("workflow.commented", _("Comment"), icon="message")
RECEIVED = verb("workflow.received", _("Has happened: %(name)s"), tone="done", icon="bell-check")
RULED = verb("workflow.ruled", _("Decided by table: %(name)s"), icon="table")
NOBODY = verb("workflow.nobody_found", _("%(name)s: nobody found, given to %(given_to)s"), tone="late", icon="user-off")
REMINDED = verb("workflow.reminded", _("%(name)s: reminded %(who)s"), tone="wait", icon="bell")
LATE = verb("workflow.late", _("%(name)s: limit passed"), tone="late", icon="clock-exclamation")
ESCALATED = verb("workflow.escalated", _("%(name)s: reported to %(told)s"), tone="late", icon="alert-triangle")
TIMED_OUT = verb("workflow.timed_out", _("%(name)s: ended by time"), tone="late", icon="clock-x")
ENDED = verb("workflow.ended", _("Process ended"), tone="done", icon="flag")
