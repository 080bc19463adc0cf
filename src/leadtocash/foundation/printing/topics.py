"""What people are told of printing."""

from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.notices.topics import topic

PRINTED = topic("printing.printed", _("%(form)s: your %(n)s papers are ready."), label=_("My bulk prints are ready"))
STOPPED = topic(
    "printing.stopped",
    _("%(form)s: your bulk print stopped: %(problem)s"),
    label=_("My bulk print stopped"),
    tone="late",
)
