"""Everything processes put elsewhere: menu entries, panels, notices, checks."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.kernel.checks import checks
from leadtocash.foundation.kernel.events import listen
from leadtocash.foundation.web.navigation import Entry, entries
from leadtocash.foundation.workflow import events, notifying
from leadtocash.foundation.workflow.checks import orphans
from leadtocash.foundation.workflow.views import panels
from leadtocash.foundation.workflow.views.inbox import menu_count

checks.add("process_orphans", orphans)
panels.register()

entries.add(
    "todo",
    Entry(group="top", label=_("Inbox"), icon="checkbox", url_name="workflow:inbox", order=20, count=menu_count),
)
entries.add(
    "processes",
    Entry(group="policy", label=_("Processes"), icon="route", url_name="workflow:processes", order=20),
)
listen(events.WorkItemsOpened, notifying.opened)
listen(events.ItemsReminded, notifying.reminded)
listen(events.ItemsLate, notifying.late)
listen(events.ItemsEscalated, notifying.escalated)
