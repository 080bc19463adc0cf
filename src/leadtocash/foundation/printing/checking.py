"""Does a template only name what its form has? Found without running it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _
from jinja2 import nodes

from leadtocash.foundation.printing import engines
from leadtocash.foundation.printing.common import COMMON
from leadtocash.foundation.printing.registry import Form, Rows, Slots, slots_of
from leadtocash.foundation.printing.sandbox import Engine, Fault, told

#: name -> what is known of it: None a single value, a mapping the columns of a list
Known = Mapping[str, Any]
_LOOP = dict.fromkeys(("index", "index0", "first", "last", "length", "revindex", "revindex0", "depth"))
_SAME_ROWS = {"first", "last", "default"}


def known(form: Form) -> dict[str, Any]:
    """The placeholders of a form."""
    return {**{slot.name: None for slot in COMMON}, **_names(slots_of(form))}


def _names(slots: Slots) -> dict[str, Any]:
    return {slot.name: _names(slot.slots) if isinstance(slot, Rows) else None for slot in slots}


def faults(source: str, form: Form, engine: Engine | None = None) -> list[Fault]:
    """Everything wrong with a template that can be seen in its text."""
    engine = engine or engines.html()
    try:
        with told():
            tree = engine.parse(source)
            engine.from_string(source)
    except Fault as fault:
        return [fault]
    with told():
        return list(_walk(tree, dict(known(form))))


def _walk(node: nodes.Node, scope: dict[str, Any]) -> Iterator[Fault]:
    if isinstance(node, nodes.For):
        yield from _loop(node, scope)
    elif isinstance(node, nodes.With):
        yield from _all(node.values, scope)
        own = {name.name: None for name in node.targets if isinstance(name, nodes.Name)}
        yield from _all(node.body, {**scope, **own})
    elif isinstance(node, nodes.Assign):
        yield from _walk(node.node, scope)
        if isinstance(node.target, nodes.Name):
            scope[node.target.name] = _columns(node.node, scope)
    elif isinstance(node, nodes.Getattr):
        yield from _part(node, scope)
    elif isinstance(node, nodes.Name):
        if node.ctx == "load" and node.name not in scope and node.name not in ("range", "_"):
            yield Fault(_("This form has no “%(name)s”.") % {"name": node.name}, node.lineno)
    else:
        yield from _all(node.iter_child_nodes(), scope)


def _all(found: Iterable[nodes.Node], scope: dict[str, Any]) -> Iterator[Fault]:
    for node in found:
        yield from _walk(node, scope)


def _loop(node: nodes.For, scope: dict[str, Any]) -> Iterator[Fault]:
    yield from _walk(node.iter, scope)
    inner, columns = {**scope, "loop": _LOOP}, _columns(node.iter, scope)
    targets: list[nodes.Node] = [node.target, *node.target.iter_child_nodes()]
    inner |= {one.name: columns for one in targets if isinstance(one, nodes.Name)}
    yield from _all([*node.body, *([node.test] if node.test else ())], inner)
    yield from _all(node.else_, scope)


def _part(node: nodes.Getattr, scope: dict[str, Any]) -> Iterator[Fault]:
    """A column of a row: `line.model`."""
    yield from _walk(node.node, scope)
    start = node.node
    if not isinstance(start, nodes.Name) or start.name not in scope:
        return
    columns = scope[start.name]
    if columns is None or node.attr not in columns:
        name = f"{start.name}.{node.attr}"
        yield Fault(_("This form has no “%(name)s”.") % {"name": name}, node.lineno)


def _columns(node: nodes.Node, scope: Mapping[str, Any]) -> Any:
    """What is known of the value of an expression."""
    if isinstance(node, nodes.Name):
        return scope.get(node.name)
    if isinstance(node, nodes.Filter) and node.name in _SAME_ROWS and node.node is not None:
        return _columns(node.node, scope)
    if isinstance(node, nodes.Getitem):
        return _columns(node.node, scope)
    if isinstance(node, nodes.Getattr):
        columns = _columns(node.node, scope)
        return columns.get(node.attr) if columns else None
    return None
