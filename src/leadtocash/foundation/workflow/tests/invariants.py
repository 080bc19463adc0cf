"""What must hold for a running process after every act, whatever the act was."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from leadtocash.foundation.workflow.definitions import graph_of
from leadtocash.foundation.workflow.graph import Graph, Kind
from leadtocash.foundation.workflow.models import Activity, ProcessInstance, Timer, Token, WorkItem
from leadtocash.foundation.workflow.tests import signing


def violations(instance: ProcessInstance) -> list[str]:
    """Every broken invariant of one instance, in words."""
    graph = graph_of(instance.definition_id)
    tokens = {token.pk: token for token in Token.objects.filter(instance=instance)}
    activities = {one.pk: one for one in Activity.objects.filter(instance=instance)}
    items: dict[int, list[WorkItem]] = defaultdict(list)
    for item in WorkItem.objects.filter(instance=instance, state__in=("open", "waiting")):
        items[item.activity_id].append(item)
    timers = set(Timer.objects.filter(instance=instance).values_list("activity_id", flat=True))
    if instance.state != "running":
        return [f"over, but {len(tokens)} tokens"] if tokens or items or timers else []
    return [
        *_tokens(graph, tokens),
        *_standing(tokens, activities),
        *_work(graph, activities, items, timers),
        *signing.violations(instance, graph),
    ]


def _tokens(graph: Graph, tokens: dict[int, Token]) -> Iterator[str]:
    if any(token.parent_id not in tokens for token in tokens.values() if token.parent_id is not None):
        yield "orphan token"
        return
    children: dict[int | None, list[Token]] = defaultdict(list)
    for token in tokens.values():
        children[token.parent_id].append(token)
    if len(children[None]) != 1:
        yield f"{len(children[None])} outermost tokens"
    for token in tokens.values():
        yield from _nesting(graph, tokens, token)
        inside = children[token.pk]
        if (token.state == "parked") != bool(inside):
            yield f"{token.state} at {token.node} with {len(inside)} branches"
        if inside and all(child.state == "arrived" for child in inside):
            yield f"the join of {token.node} has not fired"


def _nesting(graph: Graph, tokens: dict[int, Token], token: Token) -> Iterator[str]:
    forks, parent = [], token.parent_id
    while parent is not None:
        forks.insert(0, tokens[parent].node)
        parent = tokens[parent].parent_id
    node = graph.nodes[token.node]
    around = [branch.fork for branch in node.path]
    if token.state != "arrived":
        if forks != around:
            yield f"at {node.id} inside {forks} instead of {around}"
    elif node.kind != Kind.JOIN or forks[:-1] != around:
        yield f"arrived at {node.id} inside {forks}"


def _standing(tokens: dict[int, Token], activities: dict[int, Activity]) -> Iterator[str]:
    active = [token for token in tokens.values() if token.state == "active"]
    for name, count in Counter(token.node for token in active).items():
        if count > 1:
            yield f"{count} tokens at {name}"
    held = Counter(token.activity_id for token in active)
    for token in active:
        here = activities.get(token.activity_id or 0)
        if here is None or not here.is_open or here.node != token.node or held[here.pk] != 1:
            yield f"nothing open at {token.node}"
    for one in activities.values():
        if one.is_open and one.pk not in held:
            yield f"{one.node} is open without a token"


def _work(
    graph: Graph, activities: dict[int, Activity], items: dict[int, list[WorkItem]], timers: set[int]
) -> Iterator[str]:
    for one in activities.values():
        node, here = graph.nodes[one.node], items.get(one.pk, [])
        opened = [item for item in here if item.state == "open"]
        if not one.is_open and (here or one.pk in timers):
            yield f"{one.node} is closed, but has work or timers"
        if one.is_open and node.kind == Kind.STEP and not opened:
            yield f"nobody has {one.node}"
    if not items and not any(one.is_open for one in activities.values()):
        yield "nobody has anything to do"
