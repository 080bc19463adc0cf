"""What published processes and the valid authority table cite."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from leadtocash.foundation.authority import matrix
from leadtocash.foundation.authority.models import AuthorityRow
from leadtocash.foundation.workflow.definitions import graph_of
from leadtocash.foundation.workflow.graph import Graph, Node
from leadtocash.foundation.workflow.models import ProcessDefinition
from leadtocash.foundation.workflow.picture.telling import of_definition


@dataclass(frozen=True, kw_only=True)
class Limit:
    """What happens how many working days after a step was opened: "remind", "escalate", or "" for a flow."""

    after: int
    does: str

    @property
    def told(self) -> str:
        """In a few words."""
        when = ngettext("after %(n)d working day", "after %(n)d working days", self.after) % {"n": self.after}
        match self.does:
            case "remind":
                return _("%(when)s: reminder") % {"when": when}
            case "escalate":
                return _("%(when)s: goes to the superior") % {"when": when}
        return _("%(when)s: goes on by itself") % {"when": when}


@dataclass(frozen=True, kw_only=True)
class Step:
    """A step, or a whole process (node ""), that cites a clause.

    limit: in working days, 0 for none; who: words for who does it, filled in where a clause's own page shows it.
    """

    key: str
    process: str
    node: str
    name: str
    who: tuple[str, ...] = ()
    limit: int = 0
    timers: tuple[Limit, ...] = ()
    documents: tuple[str, ...] = ()


def steps_by_clause() -> Mapping[str, list[Step]]:
    """Who cites what in the newest version of each process, names in the reader's language."""
    found: dict[str, list[Step]] = {}
    for graph in _newest():
        if graph.clause:
            found.setdefault(graph.clause, []).append(_whole(graph))
        for node in graph.nodes.values():
            if node.clause:
                found.setdefault(node.clause, []).append(_step(graph, node))
    return found


def steps_of(clause_id: str) -> list[Step]:
    """The steps that cite one clause, with who does them."""
    found = []
    for graph in _newest():
        if graph.clause == clause_id:
            found.append(_whole(graph))
        citing = [node for node in graph.nodes.values() if node.clause == clause_id]
        shown = of_definition(graph) if citing else {}
        found += [replace(_step(graph, node), who=tuple(shown[node.id].who)) for node in citing]
    return found


def nodes_by_clause() -> Mapping[str, set[tuple[str, str]]]:
    """(process, step) pairs that cite a clause in any published version: for what lies in the past."""
    found: dict[str, set[tuple[str, str]]] = {}
    for pk in ProcessDefinition.objects.order_by("pk").values_list("pk", flat=True):
        graph = graph_of(pk)
        for node in graph.steps():
            if node.clause:
                found.setdefault(node.clause, set()).add((graph.key, node.id))
    return found


def authority_rows(today: date) -> Mapping[str, list[AuthorityRow]]:
    """The rows of the valid authority table by the clause they cite."""
    found: dict[str, list[AuthorityRow]] = {}
    valid = matrix.valid_table(today)
    for row in valid.rows.exclude(clause="").order_by("document", "pk") if valid else ():
        found.setdefault(row.clause, []).append(row)
    return found


def _newest() -> Iterator[Graph]:
    rows = ProcessDefinition.objects.order_by("key", "-version").distinct("key").values_list("pk", flat=True)
    return (graph_of(pk) for pk in rows)


def _whole(graph: Graph) -> Step:
    return Step(key=graph.key, process=graph.label, node="", name="")


def _step(graph: Graph, node: Node) -> Step:
    return Step(
        key=graph.key,
        process=graph.label,
        node=node.id,
        name=node.label,
        limit=node.limit,
        timers=tuple(Limit(after=timer.after, does=timer.does.partition(":")[0]) for timer in node.boundaries),
        documents=node.documents,
    )
