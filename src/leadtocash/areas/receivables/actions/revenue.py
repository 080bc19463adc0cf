"""Revenue of closed projects: entered by closing, recognised by finance from the signed sheet (S0 2.5.1)."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from leadtocash.areas.projects.models import Project
from leadtocash.areas.receivables import events, permissions, rules
from leadtocash.areas.receivables.actions.telling import tell_finance
from leadtocash.areas.receivables.models import RevenueEntry
from leadtocash.foundation.access.gate import require
from leadtocash.foundation.journal import recording
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.events import publish
from leadtocash.foundation.kernel.models import lock


@transaction.atomic
def enter_revenue(project: Project, *, act: Act) -> RevenueEntry:
    """Enter a closed project's revenue, to be confirmed by finance; a second time gives the first entry."""
    known = RevenueEntry.objects.filter(project=project).first()
    if known is not None:
        return known
    entry = RevenueEntry(
        project=project,
        amount=project.amount,
        net_amount=project.net_amount,
        cost_amount=project.cost_amount,
        signed_on=project.signed_on or act.today,
        entered_on=project.closed_on or act.today,
    )
    recording.save(entry, events.REVENUE_ENTERED, act=act.as_system())
    tell_finance(str(project), entry.get_absolute_url(), f"revenue-{entry.pk}", act=act)
    return entry


@transaction.atomic
def recognise(
    entry: RevenueEntry, *, act: Act, recognised_on: date | None = None, revision: int | None = None
) -> RevenueEntry:
    """Recognise the revenue as of a day from the sign-off to today (today unless given).

    Raises RuleError when it was recognised already, ValidationError at `recognised_on`, Stale, NotAllowed.
    """
    entry = lock(entry, revision=revision)
    require(act.person, permissions.RECOGNISE, entry)
    day = recognised_on or act.today
    rules.check_recognition(entry, day=day, today=act.today)
    entry.state, entry.recognised_on, entry.recognised_by = RevenueEntry.State.RECOGNISED, day, act.by
    recording.save(entry, events.RECOGNISED, act=act)
    publish(events.RevenueRecognised(entry.project_id, act))
    return entry
