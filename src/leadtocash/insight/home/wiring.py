"""The work desk is the first entry of everybody's menu."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.web.navigation import Entry, entries

entries.add("home", Entry(group="top", label=_("Work desk"), icon="home", url_name="home:home", order=0))
