"""The journal's words for exports, and what people are told."""

from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.journal.verbs import verb
from leadtocash.foundation.notices.topics import groups, topic

EXPORTED = verb("exports.exported", _("Exported %(rows)s rows of “%(list)s” (%(form)s)"), icon="download")
CANCELLED = verb("exports.cancelled", _("Export cancelled"), icon="x")
DOWNLOADED = verb("exports.downloaded", _("Downloaded the export"), icon="download")
groups.add("exports", _("Exports"))
READY = topic("exports.ready", _("Your export of “%(list)s” is ready: %(rows)s rows"), label=_("My export is ready"))
STOPPED = topic(
    "exports.stopped",
    _("Your export of “%(list)s” stopped: %(problem)s"),
    label=_("My export stopped"),
    tone="late",
)
