"""The token game: where a token goes when it leaves a node, what forks, joins and leaves a block."""

from __future__ import annotations

from django.utils.translation import gettext as _

from leadtocash.foundation.authority import matrix
from leadtocash.foundation.authority.tables import NoRow
from leadtocash.foundation.kernel.errors import Missing, RuleError
from leadtocash.foundation.workflow import verbs
from leadtocash.foundation.workflow.engine.run import Opening, Run
from leadtocash.foundation.workflow.events import ProcessEnded
from leadtocash.foundation.workflow.expressions import UnknownFact, holds
from leadtocash.foundation.workflow.graph import Flow, Kind, Node
from leadtocash.foundation.workflow.models import Activity, ProcessInstance, Token
from leadtocash.foundation.workflow.registry import services


def leave(run: Run, token: Token, node: Node) -> None:
    """The node is finished: take the token on, until it waits somewhere or the process ends."""
    follow(run, token, _way_out(run, token, node))


def follow(run: Run, token: Token, flow: Flow | None) -> None:
    """Take a token along an arrow and as far as it goes."""
    while flow is not None:
        run.count_move()
        node = run.graph.nodes[flow.target]
        if node.kind == Kind.JOIN:
            joined = _arrive(run, token, node)
            if joined is None:
                return
            token, flow = joined, node.flows[0]
        else:
            token = leave_blocks(run, token, node.depth)
            flow = _enter(run, token, node)


def enter_step(run: Run, token: Token, node: Node, *, resume_to: str = "") -> None:
    """Open a step at a token that stands in the right block already."""
    run.put(token, node.id)
    run.openings.append(Opening(token, node, resume_to))


def leave_blocks(run: Run, token: Token, depth: int) -> Token:
    """Take a token out of blocks until it is at this depth: the other branches of those blocks end."""
    line = run.lineage(token)
    if len(line) - 1 <= depth:
        return token
    around = line[depth]
    end_inside(run, around)
    around.state = Token.State.ACTIVE
    return around


def end_inside(run: Run, around: Token) -> None:
    """End everything inside a parked token's block."""
    inside = [token for token in run.tokens.values() if token is not around and around in run.lineage(token)]
    end_tokens(run, inside)


def end_tokens(run: Run, tokens: list[Token]) -> None:
    """Remove tokens and cancel what is open at them."""
    for token in tokens:
        cancel_activity(run, token, Activity.Outcome.CANCELLED)
    run.remove(tokens)


def cancel_activity(run: Run, token: Token, outcome: Activity.Outcome) -> bool:
    """Close what is open at a token without a result; say whether anything was."""
    if token.activity_id is None:
        return False
    run.close(token.activity_id, run.graph.nodes[token.node], outcome)
    run.can_be_undone = False
    token.activity_id = None
    return True


def _arrive(run: Run, token: Token, join: Node) -> Token | None:
    """Wait at the join; when all branches of this block have come, the parked token goes on alone."""
    run.put(token, join.id, Token.State.ARRIVED)
    branches = [other for other in run.tokens.values() if other.parent_id == token.parent_id]
    if any(branch.state != Token.State.ARRIVED for branch in branches):
        return None
    parked = run.tokens[token.parent_id]  # type: ignore[index]
    run.remove(branches)
    run.put(parked, join.id)
    return parked


def _enter(run: Run, token: Token, node: Node) -> Flow | None:
    """Do what the node does; give the arrow to follow, or None when the token rests."""
    match node.kind:
        case Kind.STEP | Kind.RECEIVE:
            enter_step(run, token, node)
            return None
        case Kind.END:
            _end(run, node)
            return None
        case Kind.SERVICE:
            _serve(run, node)
        case Kind.RULE:
            _rule(run, node)
    return _way_out(run, token, node)


def _way_out(run: Run, token: Token, node: Node) -> Flow | None:
    if node.kind == Kind.FORK:
        _fork(run, token, node)
        return None
    if node.kind == Kind.EXCLUSIVE and len(node.flows) > 1:
        return _choose(run, node)
    return node.flows[0]


def _fork(run: Run, token: Token, fork: Node) -> None:
    run.put(token, fork.id, Token.State.PARKED)
    branches = run.add_tokens([Token(instance=run.instance, parent_id=token.pk, node=fork.id) for _flow in fork.flows])
    for branch, flow in zip(branches, fork.flows, strict=True):
        if branch.pk in run.tokens:  # an earlier branch may have left the block, and so ended this one
            follow(run, branch, flow)


def _choose(run: Run, gateway: Node) -> Flow:
    try:
        for flow in gateway.flows:
            if flow.id != gateway.default and holds(flow.condition, run.known):
                return flow
    except UnknownFact as unknown:
        fact = run.subject.fact_types.get(unknown.name)
        raise RuleError(
            _("The way on cannot be decided yet: “%(gateway)s” needs a fact that is not known.")
            % {"gateway": gateway.label},
            code="process_fact_missing",
            missing=[Missing(what=str(fact.label if fact else unknown.name))],
        ) from None
    return next(flow for flow in gateway.flows if flow.id == gateway.default)


def _serve(run: Run, node: Node) -> None:
    run.write_journal()
    run.can_be_undone = False
    services.get(node.service)(run.record, act=run.act, instance=run.instance)
    run.record_changed()


def _rule(run: Run, node: Node) -> None:
    if node.matrix:
        ruling = matrix.approvers(node.matrix, run.known, run.subject.department(run.record), on=run.act.today)
        values = {f"{node.id}_roles": list(ruling.roles), f"{node.id}_row": ruling.row.code}
        row: int | str = ruling.row.code
    else:
        assert node.table is not None  # noqa: S101 - publishing has checked it
        try:
            row, result = node.table.decide(run.known)
        except NoRow:
            raise RuleError(
                _("No row of the decision table “%(table)s” fits.") % {"table": node.label},
                code="table_no_row",
            ) from None
        values = dict(result)
    run.remember(values)
    run.journal(verbs.RULED, node, system=True, row=row, values=values)


def _end(run: Run, node: Node) -> None:
    over(run, ProcessInstance.State.ENDED, node.outcome or "completed")
    run.journal(verbs.ENDED, node, system=True, outcome=run.instance.outcome)


def over(run: Run, state: ProcessInstance.State, outcome: str) -> None:
    """The process is over: nothing of it stays open."""
    instance = run.instance
    end_tokens(run, list(run.tokens.values()))
    instance.state, instance.outcome, instance.ended_at = state, outcome, run.act.at
    run.can_be_undone = False
    run.publish(
        ProcessEnded(
            act=run.act,
            instance_id=instance.pk,
            process=instance.process,
            record_kind=instance.record_kind,
            record_id=instance.record_id,
            outcome=outcome,
            state=str(state),
        )
    )
