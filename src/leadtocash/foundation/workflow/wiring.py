"""Everything processes put elsewhere: menu entries, panels, notices, checks."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.access.gate import allowed
from leadtocash.foundation.calendar.events import CalendarChanged
from leadtocash.foundation.kernel.checks import checks
from leadtocash.foundation.kernel.events import listen
from leadtocash.foundation.notices import live
from leadtocash.foundation.notices.digesting import parts
from leadtocash.foundation.web.navigation import Entry, entries
from leadtocash.foundation.workflow import deadlines, digesting, events, notifying, permissions
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
    Entry(group="policy", label=_("Processes"), icon="route", url_name="workflow:processes", order=10),
)
entries.add(
    "running_processes",
    Entry(
        group="policy",
        label=_("Running processes"),
        icon="player-play",
        url_name="workflow:running",
        order=12,
        may=lambda person: allowed(person, permissions.ADMINISTER),
    ),
)
entries.add(
    "late_work",
    Entry(group="top", label=_("What is late"), icon="clock-exclamation", url_name="workflow:late-work", order=25),
)
listen(CalendarChanged, deadlines.calendar_changed)
listen(events.WorkItemsOpened, notifying.opened)
listen(events.ItemsReminded, notifying.reminded)
listen(events.ItemsLate, notifying.late)
listen(events.ItemsEscalated, notifying.escalated)
listen(events.ItemsUrged, notifying.urged)
listen(events.WorkReturned, notifying.returned)
listen(events.ProcessEnded, notifying.ended)
listen(events.ProcessCopied, notifying.copied)
listen(events.ProcessCommented, notifying.commented)
listen(events.DelegationBegan, notifying.deputy_began)
listen(events.DelegationEnded, notifying.deputy_ended)
live.counts.add("todo", menu_count)
parts.add("workflow.to_do", digesting.to_do)
parts.add("workflow.started", digesting.started)
