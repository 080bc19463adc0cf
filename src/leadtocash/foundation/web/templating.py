"""Templates as they are kept: once a language, with all that never changes written in when they are loaded.

A page has a hundred sentences and sixty icons; looked up for every request they cost as much as its data.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.template import Context, Template
from django.template.base import FilterExpression, Node, NodeList, TextNode
from django.template.defaulttags import CommentNode, IfNode, LoadNode, URLNode
from django.template.library import SimpleNode
from django.template.loaders import base, cached
from django.templatetags.i18n import TranslateNode
from django.templatetags.static import StaticNode
from django.utils.translation import get_language

from leadtocash.foundation.web.templatetags import lc

#: tags that print the same for the same arguments
PURE = (lc.icon, lc.tag, lc.standing)


class Loader(cached.Loader):
    """Keeps what other loaders find. A template is written in the language of the request that asks for it, so
    `{% language %}` has no place in one."""

    def get_template(self, template_name: str, skip: list[Any] | None = None) -> Template:
        key = f"{get_language()} {self.cache_key(template_name, skip)}"
        found: Template | None = self.get_template_cache.get(key)
        if found is None:
            found = base.Loader.get_template(self, template_name, skip)
            _write_in(found.nodelist)
            self.get_template_cache[key] = found
        return found


def _write_in(nodes: NodeList) -> None:
    """Put a text in the place of every node that always prints it; texts that follow each other become one."""
    written: list[Node] = []
    for node in nodes:
        for inner in _inner(node):
            _write_in(inner)
        text = _text(node)
        if text is None:
            written.append(node)
        elif written and isinstance(written[-1], TextNode):
            written[-1].s += text
        else:
            written.append(TextNode(text))
    nodes[:] = written


def _inner(node: Node) -> Iterator[NodeList]:
    if isinstance(node, IfNode):
        yield from (inner for _condition, inner in node.conditions_nodelists)
    else:
        yield from (getattr(node, name) for name in node.child_nodelists if hasattr(node, name))


def _text(node: Node) -> str | None:
    """What the node prints whatever the request; None when that depends on it."""
    if isinstance(node, TextNode):
        return node.s
    if isinstance(node, CommentNode | LoadNode):
        return ""
    return str(node.render(Context())) if _is_fixed(node) else None


def _is_fixed(node: Node) -> bool:
    if isinstance(node, TranslateNode):
        return not node.asvar and not node.message_context and _all_fixed([node.filter_expression])
    if isinstance(node, SimpleNode):
        return node.func in PURE and node.target_var is None and _all_fixed([*node.args, *node.kwargs.values()])
    if isinstance(node, StaticNode):
        return node.varname is None and _all_fixed([node.path])
    if isinstance(node, URLNode):
        return not (node.asvar or node.args or node.kwargs) and _all_fixed([node.view_name])
    return False


def _all_fixed(expressions: Iterable[FilterExpression]) -> bool:
    """Constants: nothing is looked up, nothing filtered."""
    return all(not one.filters and getattr(one.var, "literal", one.var) is not None for one in expressions)
