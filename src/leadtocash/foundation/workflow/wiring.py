"""Everything processes put elsewhere: menu entries, panels, notices, checks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.access.gate import allowed
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.calendar.events import CalendarChanged
from leadtocash.foundation.calendar.feed import MOST, Due
from leadtocash.foundation.calendar.feed import sources as due_dates
from leadtocash.foundation.journal import timeline
from leadtocash.foundation.kernel.checks import checks
from leadtocash.foundation.kernel.events import listen
from leadtocash.foundation.kernel.references import Reference, references
from leadtocash.foundation.notices.digesting import parts
from leadtocash.foundation.web.navigation import Entry, entries
from leadtocash.foundation.web.numbers import Number, numbers
from leadtocash.foundation.workflow import deadlines, digesting, events, notifying, permissions, queries
from leadtocash.foundation.workflow.checks import orphans
from leadtocash.foundation.workflow.models import ProcessInstance
from leadtocash.foundation.workflow.views import panels


def _own_work(person: User, since: date) -> Iterator[Due]:
    """Open work of the person that has a limit."""
    rows = queries.to_do(person).filter(due_at__date__gte=since).order_by("due_at", "pk")
    for item in rows[:MOST]:
        if item.due_at is not None:
            title = f"{item.instance.title} · {item.step.name}"
            yield Due(f"workflow.workitem-{item.pk}", item.due_at, title, item.get_absolute_url())


checks.add("process_orphans", orphans)
due_dates.add("workflow.work", _own_work)
panels.register()

entries.add(
    "todo",
    Entry(group="top", label=_("Inbox"), icon="checkbox", url_name="workflow:inbox", order=20, number="todo"),
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
#: work of a person that is open
_MINE = "FROM workflow_workitem WHERE assignee_id = %(person)s AND state = 'open'"
numbers.add(
    "todo",
    Number(
        sql=f"SELECT count(*) FROM (SELECT {_MINE} LIMIT {queries.MOST_COUNTED + 1}) few",  # noqa: S608 - no input
        late=f"EXISTS (SELECT {_MINE} AND due_at < %(now)s)",
    ),
)
parts.add("workflow.to_do", digesting.to_do)
parts.add("workflow.started", digesting.started)
timeline.parts.add("approvals", timeline.Part(label=_("Approvals"), where=Q(verb__startswith="workflow."), order=20))
references.add("workflow.instance", Reference(model=ProcessInstance, label=_("Processes"), kind="record_kind"))
