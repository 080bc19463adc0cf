"""The steps still to come, along the way that the facts known now would take, with the people they would go to.

Nothing is written or locked. Everybody is taken to agree; where a condition asks for something that is not known
yet, every way on is a maybe.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from leadtocash.foundation.access.scoping import kind_of
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.authority import matrix
from leadtocash.foundation.authority.tables import NoRow
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.errors import RuleError
from leadtocash.foundation.workflow import expressions
from leadtocash.foundation.workflow.definitions import newest
from leadtocash.foundation.workflow.engine.assignment import shares
from leadtocash.foundation.workflow.engine.run import Run, read_record
from leadtocash.foundation.workflow.graph import Flow, Kind, Node
from leadtocash.foundation.workflow.models import Activity, ProcessDefinition, ProcessInstance, WorkItem

When = Literal["now", "next", "maybe"]
_AGREED = {"decide": Activity.Outcome.APPROVED, "do": Activity.Outcome.DONE}


@dataclass(frozen=True)
class Predicted:
    """A step that is open or would come: to whom, and by which row of the authority matrix, if it asks one.

    people is empty where nobody can be told yet.
    """

    node: Node
    people: tuple[User, ...]
    when: When
    row: str = ""


def predicted(instance: ProcessInstance, *, act: Act) -> list[Predicted]:
    """The open steps of a process and those to come; none when it is over."""
    if instance.state != ProcessInstance.State.RUNNING:
        return []
    run = Run(instance, read_record(instance), act)
    open_activities = list(Activity.objects.filter(instance=instance, is_open=True).order_by("pk"))
    items = WorkItem.objects.filter(instance=instance, state=WorkItem.State.OPEN).select_related("assignee")
    having: dict[int, list[User]] = {}
    for item in items.order_by("place", "pk"):
        having.setdefault(item.activity_id, []).append(item.assignee)
    oracle = _Oracle(run)
    for one in open_activities:
        oracle.standing(run.graph.nodes[one.node], having.get(one.pk, ()))
    for one in open_activities:
        node = run.graph.nodes[one.node]
        back = run.graph.nodes.get(one.resume_to)
        oracle.agree(node)
        if back is not None:
            oracle.enter(back, certain=True)
        else:
            oracle.go_on(node, certain=True)
    return oracle.found


def predicted_for(process: str, record: Any, starter: User, *, act: Act) -> list[Predicted]:
    """The steps that a process would take if this person started it on the record now.

    Raises LookupError for a process that is not published.
    """
    short = newest(process)
    if short is None:
        raise LookupError(f"no process {process!r} is published")
    instance = ProcessInstance(
        definition=ProcessDefinition(pk=short.pk, key=short.key),
        process=process,
        record_kind=kind_of(record),
        record_id=record.pk,
        started_by=starter,
        started_at=act.at,
        round_at=act.at,
    )
    oracle = _Oracle(Run(instance, record, act))
    oracle.go_on(oracle.run.graph.nodes[oracle.run.graph.start], certain=True)
    return oracle.found


def after_rejection(instance: ProcessInstance, record: Any, step: Node, *, act: Act) -> list[Node]:
    """What comes when a step is rejected, up to where people work again or all is over; [] where it depends."""
    return _Oracle(Run(instance, record, act)).rejected(step)


@dataclass
class _Oracle:
    run: Run
    found: list[Predicted] = field(default_factory=list)
    _seen: set[str] = field(default_factory=set)
    _sure: set[str] = field(default_factory=set)
    _known: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._known = {name: value for name, value in self.run.known.items() if not name.endswith("_outcome")}

    def standing(self, node: Node, people: Iterable[User]) -> None:
        """A step, or a waiting, that is open now."""
        self._seen.add(node.id)
        self._sure.add(node.id)
        if node.kind == Kind.STEP:
            self.found.append(Predicted(node, tuple(dict.fromkeys(people)), "now", self._row(node)))

    def agree(self, node: Node) -> None:
        outcome = Activity.Outcome.RECEIVED if node.kind == Kind.RECEIVE else _AGREED[node.work]
        self._known[f"{node.id}_outcome"] = str(outcome)

    def rejected(self, node: Node) -> list[Node]:
        self._known[f"{node.id}_outcome"] = str(Activity.Outcome.REJECTED)
        found: list[Node] = []
        while not found or found[-1].kind in (Kind.EXCLUSIVE, Kind.SERVICE):
            ways = list(self._ways(found[-1] if found else node))
            if len(ways) != 1:
                return []
            found.append(self.run.graph.nodes[ways[0].target])
        return [one for one in found if one.kind != Kind.EXCLUSIVE]

    def go_on(self, node: Node, *, certain: bool) -> None:
        """Follow every way out of a node that may be taken."""
        ways = list(self._ways(node))
        for flow in ways:
            sure = certain and (node.kind != Kind.EXCLUSIVE or len(ways) == 1)
            self.enter(self.run.graph.nodes[flow.target], certain=sure)

    def enter(self, node: Node, *, certain: bool) -> None:
        """Come to a node; a second time only when it has become certain."""
        if node.id in self._sure or (node.id in self._seen and not certain):
            return
        again = node.id in self._seen
        self._seen.add(node.id)
        if certain:
            self._sure.add(node.id)
        match node.kind:
            case Kind.STEP:
                self._step(node, certain=certain, again=again)
                self.agree(node)
            case Kind.RECEIVE:
                self.agree(node)
            case Kind.RULE:
                self._rule(node)
            case Kind.END:
                return
        self.go_on(node, certain=certain)

    def _step(self, node: Node, *, certain: bool, again: bool) -> None:
        if again:
            self.found = [one for one in self.found if one.node.id != node.id]
        self.found.append(Predicted(node, self._people(node), "next" if certain else "maybe", self._row(node)))

    def _ways(self, node: Node) -> Iterator[Flow]:
        if node.kind != Kind.EXCLUSIVE or len(node.flows) == 1:
            yield from node.flows
            return
        possible: list[Flow] = []
        for flow in node.flows:
            if flow.id == node.default:
                continue
            answer = self._holds(flow.condition)
            if answer:
                yield from [*possible, flow]
                return
            if answer is None:
                possible.append(flow)
        yield from possible
        yield next(flow for flow in node.flows if flow.id == node.default)

    def _holds(self, condition: str) -> bool | None:
        """None: it asks for something that is not known yet."""
        asked = expressions.names(condition)
        if any(self._known.get(name) is None for name in asked if not name.endswith("_outcome")):
            return None
        try:
            return expressions.holds(condition, self._known)
        except expressions.UnknownFact:
            return None

    def _rule(self, node: Node) -> None:
        try:
            self._known |= self._ruled(node)
        except (RuleError, NoRow, TypeError):
            return

    def _ruled(self, node: Node) -> Mapping[str, Any]:
        if node.matrix:
            department = self.run.subject.department(self.run.record)
            ruling = matrix.approvers(node.matrix, self._known, department, on=self.run.act.today)
            return {f"{node.id}_roles": list(ruling.roles), f"{node.id}_row": ruling.row.code}
        return dict(node.table.decide(self._known)[1]) if node.table else {}

    def _people(self, node: Node) -> tuple[User, ...]:
        try:
            found = [share.person for share in shares(self.run, node) if not share.automatic]
        except (RuleError, ValueError):  # facts or the stored process are still missing
            return ()
        return tuple(dict.fromkeys(found))

    def _row(self, node: Node) -> str:
        if not node.by_matrix:
            return ""
        department = self.run.subject.department(self.run.record)
        document = node.assign.partition(":")[2]
        try:
            return matrix.approvers(document, self.run.known, department, on=self.run.act.today).row.code
        except RuleError:
            return ""
