"""The clock of leads: reminders, word to the superior, and back into the pool (OPP-1)."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from leadtocash.areas.leads import events, limits, queries
from leadtocash.areas.leads.actions.assigning import to_pool
from leadtocash.areas.leads.models import Lead
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.accounts.people import superior_of
from leadtocash.foundation.calendar import days
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.notices.sending import notify
from leadtocash.foundation.packs.limits import number

ON_THE_DAY, LATE = 1, 2
PORTION = 500


def watch(*, act: Act) -> int:
    """Remind owners on the last day, tell them and their superiors the day after, and put what nobody worked on back
    into the pool; gives how many leads that concerned. Run twice on one day, the second time nobody is told. Done in
    portions, so that no lead is locked for long."""
    due = list(queries.to_remind(act.today).values_list("pk", flat=True))
    return sum(_watch(due[place : place + PORTION], act=act) for place in range(0, len(due), PORTION))


@transaction.atomic
def _watch(ids: Sequence[int], *, act: Act) -> int:
    after, count = number(limits.RETURN), 0
    rows = queries.to_remind(act.today).filter(pk__in=ids).select_for_update(of=("self",), skip_locked=True)
    for lead in rows.select_related("owner"):
        owner, due = lead.owner, lead.due_on
        if owner is None or due is None:
            continue
        late = days.between(due, act.today)
        if late >= after:
            _tell([owner], events.TOLD_RETURNED, lead, act=act)
            to_pool(lead, events.RETURNED, act=act.as_system(), name=owner.name)
        elif lead.reminded < (LATE if late else ON_THE_DAY):
            _remind(lead, owner, late=late > 0, back=days.add(due, after).isoformat(), act=act)
            Lead.objects.filter(pk=lead.pk).update(reminded=LATE if late else ON_THE_DAY)
        else:
            continue
        count += 1
    return count


def _remind(lead: Lead, owner: User, *, late: bool, back: str, act: Act) -> None:
    if not late:
        _tell([owner], events.TOLD_DUE, lead, act=act, day=str(lead.due_on))
        return
    above = superior_of(owner)
    _tell([owner, *([above] if above else [])], events.TOLD_LATE, lead, act=act, who=owner.name, day=back)


def _tell(people: list[User], code: str, lead: Lead, *, act: Act, **data: str) -> None:
    key = f"{code}:{lead.pk}:{lead.due_on}"
    notify(people, code, act=act, url=lead.get_absolute_url(), key=key, about=lead, what=str(lead), **data)
