"""An administrator gives work to somebody else: one item, or everything of somebody who leaves."""

from __future__ import annotations

from collections.abc import Collection

from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from leadtocash.foundation.access.gate import require
from leadtocash.foundation.access.scoping import kind_of
from leadtocash.foundation.accounts import people
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.errors import RuleError
from leadtocash.foundation.workflow import verbs
from leadtocash.foundation.workflow.actions.delegating import end_delegation
from leadtocash.foundation.workflow.engine import desk as desks
from leadtocash.foundation.workflow.engine.assignment import ADMINISTRATORS
from leadtocash.foundation.workflow.engine.concluding import close_rows, progress
from leadtocash.foundation.workflow.engine.finishing import finish
from leadtocash.foundation.workflow.engine.handing import close_other_fallbacks, hand_over
from leadtocash.foundation.workflow.engine.inboxes import let_read
from leadtocash.foundation.workflow.engine.run import Run
from leadtocash.foundation.workflow.models import Delegation, WorkItem
from leadtocash.foundation.workflow.permissions import ADMINISTER

State = WorkItem.State
LIVE = (State.OPEN, State.WAITING)


def reassign(item: WorkItem, *, to: User, act: Act, reason: str) -> WorkItem:
    """Give an open or waiting item to somebody else, who has it as if it had been his from the beginning.

    With the permission workflow.administer only. Raises RuleError when it is over, the reason is missing, or the
    other one has left, has the step already, or has asked for the approval himself.
    """
    require(act.person, ADMINISTER)
    words = _reason(reason)
    with transaction.atomic():
        run, desk = desks.look_at(item, act=act)
        if run is None or not desk.item.is_live:
            raise desks.over(desk.item, desk.items, desk.node)
        desks.checked_person(to)
        desks.refuse_double(desk, to)
        desks.refuse_applicant(run, desk.node, to)
        return _give(run, desk, to, words)


def hand_over_items(person: User, *, to: User, act: Act, reason: str) -> int:
    """Give everything a person still has to do to another; give how many items.

    Also what lies with his deputy, and his delegations end. Where the other one may not have an item (he has the step
    already, or asked for the approval himself) it goes to his superior, else to the administrators. The caller has
    asked whether the person may do this.
    """
    words = _reason(reason)
    desks.checked_person(to)
    return _hand_over(person, [to, people.superior_of(to)], act, words)


def succeed_on(record: models.Model, steps: Collection[str], person: User, *, to: User, act: Act, reason: str) -> int:
    """Somebody has taken a person's place on a record: what that one has open in these steps of its processes is his
    now; give how many items. The caller has asked whether the acting person may decide that.
    """
    with transaction.atomic():
        mine = WorkItem.objects.filter(Q(assignee=person) | Q(on_behalf_of=person), state__in=LIVE)
        rows = mine.filter(
            instance__record_kind=kind_of(record), instance__record_id=record.pk, activity__node__in=steps
        )
        found = list(rows.select_related("instance").order_by("pk"))
        return sum(_pass_on(item, person, [to, people.superior_of(to)], act, reason) for item in found)


def reassign_leaver(person: User, *, act: Act, reason: str = "") -> int:
    """Somebody has left: his open work goes to his superior, else to the administrators; give how many items."""
    words = reason.strip() or _("%(who)s no longer works here.") % {"who": person.name}
    return _hand_over(person, [people.superior_of(person)], act, words)


def _hand_over(person: User, heirs: list[User | None], act: Act, reason: str) -> int:
    with transaction.atomic():
        running = Delegation.objects.filter(Q(principal=person) | Q(deputy=person), ended_at=None)
        for delegation in running.select_related("principal", "deputy").order_by("pk"):
            end_delegation(delegation, act=act.as_system())
        mine = WorkItem.objects.filter(Q(assignee=person) | Q(on_behalf_of=person), state__in=LIVE)
        rows = mine.select_related("instance").order_by("instance__record_kind", "instance__record_id", "pk")
        return sum(_pass_on(item, person, heirs, act, reason) for item in list(rows))


def _pass_on(item: WorkItem, person: User, heirs: list[User | None], act: Act, reason: str) -> bool:
    run, desk = desks.look_at(item, act=act)
    if run is None or not desk.item.is_live:
        return False
    if desk.item.is_fallback and _others_in_pool(desk):
        close_rows(run, [desk.item])
        finish(run)
        return True
    heir = next((heir for heir in heirs if heir is not None and _may(run, desk, heir)), None)
    if heir is not None:
        _give(run, desk, heir, reason)
        return True
    if _others_in_pool(desk):
        close_rows(run, [desk.item])
        run.journal(verbs.REASSIGNED, desk.node, reason=reason, slot=desk.item.slot, who=person.name, to="")
        progress(run, desk.activity, desk.node, desk.items)
        finish(run)
        return True
    found = [one for one in people.with_role(ADMINISTRATORS) if one != person and one.pk not in _in_slot(desk)]
    if not found:
        raise RuleError(
            _("Nobody can be found for the step “%(step)s”, and there is no administrator to hand it on.")
            % {"step": desk.node.label},
            code="nobody_found",
        )
    new = _give(run, desk, found[0], reason)
    WorkItem.objects.filter(pk=new.pk).update(is_fallback=True)
    return True


def _give(run: Run, desk: desks.Desk, to: User, reason: str) -> WorkItem:
    old = desk.item
    new = hand_over(run, old, to, state=State.TRANSFERRED, comment=reason)
    close_other_fallbacks(run, old, desk.items)
    let_read(run, {to.pk})
    run.journal(verbs.REASSIGNED, desk.node, reason=reason, slot=old.slot, who=old.assignee.name, to=to.name)
    finish(run)
    return new


def _may(run: Run, desk: desks.Desk, heir: User) -> bool:
    try:
        desks.checked_person(heir)
        desks.refuse_double(desk, heir)
        desks.refuse_applicant(run, desk.node, heir)
    except RuleError:
        return False
    return True


def _in_slot(desk: desks.Desk) -> set[int]:
    """Who has this slot already. As fallback an administrator may have another: he only hands it on."""
    return {row.assignee_id for row in desk.items if row.is_live and row.slot == desk.item.slot}


def _others_in_pool(desk: desks.Desk) -> bool:
    item = desk.item
    return item.under_id is None and any(
        row.is_live and row.slot == item.slot and row.under_id is None and row.pk != item.pk for row in desk.items
    )


def _reason(reason: str) -> str:
    words = reason.strip()
    if not words:
        raise RuleError(_("Say why: a comment is needed here."), code="comment_missing")
    return words
