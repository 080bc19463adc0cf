"""A process as plain typed data: what the engine runs, the lint checks and the picture draws."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal, NamedTuple

from leadtocash.foundation.authority.tables import DecisionTable
from leadtocash.foundation.kernel.language import own_language


class Kind(StrEnum):
    """What a node does when a token comes."""

    START = "start"
    END = "end"
    STEP = "step"  # people work: decide, or do something on the record's page
    SERVICE = "service"  # a registered function changes the record
    RULE = "rule"  # a decision table or the authority matrix gives routing values
    EXCLUSIVE = "exclusive"
    FORK = "fork"
    JOIN = "join"
    RECEIVE = "receive"  # waits for a domain event


class Branch(NamedTuple):
    """One level of nesting: inside the block of this fork, on the branch that began with this flow."""

    fork: str
    flow: str


Path = tuple[Branch, ...]


@dataclass(frozen=True, kw_only=True)
class Flow:
    """An arrow. `condition` is empty for the default and for the only way on."""

    id: str
    source: str
    target: str
    condition: str = ""
    name: str = ""
    name_en: str = ""

    @property
    def label(self) -> str:
        return own_language(self.name, self.name_en)


@dataclass(frozen=True, kw_only=True)
class Boundary:
    """A timer on a node, counted in working days from its opening.

    It reminds, escalates, or takes the flow away.
    """

    id: str
    after: int
    does: str = ""
    flow: Flow | None = None
    name: str = ""
    name_en: str = ""


@dataclass(frozen=True, kw_only=True)
class Node:
    """One element of the process. Which fields matter depends on the kind; see docs/add-a-process.md."""

    id: str
    kind: Kind
    name: str = ""
    name_en: str = ""
    flows: tuple[Flow, ...] = ()
    arrivals: int = 0
    default: str = ""
    boundaries: tuple[Boundary, ...] = ()
    path: Path = ()
    assign: str = ""
    mode: str = "any"
    reject: str = "at_once"
    work: str = "decide"
    comment: str = "on_reject"
    limit: int = 0
    standard: str = ""
    standard_en: str = ""
    documents: tuple[str, ...] = ()
    clause: str = ""
    who: str = ""
    who_en: str = ""
    service: str = ""
    table: DecisionTable | None = None
    matrix: str = ""
    event: str = ""
    outcome: str = ""
    repeat: str = ""
    own: str = ""
    nobody: str = ""
    bulk: str = ""
    copy: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        return own_language(self.name, self.name_en) or self.id

    @property
    def depth(self) -> int:
        return len(self.path)

    @property
    def timed(self) -> bool:
        return bool(self.limit or self.boundaries)

    @property
    def by_matrix(self) -> bool:
        """Does the authority matrix say who decides? Then it is about money, and nothing shortens it."""
        return self.assign.startswith("matrix:")

    @property
    def waits(self) -> bool:
        """Does a token stay here until somebody or something moves it on?"""
        return self.kind in (Kind.STEP, Kind.RECEIVE)


@dataclass(frozen=True, kw_only=True)
class Graph:
    """A whole process: its key, the kind of record it runs on, its nodes in the order of the file.

    repeat, own, nobody, bulk: what holds for every step that does not say otherwise (`rule`); cancel: who may
    give it up; edit: what happens when the record is to be changed while somebody decides on it.
    """

    key: str
    name: str
    name_en: str = ""
    record_kind: str = ""
    clause: str = ""
    start: str = ""
    nodes: Mapping[str, Node] = field(default_factory=dict)
    repeat: str = "each"
    own: str = "self"
    nobody: str = "administrator"
    bulk: str = "no"
    cancel: str = "untouched"
    edit: str = "refuse"

    @property
    def label(self) -> str:
        return own_language(self.name, self.name_en) or self.key

    def rule(self, node: Node, name: Literal["repeat", "own", "nobody", "bulk"]) -> str:
        """What holds at a step: its own word, else that of the process.

        A step of the authority matrix is never skipped and never decided by the applicant unless it says so
        itself.
        """
        own: str = getattr(node, name)
        usual: str = own or getattr(self, name)
        if node.by_matrix and not own:
            return {"own": "superior", "nobody": "administrator" if usual == "skip" else usual}.get(name, usual)
        return usual

    def steps(self) -> Iterator[Node]:
        """The nodes where people work."""
        return (node for node in self.nodes.values() if node.kind == Kind.STEP)

    def flows_from(self, node: Node) -> Iterator[Flow]:
        """Every way out of a node, those of its timers included."""
        yield from node.flows
        for boundary in node.boundaries:
            if boundary.flow:
                yield boundary.flow
