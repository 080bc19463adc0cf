"""Go back to a step that was passed.

Out of blocks, and into a finished block again with this branch alone.
"""

from __future__ import annotations

from django.utils.translation import gettext as _

from leadtocash.foundation.kernel.errors import RuleError
from leadtocash.foundation.workflow.engine import moving
from leadtocash.foundation.workflow.engine.concluding import close_item
from leadtocash.foundation.workflow.engine.desk import Desk
from leadtocash.foundation.workflow.engine.run import Run
from leadtocash.foundation.workflow.graph import Kind, Node, Path
from leadtocash.foundation.workflow.models import Activity, ProcessInstance, Token

FINISHED = (Activity.Outcome.APPROVED, Activity.Outcome.REJECTED, Activity.Outcome.DONE)


def ways_back(instance: ProcessInstance, here: Node) -> list[Node]:
    """The steps that this one can be sent back to, the latest first."""
    rows = Activity.objects.filter(instance=instance, is_open=False, outcome__in=FINISHED)
    names = dict.fromkeys(rows.order_by("-closed_at", "-pk").values_list("node", flat=True))
    passed = (instance.graph.nodes[name] for name in names)
    return [node for node in passed if node.id != here.id and node.kind == Kind.STEP and not _aside(here, node)]


def go_back(run: Run, desk: Desk, step: str, comment: str, then: str) -> None:
    """Close the step as sent back and open the earlier one. Raises RuleError when there is no such way."""
    here = desk.node
    target = next((node for node in ways_back(run.instance, here) if node.id == step), None)
    if target is None:
        raise RuleError(
            _("It cannot be sent back to that step: only to one it has passed, and not into another branch."),
            code="no_way_back",
        )
    straight = then == "straight_back"
    if straight and target.path != here.path:
        raise RuleError(
            _("From “%(step)s” it cannot come straight back here; it must pass the steps between again.")
            % {"step": target.label},
            code="not_straight_back",
        )
    close_item(run, desk.item, Activity.Outcome.RETURNED, comment)
    run.close(desk.activity.pk, here, Activity.Outcome.RETURNED)
    run.remember({f"{here.id}_outcome": str(Activity.Outcome.RETURNED)})
    run.new_round()
    token = next(token for token in run.tokens.values() if token.activity_id == desk.activity.pk)
    token.activity_id = None
    token = moving.leave_blocks(run, token, _shared(here.path, target.path))
    token = into_blocks(run, token, target)
    moving.enter_step(run, token, target, resume_to=here.id if straight else "")


def into_blocks(run: Run, token: Token, target: Node) -> Token:
    """Enter the blocks around a step that the token is not in yet, each with this one branch."""
    for branch in target.path[len(run.lineage(token)) - 1 :]:
        run.put(token, branch.fork, Token.State.PARKED)
        token = run.add_tokens([Token(instance=run.instance, parent_id=token.pk, node=branch.fork)])[0]
    return token


def _shared(one: Path, other: Path) -> int:
    """How many blocks two steps have in common, on the same branches."""
    depth = 0
    while depth < min(len(one), len(other)) and one[depth] == other[depth]:
        depth += 1
    return depth


def _aside(here: Node, there: Node) -> bool:
    """Does the other step stand on another branch of a block that both are in?"""
    for one, other in zip(here.path, there.path, strict=False):
        if one != other:
            return one.fork == other.fork
    return False
