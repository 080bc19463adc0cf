"""What the picture says: of a definition who does what by when, of a running process how far it is and who has it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from leadtocash.foundation.accounts.models import Role
from leadtocash.foundation.authority import matrix
from leadtocash.foundation.calendar import days
from leadtocash.foundation.kernel import policy
from leadtocash.foundation.kernel.language import own_language
from leadtocash.foundation.kernel.text import joined
from leadtocash.foundation.workflow.definitions import graph_of
from leadtocash.foundation.workflow.graph import Graph, Kind, Node
from leadtocash.foundation.workflow.models import Activity, ProcessInstance, WorkItem
from leadtocash.foundation.workflow.papers import paper
from leadtocash.foundation.workflow.picture.drawing import Shown
from leadtocash.foundation.workflow.predicting import Predicted

Outcome = Activity.Outcome


def of_definition(graph: Graph) -> dict[str, Shown]:
    """Who, standard, limit and documents of every node."""
    roles = {role.code: str(role) for role in Role.objects.all()}
    return {
        node.id: Shown(who=_who(graph, node, roles), standard=_standard(node), documents=_papers(node))
        for node in graph.nodes.values()
    }


def of_instance(instance: ProcessInstance, *, now: datetime, predicted: Sequence[Predicted] = ()) -> dict[str, Shown]:
    """The same, with what has happened: past, now (who, since when, time used), next (to whom, as it looks now)."""
    graph = graph_of(instance.definition_id)
    plain = of_definition(graph)
    shown = dict(plain)
    activities = list(Activity.objects.filter(instance=instance).order_by("pk"))
    items: dict[int, list[WorkItem]] = {}
    for item in (
        WorkItem.objects.filter(instance=instance).select_related("assignee", "on_behalf_of").order_by("place", "pk")
    ):
        items.setdefault(item.activity_id, []).append(item)
    for activity in activities:  # the latest round wins
        if activity.outcome not in (Outcome.CANCELLED, Outcome.RECALLED) and activity.node in shown:
            node, own = graph.nodes[activity.node], items.get(activity.pk, [])
            shown[node.id] = _happened(_by_row(plain[node.id], instance, node), node, activity, own, now)
    for name in _passed_by(graph, instance, shown):
        shown[name] = Shown(state="past", who=shown[name].who, standard=shown[name].standard)
    for one in predicted:
        if shown[one.node.id].state == "next" and one.when != "now":
            shown[one.node.id] = _foretold(shown[one.node.id], one)
    return shown


def summary(graph: Graph, shown: Mapping[str, Shown]) -> str:
    """The picture in words, for those who do not see it."""
    now = [f"{node.label} ({joined(shown[node.id].who)})" for node in graph.steps() if _is(shown, node, "now")]
    past = [node.label for node in graph.steps() if _is(shown, node, "past")]
    coming = [node.label for node in graph.steps() if _is(shown, node, "next")]
    parts = (
        (_("Done: %(steps)s."), past),
        (_("Now: %(steps)s."), now),
        (_("To come: %(steps)s."), coming),
    )
    return " ".join(words % {"steps": joined(names)} for words, names in parts if names)


def _is(shown: Mapping[str, Shown], node: Node, state: str) -> bool:
    return shown[node.id].state == state


def _who(graph: Graph, node: Node, roles: Mapping[str, str]) -> tuple[str, ...]:
    if node.who:
        return (own_language(node.who, node.who_en),)
    kind, _colon, name = node.assign.partition(":")
    match kind:
        case "role":
            return (roles.get(name, name),)
        case "superior":
            return (_("Superior"),)
        case "each":
            return (_("Each of those concerned"),)
        case "matrix":
            document = matrix.shipped.find(name)
            return (_("By the authority table"), *([str(document.label)] if document else []))
        case "person":
            known = {"owner": _("Owner"), "starter": _("Applicant")}
            return (str(known.get(name, name)),)
    return (_("System"),) if node.kind in (Kind.SERVICE, Kind.RULE) else ()


def _standard(node: Node) -> tuple[str, ...]:
    lines = [own_language(node.standard, node.standard_en)] if node.standard else []
    if node.limit:
        lines.append(ngettext("%(n)d working day", "%(n)d working days", node.limit) % {"n": node.limit})
    if node.clause and policy.known(node.clause):
        lines.append(policy.clause(node.clause).short)
    return tuple(lines)


def _by_row(plain: Shown, instance: ProcessInstance, node: Node) -> Shown:
    row = instance.values.get(f"{node.id}_row")
    if not row or not node.assign.startswith("matrix:"):
        return plain
    return replace(plain, standard=(*plain.standard, _("Authority table %(row)s") % {"row": row}))


def _happened(plain: Shown, node: Node, activity: Activity, items: list[WorkItem], now: datetime) -> Shown:
    end = activity.closed_at or now
    used = days.between(timezone.localdate(activity.opened_at), timezone.localdate(end))
    late = ""
    if activity.due_at and end > activity.due_at:
        late = _("Used %(used)s of %(limit)s working days") % {"used": used, "limit": node.limit}
    spent = () if late or not node.limit or activity.closed_at else (_used(used, node.limit),)
    rounds = _("Round %(n)s") % {"n": activity.round} if activity.round > 1 else ""
    if activity.is_open:
        having = [item for item in items if item.state == WorkItem.State.OPEN]
        since = _("since %(day)s") % {"day": f"{timezone.localdate(activity.opened_at):%m-%d}"}
        return Shown(
            state="now",
            under=" · ".join(part for part in (rounds, since) if part),
            who=(*dict.fromkeys(_holder(item) for item in having),) or plain.who,
            standard=(*plain.standard, *spent),
            documents=plain.documents,
            late=late,
        )
    said = [item for item in items if item.state == WorkItem.State.DONE]
    names = joined(dict.fromkeys(item.assignee.name for item in said[:2])) + ("…" if len(said) > 2 else "")
    day = f"{timezone.localdate(end):%m-%d}"
    return Shown(
        state="past",
        under=" · ".join(part for part in (rounds, names, day) if part),
        who=(*plain.who, *dict.fromkeys(item.assignee.name for item in said)),
        standard=(*plain.standard, activity.get_outcome_display()),
        documents=plain.documents,
        late=late,
    )


def _holder(item: WorkItem) -> str:
    if item.on_behalf_of is None:
        return item.assignee.name
    return _("%(who)s for %(name)s") % {"who": item.assignee.name, "name": item.on_behalf_of.name}


def _foretold(plain: Shown, one: Predicted) -> Shown:
    names = [person.name for person in one.people]
    who = joined(names[:4]) + ("…" if len(names) > 4 else "")
    row = _("Authority table %(row)s") % {"row": one.row} if one.row else ""
    return Shown(
        under=_("perhaps") if one.when == "maybe" else _("to come"),
        who=(*plain.who, *([_("then: %(who)s") % {"who": who}] if who else []), *([row] if row else [])),
        standard=plain.standard,
        documents=plain.documents,
        foretold=True,
    )


def _papers(node: Node) -> tuple[str, ...]:
    return tuple(_("“%(name)s”") % {"name": paper(code).label} for code in node.documents)


def _used(used: int, limit: int) -> str:
    return _("Used %(used)s of %(limit)s working days") % {"used": used, "limit": limit}


def _passed_by(graph: Graph, instance: ProcessInstance, shown: Mapping[str, Shown]) -> Iterable[str]:
    """Nodes at which nobody waits are past between a step that is done and one that was reached after it."""
    done = {name for name, one in shown.items() if one.state == "past" or graph.nodes[name].kind == Kind.START}
    reached = {name for name, one in shown.items() if one.state != "next"}
    for node in graph.nodes.values():
        ended = instance.state == ProcessInstance.State.ENDED and instance.outcome == (node.outcome or "completed")
        if node.kind == Kind.END and ended:
            reached.add(node.id)
    before: dict[str, set[str]] = {name: set() for name in graph.nodes}
    for node in graph.nodes.values():
        for flow in graph.flows_from(node):
            before[flow.target].add(node.id)
    idle = [node for node in graph.nodes.values() if not node.waits]
    _grow(done, idle, lambda node: (all if node.kind == Kind.JOIN else any)(b in done for b in before[node.id]))
    _grow(reached, idle, lambda node: any(flow.target in reached for flow in node.flows))
    return [node.id for node in idle if node.id in done and node.id in reached]


def _grow(names: set[str], nodes: list[Node], belongs: Callable[[Node], bool]) -> None:
    """Add the nodes that belong, until there are no more."""
    while fresh := {node.id for node in nodes if node.id not in names and belongs(node)}:
        names |= fresh
