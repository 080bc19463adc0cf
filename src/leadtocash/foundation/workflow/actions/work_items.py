"""What a person does with the work in his inbox."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from django.db import models, transaction
from django.utils.translation import gettext as _

from leadtocash.foundation.access.scoping import kind_of
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.errors import Offer, RuleError, Stale
from leadtocash.foundation.workflow import verbs
from leadtocash.foundation.workflow.definitions import graph_of
from leadtocash.foundation.workflow.engine import desk as desks
from leadtocash.foundation.workflow.engine.concluding import speak
from leadtocash.foundation.workflow.engine.finishing import finish
from leadtocash.foundation.workflow.engine.handing import close_other_fallbacks, hand_over
from leadtocash.foundation.workflow.engine.inboxes import behalf, let_read
from leadtocash.foundation.workflow.engine.returning import go_back
from leadtocash.foundation.workflow.engine.run import Run
from leadtocash.foundation.workflow.events import WorkReturned
from leadtocash.foundation.workflow.models import Activity, ProcessInstance, WorkItem

Decision = Literal["approve", "reject"]
Then = Literal["step_by_step", "straight_back"]
Outcome, State = Activity.Outcome, WorkItem.State


def decide(item: WorkItem, decision: Decision, *, act: Act, revision: int | None, comment: str = "") -> ProcessInstance:
    """Approve or reject.

    `revision`: the record's revision the person has before his eyes (None: it has none).

    Raises RuleError when the item is not open or not his, or a comment is missing; Stale when the record was
    changed since he opened it.
    """
    with transaction.atomic():
        run, desk = desks.take(item, act=act)
        desks.refuse_fallback(desk.item, desk.node)
        if desk.node.work != "decide":
            raise _done_elsewhere(run, desk.node.id)
        text = desks.checked_comment(desk.node, comment, needed=decision == "reject" and desk.node.comment != "never")
        _check_revision(run, revision)
        approved = decision == "approve"
        verb, outcome = (verbs.APPROVED, Outcome.APPROVED) if approved else (verbs.REJECTED, Outcome.REJECTED)
        run.journal(
            verb,
            desk.node,
            reason=text,
            slot=desk.item.slot,
            label=desk.item.label,
            revision=revision,
            **behalf([desk.item]),
        )
        speak(run, desk, outcome, text)
        if not approved:
            run.publish(
                WorkReturned(
                    act=act,
                    instance_id=run.instance.pk,
                    step=desk.node.id,
                    outcome=str(outcome),
                    comment=text,
                )
            )
        return finish(run, undoable=desk.item)


def finish_step(record: models.Model, step: str, *, act: Act, comment: str = "", process: str = "") -> ProcessInstance:
    """A business act on the record was the work of this step (work="do").

    The step is done, the process goes on.

    The area's action calls it as the last thing it does, inside its transaction. Raises RuleError when the
    step is not open or lies with somebody else. `process` is only needed where two running processes have a
    step of this name.
    """
    with transaction.atomic():
        open_items = list(_open_items(record, step, process))
        me = act.person.pk
        mine = [item for item in open_items if item.assignee_id == me]
        mine = mine or [item for item in open_items if item.on_behalf_of_id == me]
        if not mine:
            raise _not_open(record, step, open_items)
        run, desk = desks.take(mine[0], act=act)
        desks.refuse_fallback(desk.item, desk.node)
        if desk.node.work != "do":
            raise RuleError(
                _("“%(step)s” is a decision; it is made with approve or reject.") % {"step": desk.node.label},
                code="step_is_decision",
            )
        text = desks.checked_comment(desk.node, comment, needed=False)
        run.journal(verbs.DONE, desk.node, reason=text, slot=desk.item.slot, **behalf([desk.item]))
        speak(run, desk, Outcome.DONE, text)
        return finish(run, undoable=desk.item)


def send_back(item: WorkItem, step: str, *, act: Act, comment: str, then: Then = "step_by_step") -> ProcessInstance:
    """Send the work back to a step it has passed.

    From there on step by step again, or straight back to this one.

    Raises RuleError when the item is not open or not his, the comment is missing, or the way back does not
    exist.
    """
    with transaction.atomic():
        run, desk = desks.take(item, act=act)
        desks.refuse_fallback(desk.item, desk.node)
        text = desks.checked_comment(desk.node, comment, needed=True)
        run.journal(
            verbs.RETURNED, desk.node, reason=text, slot=desk.item.slot, to=step, then=then, **behalf([desk.item])
        )
        go_back(run, desk, step, text, then)
        run.publish(
            WorkReturned(
                act=act,
                instance_id=run.instance.pk,
                step=desk.node.id,
                outcome=str(Outcome.RETURNED),
                comment=text,
            )
        )
        return finish(run)


def transfer(item: WorkItem, *, to: User, act: Act, comment: str = "") -> WorkItem:
    """Hand one's own open item to somebody else, who then has it as if it had been his from the beginning.

    Raises RuleError when the item is not open or not his, or the other one has left or has this step already.
    """
    with transaction.atomic():
        run, desk = desks.take(item, act=act)
        desks.checked_person(to)
        desks.refuse_double(desk, to)
        desks.refuse_applicant(run, desk.node, to)
        old = desk.item
        new = hand_over(run, old, to, state=State.TRANSFERRED, comment=comment.strip())
        close_other_fallbacks(run, old, desk.items)
        let_read(run, {to.pk})
        run.journal(verbs.TRANSFERRED, desk.node, reason=comment.strip(), slot=old.slot, to=to.name)
        finish(run)
        return new


def mark_seen(items: Sequence[WorkItem], *, act: Act) -> None:
    """Keep when the assignees first had their work before them: waiting ends, touching begins (WFL-6)."""
    fresh = [item.pk for item in items if item.seen_at is None and item.assignee_id == act.person.pk]
    if fresh:
        WorkItem.objects.filter(pk__in=fresh, seen_at=None).update(seen_at=act.at)


def _check_revision(run: Run, revision: int | None) -> None:
    now = getattr(run.record, "revision", None)
    if now is not None and now != revision:
        raise Stale(_("The document was changed after you opened it. Look at what changed, then decide."))


def _open_items(record: models.Model, step: str, process: str) -> models.QuerySet[WorkItem]:
    rows = WorkItem.objects.filter(
        state=State.OPEN,
        activity__node=step,
        activity__is_open=True,
        instance__record_kind=kind_of(record),
        instance__record_id=record.pk,
    ).select_related("instance", "assignee", "activity")
    return rows.filter(instance__process=process) if process else rows


def _not_open(record: models.Model, step: str, open_items: list[WorkItem]) -> RuleError:
    if open_items:
        node = graph_of(open_items[0].instance.definition_id).nodes[step]
        return desks.not_yours(open_items, node)
    return RuleError(_("This is not the step at which the process stands now."), code="step_not_open")


def _done_elsewhere(run: Run, step: str) -> RuleError:
    link = run.subject.do(run.record, step)
    label = str(link.label) if link else _("Open the document")
    return RuleError(
        _("This step is not a decision; it is done on the document itself."),
        code="step_is_work",
        offer=Offer(label=label, href=link.url if link else run.subject.url(run.record)),
    )
