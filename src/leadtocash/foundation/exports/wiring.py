"""Lists hand their exports over to here; the menu."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.access.gate import allowed
from leadtocash.foundation.exports.handing import Exporter
from leadtocash.foundation.exports.permissions import SEE_ALL
from leadtocash.foundation.exports.running import EXPORTS
from leadtocash.foundation.kernel import runs
from leadtocash.foundation.web.lists.export import exporters
from leadtocash.foundation.web.navigation import Entry, entries

exporters.add("exports", Exporter())
runs.add(EXPORTS)
entries.add("my-exports", Entry(group="top", label=_("My exports"), icon="download", url_name="exports:mine", order=65))
entries.add(
    "all-exports",
    Entry(
        group="administration", label=_("Exports of everybody"), icon="download", url_name="exports:everybody",
        order=96, may=lambda person: allowed(person, SEE_ALL),
    ),
)  # fmt: skip
