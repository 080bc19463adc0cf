"""Ask others to sign along with oneself, and take signers out again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

from django.db import transaction
from django.utils.translation import gettext as _

from leadtocash.foundation.access.gate import allowed
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.errors import RuleError
from leadtocash.foundation.kernel.text import joined
from leadtocash.foundation.workflow import verbs
from leadtocash.foundation.workflow.engine import desk as desks
from leadtocash.foundation.workflow.engine.concluding import progress
from leadtocash.foundation.workflow.engine.deciding import voices
from leadtocash.foundation.workflow.engine.deputies import Deputies
from leadtocash.foundation.workflow.engine.finishing import finish
from leadtocash.foundation.workflow.engine.inboxes import let_read
from leadtocash.foundation.workflow.engine.run import Run
from leadtocash.foundation.workflow.models import ProcessInstance, WorkItem
from leadtocash.foundation.workflow.permissions import ADMINISTER

Where = Literal["before", "after", "beside"]
State, Added = WorkItem.State, WorkItem.Added
MOST = 10


def add_signer(item: WorkItem, *, people: Sequence[User], where: Where, act: Act, comment: str = "") -> list[WorkItem]:
    """Ask others to sign for one's own slot: before (then it comes back to me), after my approval, or beside me.

    The slot agrees when all of them agree, and a rejection of one is the slot's; to the other slots nothing
    changes. Of a pool the asking one keeps the work. Raises RuleError when the item is not open or not mine,
    the step is no decision, or somebody cannot be asked.
    """
    with transaction.atomic():
        run, desk = desks.take(item, act=act)
        desks.refuse_fallback(desk.item, desk.node)
        if desk.node.work != "decide":
            raise RuleError(
                _("“%(step)s” is work on the document, not a decision; there is nothing to sign.")
                % {"step": desk.node.label},
                code="step_is_work",
            )
        asked = _checked(desk, people, act)
        claim_pool(run, desk)
        new = [_added(run, desk, pair, where) for pair in _stand_ins(run, desk, asked)]
        for row in new:
            row.save()
        let_read(run, {row.assignee_id for row in new})
        run.hand_out(row for row in new if row.state == State.OPEN)
        names = joined(person.name for person in asked)
        run.journal(verbs.SIGNER_ADDED, desk.node, reason=comment.strip(), slot=desk.item.slot, who=names, where=where)
        progress(run, desk.activity, desk.node, [*desk.items, *new])
        finish(run)
        return new


def remove_signer(item: WorkItem, *, act: Act, comment: str = "") -> ProcessInstance:
    """Take out a signer who has not signed yet: an added one by who added him, with all he added himself.

    An original signer of a countersign by the process's starter or an administrator, with a reason, where at
    least one stays and the authority matrix does not ask for him. Raises RuleError otherwise.
    """
    with transaction.atomic():
        run, desk = desks.look_at(item, act=act)
        if run is None or not desk.item.is_live:
            raise desks.over(desk.item, desk.items, desk.node)
        if desk.item.under_id is not None:
            _check_added_by(desk, act)
            leaving = [row for row in _with_added(desk.item, desk.items) if row.is_live]
        else:
            _check_original(run, desk, act, comment)
            leaving = [row for row in desk.items if row.slot == desk.item.slot and row.is_live]
        for row in leaving:
            row.state, row.comment, row.closed_at = State.REMOVED, comment.strip(), act.at
        WorkItem.objects.bulk_update(leaving, ["state", "comment", "closed_at"])
        names = joined(dict.fromkeys(row.assignee.name for row in leaving))
        run.journal(verbs.SIGNER_REMOVED, desk.node, reason=comment.strip(), slot=desk.item.slot, who=names)
        progress(run, desk.activity, desk.node, desk.items)
        return finish(run)


def claim_pool(run: Run, desk: desks.Desk) -> list[WorkItem]:
    """Set the items of one's colleagues in the pool aside; give them."""
    if desk.item.under_id is not None:
        return []
    fellows = [
        row
        for row in desk.items
        if row.slot == desk.item.slot and row.under_id is None and row.is_live and row.pk != desk.item.pk
    ]
    if fellows:
        for row in fellows:
            row.state, row.set_aside, row.closed_at = State.CLOSED, True, run.act.at
        WorkItem.objects.bulk_update(fellows, ["state", "set_aside", "closed_at"])
        desk.item.claimed_at = run.act.at
        desk.item.save(update_fields=["claimed_at"])
    return fellows


