"""What is journaled about files, and what the administrator is told."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.journal.verbs import verb
from leadtocash.foundation.notices.topics import topic

ATTACHED = verb("documents.attached", _("Attached %(name)s"), icon="paperclip")
REPLACED = verb("documents.replaced", _("Attached version %(version)s of %(name)s"), icon="paperclip")
REMOVED = verb("documents.removed", _("Removed %(name)s"), icon="paperclip")
RESTORED = verb("documents.restored", _("Brought back %(name)s"), icon="paperclip")
REFUSED = verb("documents.refused", _("Refused %(name)s: virus %(finding)s"), tone="late", icon="shield-x")
INFECTED = verb("documents.infected", _("Blocked %(name)s: virus %(finding)s"), tone="late", icon="shield-x")
LIMITED = verb("documents.limited", _("Changed the limits of the file storage"), icon="database")

VIRUS = topic(
    "documents.virus",
    _("A virus (%(finding)s) was found in %(name)s at %(title)s; the file is blocked."),
    tone="late",
    label=_("Virus found in a file"),
    urgent=True,
)
FILLING = topic(
    "documents.filling",
    _("The file storage is %(percent)s %% full."),
    tone="late",
    label=_("File storage nearly full"),
)
