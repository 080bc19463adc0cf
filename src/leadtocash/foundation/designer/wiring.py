"""Everything this app puts elsewhere: its menu entry."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.access.gate import allowed
from leadtocash.foundation.designer.permissions import DESIGN, PUBLISH
from leadtocash.foundation.web.navigation import Entry, entries

entries.add(
    "designer",
    Entry(
        group="policy",
        label=_("Process design"),
        icon="pencil",
        url_name="designer:processes",
        order=25,
        may=lambda person: allowed(person, DESIGN) or allowed(person, PUBLISH),
    ),
)
