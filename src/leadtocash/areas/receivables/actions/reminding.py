"""Reminders of money near or overdue, each sent once for a due date (S3 4.14)."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from leadtocash.areas.receivables import limits
from leadtocash.areas.receivables.actions.telling import (
    NEAR,
    OVERDUE,
    tell_above,
    tell_of_date,
)
from leadtocash.areas.receivables.models import Receivable
from leadtocash.foundation.calendar import days
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.packs.limits import number


@transaction.atomic
def remind(*, act: Act) -> int:
    """Tell account managers of payments near or overdue, their superiors when they are long overdue.

    Gives how many receivables were told of; run twice on one day, the second time tells nobody. Levels already told
    are kept in `reminded` (1 near, 2 overdue, 3 to 5 the escalations) and begin anew with a new due date.
    """
    rows = (
        Receivable.objects.filter(open_amount__gt=0, due_on__lte=days.add(act.today, number(limits.NEAR)))
        .filter(reminded__lt=2 + len(limits.escalation()))
        .select_related("contract__owner", "contract__department")
        .select_for_update(of=("self",), skip_locked=True)
        .order_by("pk")
    )
    told = 0
    for receivable in rows:
        level = _level(receivable.due_on, act.today)
        if level <= receivable.reminded:
            continue
        for step in range(receivable.reminded + 1, level + 1):
            _tell(receivable, step, level, act=act)
        Receivable.objects.filter(pk=receivable.pk).update(reminded=level)
        told += 1
    return told


def _level(due: date | None, today: date) -> int:
    if due is None:
        return 0
    late = (today - due).days
    return 1 if late <= 0 else 2 + sum(late > limit for limit, _role in limits.escalation())


def _tell(receivable: Receivable, step: int, level: int, *, act: Act) -> None:
    if step == 1:
        if level == 1:
            tell_of_date(receivable, NEAR, act=act)
    elif step == 2:
        tell_of_date(receivable, OVERDUE, act=act)
    else:
        limit, role = limits.escalation()[step - 3]
        tell_above(receivable, limit, role, act=act)
