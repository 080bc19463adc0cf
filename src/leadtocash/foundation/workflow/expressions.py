"""Conditions on the arrows: comparisons of published facts, joined by and, or, not.

Parsed, never executed as Python.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any

LONGEST = 500
_COMPARE: dict[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.In: lambda member, group: member in group,
    ast.NotIn: lambda member, group: member not in group,
}
ORDERING = (ast.Lt, ast.LtE, ast.Gt, ast.GtE)
_SHAPES = (ast.BoolOp, ast.UnaryOp, ast.Compare, ast.Name, ast.Constant, ast.List, ast.Tuple)


class NotACondition(ValueError):
    """The text is not a condition of the allowed form."""


class UnknownFact(LookupError):
    """A fact that the condition needs is not known yet."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


@lru_cache(maxsize=2048)
def parse(text: str) -> ast.expr:
    """Give the tree of a condition.

    Raises NotACondition for anything but facts, constants and comparisons.
    """
    if len(text) > LONGEST:
        raise NotACondition(text[:60])
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise NotACondition(text) from None
    _check(tree, text)
    return tree


def names(text: str) -> set[str]:
    """The names of facts and outcomes a condition asks for."""
    return {node.id for node in ast.walk(parse(text)) if isinstance(node, ast.Name)}


def comparisons(text: str) -> Iterator[tuple[str, ast.cmpop, list[Any]]]:
    """Each comparison of one name with constants, as (name, operator, constants).

    What the lint checks by type.
    """
    for node in ast.walk(parse(text)):
        if not isinstance(node, ast.Compare):
            continue
        sides = [node.left, *node.comparators]
        for index, operation in enumerate(node.ops):
            for one, other in (sides[index : index + 2], sides[index : index + 2][::-1]):
                if isinstance(one, ast.Name) and not isinstance(other, ast.Name):
                    constant = _value(other, {})
                    yield one.id, operation, constant if isinstance(constant, list) else [constant]


def holds(text: str, known: Mapping[str, Any]) -> bool:
    """Is the condition true? Raises UnknownFact where it must order a fact that is not known."""
    return bool(_value(parse(text), known))


def _check(node: ast.expr, text: str) -> None:
    if not isinstance(node, _SHAPES):
        raise NotACondition(text)
    if isinstance(node, ast.UnaryOp):
        number = isinstance(node.operand, ast.Constant) and type(node.operand.value) in (int, float)
        if not (isinstance(node.op, ast.Not) or (isinstance(node.op, ast.USub) and number)):
            raise NotACondition(text)
    if isinstance(node, ast.Compare) and not all(type(op) in _COMPARE for op in node.ops):
        raise NotACondition(text)
    if isinstance(node, ast.Constant) and not isinstance(node.value, str | int | float | bool | None):
        raise NotACondition(text)
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.expr):
            _check(child, text)


def _value(node: ast.expr, known: Mapping[str, Any]) -> Any:
    match node:
        case ast.Constant(value=value):
            return Decimal(repr(value)) if isinstance(value, float) else value
        case ast.Name(id=name):
            return known.get(name)
        case ast.List(elts=elements) | ast.Tuple(elts=elements):
            return [_value(element, known) for element in elements]
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return not _value(operand, known)
        case ast.UnaryOp(operand=operand):
            return -_value(operand, known)
        case ast.BoolOp(op=ast.And(), values=values):
            return all(_value(value, known) for value in values)
        case ast.BoolOp(values=values):
            return any(_value(value, known) for value in values)
        case ast.Compare():
            return _compare(node, known)
    raise NotACondition(ast.dump(node))


def _compare(node: ast.Compare, known: Mapping[str, Any]) -> bool:
    left_node, left = node.left, _value(node.left, known)
    for operation, right_node in zip(node.ops, node.comparators, strict=True):
        right = _value(right_node, known)
        if isinstance(operation, ORDERING):
            _need((left_node, left), (right_node, right))
        if isinstance(operation, ast.In | ast.NotIn) and right is None:
            right = []
        if not _COMPARE[type(operation)](left, right):
            return False
        left_node, left = right_node, right
    return True


def _need(*sides: tuple[ast.expr, Any]) -> None:
    for node, value in sides:
        if value is None:
            raise UnknownFact(node.id if isinstance(node, ast.Name) else "")
