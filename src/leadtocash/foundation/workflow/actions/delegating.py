"""Let a deputy do one's work for some days."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from leadtocash.foundation.access.gate import allowed
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.errors import RuleError
from leadtocash.foundation.workflow import verbs
from leadtocash.foundation.workflow.definitions import newest
from leadtocash.foundation.workflow.engine.deputies import Deputies
from leadtocash.foundation.workflow.engine.desk import checked_person
from leadtocash.foundation.workflow.engine.finishing import finish
from leadtocash.foundation.workflow.engine.inboxes import let_read
from leadtocash.foundation.workflow.engine.run import Run, lock
from leadtocash.foundation.workflow.events import DelegationBegan, DelegationEnded
from leadtocash.foundation.workflow.models import Delegation, ProcessInstance, WorkItem
from leadtocash.foundation.workflow.permissions import ADMINISTER

State = WorkItem.State
LIVE = (State.OPEN, State.WAITING)
LONGEST = 366  # days


def delegate(
    *,
    principal: User,
    deputy: User,
    from_day: date,
    until_day: date,
    act: Act,
    kinds: Iterable[str] = (),
    reason: str = "",
) -> Delegation:
    """Let a deputy do somebody's work from one day until another, both included; for some processes or for all.

    When it begins today, the open work goes over at once. Oneself, or an administrator for anybody. Raises RuleError
    when the days make no sense, the deputy has gone, it overlaps another one, or the two would stand in for each other.
    """
    wanted = Delegation(
        principal=principal,
        deputy=checked_person(deputy),
        from_day=from_day,
        until_day=until_day,
        kinds=sorted(set(kinds)),
        reason=reason.strip()[:200],
        created_at=act.at,
        created_by=act.by,
    )
    if act.by is not None:
        _check_may(principal, act.by)
    with transaction.atomic():
        pair = [principal.pk, deputy.pk]
        list(User.objects.select_for_update().filter(pk__in=pair).order_by("pk"))  # two at once wait for each other
        _check_days(wanted, act.today)
        _check_others(wanted)
        wanted.save()
    if wanted.from_day <= act.today:
        begin(wanted, act=act)
    return wanted


def end_delegation(delegation: Delegation, *, act: Act) -> Delegation:
    """End it now: what is still open goes back to the principal. Doing it again changes nothing."""
    if act.by is not None:
        _check_may(delegation.principal, act.by)
    with transaction.atomic():
        fresh = Delegation.objects.select_for_update().select_related("principal", "deputy").get(pk=delegation.pk)
        if fresh.ended_at is not None:
            return fresh
        fresh.ended_at = act.at
        fresh.save(update_fields=["ended_at"])
        moved = _give_back(fresh, act) if fresh.begun_at is not None else 0
        _publish(DelegationEnded(act=act, delegation_id=fresh.pk, moved=moved))
    return fresh


def turn_of_the_day(*, act: Act) -> int:
    """Begin the delegations whose first day has come and end those whose last day is over; give how many."""
    over = Delegation.objects.filter(ended_at=None, until_day__lt=act.today).select_related("principal")
    begun = Delegation.objects.filter(ended_at=None, begun_at=None, from_day__lte=act.today, until_day__gte=act.today)
    moved = 0
    for delegation in over.order_by("pk"):
        end_delegation(delegation, act=act.as_system())
        moved += 1
    for delegation in begun.order_by("pk"):
        begin(delegation, act=act.as_system())
        moved += 1
    return moved


def begin(delegation: Delegation, *, act: Act) -> int:
    """Hand the principal's open work over; give how many items went. What only opens later goes by itself."""
    with transaction.atomic():
        fresh = Delegation.objects.select_for_update().select_related("principal", "deputy").get(pk=delegation.pk)
        if fresh.begun_at is not None or fresh.ended_at is not None:
            return 0
        fresh.begun_at = act.at
        fresh.save(update_fields=["begun_at"])
        mine = _covered(WorkItem.objects.filter(assignee=fresh.principal, state__in=LIVE, on_behalf_of=None), fresh)
        moved = 0
        for instance in _instances(mine):
            run = lock(instance, act=act)
            if run is not None:
                moved += _hand_to_deputy(run, fresh.principal)
        _publish(DelegationBegan(act=act, delegation_id=fresh.pk, moved=moved))
    delegation.begun_at = fresh.begun_at
    return moved


