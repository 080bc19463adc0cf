"""What the authority matrix puts elsewhere: its menu entry."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.web.navigation import Entry, entries

entries.add(
    "authority",
    Entry(group="policy", label=_("Authority table"), icon="scale", url_name="authority:table", order=20),
)
