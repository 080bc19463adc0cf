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
BY_ROW = verb("workflow.by_row", _("%(name)s: by row %(row)s of the authority table"), icon="table")
RULED = verb("workflow.ruled", _("Decided by table: %(name)s"), icon="table")
NOBODY = verb("workflow.nobody_found", _("%(name)s: nobody found, given to %(given_to)s"), tone="late", icon="user-off")
REMINDED = verb("workflow.reminded", _("%(name)s: reminded %(who)s"), tone="wait", icon="bell")
LATE = verb("workflow.late", _("%(name)s: limit passed"), tone="late", icon="clock-exclamation")
ESCALATED = verb("workflow.escalated", _("%(name)s: reported to %(told)s"), tone="late", icon="alert-triangle")
TIMED_OUT = verb("workflow.timed_out", _("%(name)s: ended by time"), tone="late", icon="clock-x")
URGED = verb("workflow.urged", _("Asked for speed: %(who)s"), tone="wait", icon="bell-ringing")
COPIED = verb("workflow.copied", _("Copy to %(who)s"), icon="copy")
CLAIMED = verb("workflow.claimed", _("Taken out of the pool: %(name)s"), icon="hand-grab")
RELEASED = verb("workflow.released", _("%(name)s: given back to %(who)s"), icon="arrow-back-up")
SIGNER_ADDED = verb("workflow.signer_added", _("%(name)s: asked %(who)s to sign too"), icon="user-plus")
SIGNER_REMOVED = verb("workflow.signer_removed", _("%(name)s: %(who)s need not sign"), icon="user-minus")
AUTOMATIC = verb("workflow.automatic", _("%(name)s: %(who)s need not be asked"), tone="done", icon="player-track-next")
DELEGATED = verb("workflow.delegated", _("%(name)s: %(who)s stands in for %(principal)s"), icon="users")
DELEGATION_OVER = verb("workflow.delegation_over", _("%(name)s: back with %(who)s"), icon="users")
TAKEN_BACK = verb("workflow.taken_back", _("%(name)s: taken back from %(deputy)s"), icon="arrow-back-up")
REASSIGNED = verb("workflow.reassigned", _("%(name)s: from %(who)s to %(to)s by order"), icon="arrows-right-left")
CANCELLED = verb("workflow.cancelled", _("Process given up"), tone="late", icon="circle-off")
RESTARTED = verb("workflow.restarted", _("Process began again"), tone="wait", icon="refresh")
RETIRED = verb("workflow.retired", _("Process retired"), tone="late", icon="archive")
REINSTATED = verb("workflow.reinstated", _("Process in use again"), tone="done", icon="player-play")
MIGRATED = verb("workflow.migrated", _("Goes on by version %(version)s"), tone="doing", icon="versions")
ENDED = verb("workflow.ended", _("Process ended"), tone="done", icon="flag")
