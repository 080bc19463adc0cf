"""What the performance of processes puts elsewhere: its menu entry."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.access.gate import allowed
from leadtocash.foundation.web.navigation import Entry, entries
from leadtocash.insight.process_mining.permissions import VIEW

entries.add(
    "process_mining",
    Entry(
        group="policy",
        label=_("Process performance"),
        icon="chart-bar",
        url_name="process_mining:processes",
        order=35,
        may=lambda person: allowed(person, VIEW),
    ),
)