def _checked(desk: desks.Desk, people: Sequence[User], act: Act) -> list[User]:
    asked = list({person.pk: person for person in people}.values())
    if not asked:
        raise RuleError(_("Choose at least one person."), code="nobody_chosen")
    if len(asked) > MOST:
        raise RuleError(_("At most %(n)d people at once.") % {"n": MOST}, code="too_many_people")
    live = {pk for row in desk.items if row.is_live for pk in (row.assignee_id, row.on_behalf_of_id)}
    for person in asked:
        desks.checked_person(person)
        if person.pk in live or person.pk == act.person.pk:
            raise desks.has_it_already(person, desk.node)
    return asked


def _stand_ins(run: Run, desk: desks.Desk, asked: list[User]) -> list[tuple[User, User | None]]:
    """Each with the person in whose place he signs, if there is one."""
    deputies = Deputies(run, [person.pk for person in asked])
    taken = {row.assignee_id for row in desk.items if row.is_live} | {person.pk for person in asked}
    found: list[tuple[User, User | None]] = []
    for person in asked:
        stand_in = deputies.for_person(person, desk.node, taken=taken)
        if stand_in is None or stand_in.administrators:
            found.append((person, None))
        else:
            taken.add(stand_in.person.pk)
            found.append((stand_in.person, person))
    return found


def _added(run: Run, desk: desks.Desk, asked: tuple[User, User | None], where: Where) -> WorkItem:
    item = desk.item
    person, principal = asked
    return WorkItem(
        instance=run.instance,
        activity=desk.activity,
        assignee=person,
        on_behalf_of=principal,
        sent_by=run.act.by,
        under=item,
        added=Added(where),
        slot=item.slot,
        label=item.label,
        place=item.place,
        state=State.WAITING if where == "after" else State.OPEN,
        opened_at=run.act.at,
        due_at=item.due_at,
    )


def _with_added(item: WorkItem, items: Iterable[WorkItem]) -> list[WorkItem]:
    """The item and everybody who was added to it, directly or further down."""
    rows, found = list(items), [item]
    for one in found:
        found += [row for row in rows if row.under_id == one.pk]
    return found


def _check_added_by(desk: desks.Desk, act: Act) -> None:
    item, me = desk.item, act.person
    above = next((row for row in desk.items if row.pk == item.under_id), None)
    may = {item.sent_by_id, above.assignee_id if above else None, above.on_behalf_of_id if above else None}
    if me.pk not in may and not allowed(me, ADMINISTER):
        raise RuleError(
            _("Only who asked %(who)s to sign can take that back: %(asker)s.")
            % {"who": item.assignee.name, "asker": above.assignee.name if above else ""},
            code="not_your_signer",
        )


def _check_original(run: Run, desk: desks.Desk, act: Act, comment: str) -> None:
    me, node = act.person, desk.node
    if me.pk != run.instance.started_by_id and not allowed(me, ADMINISTER):
        starter = run.instance.started_by
        raise RuleError(
            _("Only who started the process (%(who)s) or an administrator can take a signer out.")
            % {"who": starter.name if starter else "–"},
            code="not_your_signer",
        )
    if node.by_matrix:
        raise RuleError(
            _("The authority table asks for this signature; nobody can be taken out."),
            code="signer_by_matrix",
            clause=node.clause,
        )
    others = voices(row for row in desk.items if row.slot != desk.item.slot)
    if not others or node.work != "decide":
        raise RuleError(_("At least one signer must stay."), code="last_signer", clause=node.clause)
    if not comment.strip():
        raise RuleError(_("Say why: a comment is needed here."), code="comment_missing", clause=node.clause)