def _hand_to_deputy(run: Run, principal: User) -> int:
    deputies = Deputies(run, [principal.pk])
    rows = WorkItem.objects.filter(instance=run.instance, assignee=principal, state__in=LIVE, on_behalf_of=None)
    given: list[WorkItem] = []
    for item in rows.filter(is_fallback=False).select_related("activity", "assignee").order_by("pk"):
        node = run.graph.nodes[item.activity.node]
        fellows = WorkItem.objects.filter(activity=item.activity_id)
        others = fellows.filter(state__in=(*LIVE, State.DONE)).exclude(pk=item.pk)
        taken = set(others.exclude(slot=item.slot, state=State.DONE).values_list("assignee_id", flat=True))
        stand_in = deputies.for_person(principal, node, taken=taken)
        if stand_in is None or stand_in.administrators:
            continue  # it stays with him: he may be away, but nobody may sign for him
        item.assignee, item.on_behalf_of = stand_in.person, principal
        item.save(update_fields=["assignee", "on_behalf_of"])
        run.journal(verbs.DELEGATED, node, slot=item.slot, who=stand_in.person.name, principal=principal.name)
        given.append(item)
    return _finish_moving(run, given)


def _give_back(delegation: Delegation, act: Act) -> int:
    principal, moved = delegation.principal, 0
    theirs = _covered(WorkItem.objects.filter(on_behalf_of=principal, state__in=LIVE), delegation)
    for instance in _instances(theirs):
        run = lock(instance, act=act)
        if run is None:
            continue
        rows = WorkItem.objects.filter(instance=run.instance, on_behalf_of=principal, state__in=LIVE, is_fallback=False)
        back: list[WorkItem] = []
        for item in rows.select_related("activity", "assignee").order_by("pk"):
            held = WorkItem.objects.filter(activity=item.activity_id, slot=item.slot, state__in=LIVE)
            if held.filter(assignee=principal).exists():
                continue
            deputy, item.assignee, item.on_behalf_of = item.assignee.name, principal, None
            item.save(update_fields=["assignee", "on_behalf_of"])
            node = run.graph.nodes[item.activity.node]
            run.journal(verbs.DELEGATION_OVER, node, slot=item.slot, who=principal.name, deputy=deputy)
            back.append(item)
        moved += _finish_moving(run, back)
    return moved


def _finish_moving(run: Run, items: list[WorkItem]) -> int:
    let_read(run, {item.assignee_id for item in items})
    run.hand_out(item for item in items if item.state == State.OPEN)
    recallable, last = run.instance.recallable, run.instance.last_item
    finish(run)
    if items and recallable:  # nobody has acted: who could take his step back still can
        ProcessInstance.objects.filter(pk=run.instance.pk).update(recallable=recallable, last_item=last)
    return len(items)


def _covered(rows: models.QuerySet[WorkItem], delegation: Delegation) -> models.QuerySet[WorkItem]:
    return rows.filter(instance__process__in=delegation.kinds) if delegation.kinds else rows


def _instances(rows: models.QuerySet[WorkItem]) -> list[ProcessInstance]:
    """In the order of their records: two who lock several do not wait for each other for ever."""
    chosen = ProcessInstance.objects.filter(pk__in=rows.values("instance_id"))
    return list(chosen.order_by("record_kind", "record_id", "pk"))


def _publish(event: object) -> None:
    from leadtocash.foundation.kernel import events

    events.publish(event)


def _check_may(principal: User, by: User) -> None:
    if principal.pk != by.pk and not allowed(by, ADMINISTER):
        raise RuleError(
            _("%(who)s arranges this for himself; an administrator can do it for him.") % {"who": principal.name},
            code="not_your_delegation",
        )


def _check_days(wanted: Delegation, today: date) -> None:
    if wanted.principal_id == wanted.deputy_id:
        raise RuleError(_("Nobody stands in for himself."), code="own_deputy")
    if wanted.until_day < wanted.from_day:
        raise RuleError(_("The last day lies before the first."), code="days_reversed")
    if wanted.until_day < today:
        raise RuleError(_("These days are over already."), code="days_over")
    if (wanted.until_day - wanted.from_day).days > LONGEST:
        raise RuleError(_("At most one year at once."), code="days_too_many")
    unknown = [kind for kind in wanted.kinds if newest(kind) is None]
    if unknown:
        raise RuleError(_("There is no process “%(name)s”.") % {"name": unknown[0]}, code="process_unknown")


def _check_others(wanted: Delegation) -> None:
    """No second deputy for the same work, and no two who stand in for each other."""
    days = Q(ended_at=None, from_day__lte=wanted.until_day, until_day__gte=wanted.from_day)
    kinds = Q(kinds__len=0) | Q(kinds__overlap=wanted.kinds) if wanted.kinds else Q()
    others = Delegation.objects.filter(days & kinds).select_related("deputy")
    second = others.filter(principal=wanted.principal_id).first()
    if second is not None:
        raise RuleError(
            _("%(deputy)s stands in from %(begin)s until %(end)s already.")
            % {"deputy": second.deputy.name, "begin": second.from_day, "end": second.until_day},
            code="delegation_overlaps",
        )
    if others.filter(principal=wanted.deputy_id, deputy=wanted.principal_id).exists():
        raise RuleError(
            _("%(deputy)s is away in these days, and %(principal)s stands in for him.")
            % {"deputy": wanted.deputy.name, "principal": wanted.principal.name},
            code="delegation_circle",
        )
