"""What lies on a person's desk.

One work item with its step, its fellow items and everything that may be refused.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.errors import Missing, RuleError
from leadtocash.foundation.kernel.text import joined
from leadtocash.foundation.workflow import verbs
from leadtocash.foundation.workflow.definitions import graph_of
from leadtocash.foundation.workflow.engine.run import Run, lock
from leadtocash.foundation.workflow.graph import Node
from leadtocash.foundation.workflow.models import Activity, WorkItem

State = WorkItem.State


@dataclass(frozen=True)
class Desk:
    """An open item of the acting person, read under the lock."""

    item: WorkItem
    items: list[WorkItem]
    activity: Activity
    node: Node


def take(item: WorkItem, *, act: Act) -> tuple[Run, Desk]:
    """Lock the process and read the item as it is now.

    Whoever's deputy has it may take it back by acting himself. Raises RuleError when it is not open any more, or
    lies with somebody else.
    """
    run, desk = look_at(item, act=act)
    fresh, node = desk.item, desk.node
    if run is None or fresh.state != State.OPEN:
        raise over(fresh, desk.items, node)
    me = act.person
    if fresh.on_behalf_of_id == me.pk:
        if any(row.is_live and row.slot == fresh.slot and row.assignee_id == me.pk for row in desk.items):
            raise has_it_already(me, node)
        give_back(run, fresh, me)
    if fresh.assignee_id != me.pk:
        raise not_yours([row for row in desk.items if row.state == State.OPEN], node)
    return run, desk


def look_at(item: WorkItem, *, act: Act) -> tuple[Run | None, Desk]:
    """Lock the process and read the item and its fellows as they are now; no run when the process is over."""
    run = lock(item.instance, act=act)
    chosen = WorkItem.objects.filter(pk=item.pk).values("activity_id")
    rows = WorkItem.objects.filter(activity_id__in=chosen).select_related("activity", "assignee", "on_behalf_of")
    items = list(rows.order_by("place", "pk"))
    fresh = next(row for row in items if row.pk == item.pk)
    node = graph_of(item.instance.definition_id).nodes[fresh.activity.node]
    return run, Desk(fresh, items, fresh.activity, node)


def give_back(run: Run, item: WorkItem, principal: User) -> None:
    """The item lies with its principal again, not with his deputy."""
    run.journal(verbs.TAKEN_BACK, run.graph.nodes[item.activity.node], slot=item.slot, deputy=item.assignee.name)
    item.assignee, item.on_behalf_of, item.is_fallback = principal, None, False
    item.save(update_fields=["assignee", "on_behalf_of", "is_fallback"])


def refuse_fallback(item: WorkItem, node: Node) -> None:
    """An administrator who got a step because nobody was found hands it on.

    He does not decide in the place of others.
    """
    if item.is_fallback:
        raise RuleError(
            _("Nobody was found for “%(step)s”, so it came to you as administrator. Hand it to who does it.")
            % {"step": node.label},
            code="hand_on_first",
            clause=node.clause,
        )


def not_yours(open_items: list[WorkItem], node: Node) -> RuleError:
    """The refusal for somebody who does not have the step: it names who has it, and since when."""
    names = joined(dict.fromkeys(item.assignee.name for item in open_items))
    return RuleError(
        _("“%(step)s” is not with you. It is with %(who)s.") % {"step": node.label, "who": names or _("nobody")},
        code="not_yours",
        clause=node.clause,
        missing=[holder(item, node) for item in open_items],
    )


def holder(item: WorkItem, node: Node) -> Missing:
    """Who has the step, since when, as the page shows what is still missing."""
    return Missing(
        what=node.label, who=item.assignee.name, since=timezone.localdate(item.opened_at), clause=node.clause
    )


def over(item: WorkItem, items: list[WorkItem], node: Node) -> RuleError:
    if item.state == State.WAITING:
        ahead = [row for row in items if row.state == State.OPEN]
        return RuleError(
            _("It is not your turn yet: “%(step)s” is with %(who)s first.")
            % {"step": node.label, "who": joined(row.assignee.name for row in ahead)},
            code="not_your_turn",
            missing=[holder(row, node) for row in ahead],
        )
    done = [row for row in items if row.state == State.DONE and row.slot == item.slot]
    last: WorkItem = max(done, key=lambda row: (row.closed_at or row.opened_at, row.pk), default=item)
    when = date_format(timezone.localtime(last.closed_at), "SHORT_DATETIME_FORMAT") if last.closed_at else ""
    return RuleError(
        _("“%(step)s” is already done: %(who)s, %(when)s, %(what)s.")
        % {
            "step": node.label,
            "who": last.assignee.name,
            "when": when,
            "what": last.get_outcome_display() or last.get_state_display(),
        },
        code="already_done",
    )


def refuse_applicant(run: Run, node: Node, person: User) -> None:
    """Whoever asked for an approval does not give it himself, in nobody's place, where the step forbids it."""
    if node.work == "decide" and person == run.applicant and run.graph.rule(node, "own") != "self":
        raise RuleError(
            _("%(who)s has asked for this approval, so he cannot give it himself.") % {"who": person.name},
            code="own_request",
            clause=node.clause,
        )


def refuse_double(desk: Desk, person: User) -> None:
    """Nobody signs twice in one step, for two different people."""
    for row in desk.items:
        waits_for_him = row.is_live and row.on_behalf_of_id == person.pk and row.pk != desk.item.pk
        his = row.assignee_id == person.pk and (row.is_live or (row.state == State.DONE and row.slot != desk.item.slot))
        if his or waits_for_him:
            raise has_it_already(person, desk.node)


def has_it_already(person: User, node: Node) -> RuleError:
    """The refusal where somebody would have a step twice."""
    return RuleError(
        _("%(who)s has “%(step)s” already.") % {"who": person.name, "step": node.label}, code="has_it_already"
    )


def checked_comment(node: Node, comment: str, *, needed: bool) -> str:
    """The comment, trimmed. Raises RuleError where the step asks for one and there is none."""
    text = comment.strip()
    if not text and (needed or node.comment == "always"):
        raise RuleError(_("Say why: a comment is needed here."), code="comment_missing", clause=node.clause)
    return text


def checked_person(person: User) -> User:
    """Somebody to whom work can be given. Raises RuleError for one who has left."""
    if not person.is_active:
        raise RuleError(_("%(who)s no longer works here.") % {"who": person.name}, code="person_inactive")
    return person
