"""Conditions of arrows as rows of a form and as words; what becomes of them when a step's result is certain."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from leadtocash.foundation.kernel.text import Words
from leadtocash.foundation.workflow import expressions

_SIGNS: dict[type[ast.cmpop], str] = {
    ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.In: "in",
    ast.NotIn: "not in",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Field:
    """Something a condition may ask for: its words, its type, its values."""

    name: str
    label: str
    type: str = "text"
    choices: Mapping[str, Words] | None = None


@dataclass(frozen=True)
class Row:
    """One comparison: `value` as text, several with | between."""

    field: str
    sign: str
    value: str


def rows_of(text: str) -> tuple[str, list[Row]] | None:
    """A condition as rows and how they are joined ("and", "or"); None where it is more than rows."""
    if not text:
        return "and", []
    try:
        tree = expressions.parse(text)
    except expressions.NotACondition:
        return None
    parts, joiner = [tree], "and"
    if isinstance(tree, ast.BoolOp):
        parts, joiner = tree.values, "and" if isinstance(tree.op, ast.And) else "or"
    rows = [_row(part) for part in parts]
    return None if None in rows else (joiner, [row for row in rows if row is not None])


def text_of(joiner: str, rows: Sequence[Row], fields: Mapping[str, Field]) -> str:
    """Rows as a condition. Raises ValueError (with the row's number, from 1) for a value of the wrong type."""
    parts = []
    for number, row in enumerate(rows, 1):
        try:
            parts.append(_written(row, fields[row.field]))
        except (ValueError, KeyError, InvalidOperation):
            raise ValueError(number) from None
    return f" {joiner} ".join(parts)


def words(text: str, fields: Mapping[str, Field]) -> str:
    """A condition as a person says it."""
    try:
        return _words(expressions.parse(text), fields)
    except expressions.NotACondition:
        return text


def assume(text: str, name: str, value: str) -> str | bool:
    """What is left of a condition when it is certain that `name` is `value`: True, False, or a shorter condition."""
    left = _assume(expressions.parse(text), name, value)
    return left if isinstance(left, bool) else ast.unparse(left)


def rejoin(text: str, name: str, other: str) -> str:
    """The same condition for two who are asked: rejected when one rejects, approved when both approve."""
    tree = _Two(name, other).visit(ast.parse(text.strip(), mode="eval").body)
    return ast.unparse(tree)


def rename(text: str, name: str, other: str) -> str:
    """Ask for another name instead."""
    tree = ast.parse(text.strip(), mode="eval").body
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id == name:
            node.id = other
    return ast.unparse(tree)


class _Two(ast.NodeTransformer):
    def __init__(self, name: str, other: str) -> None:
        self.name, self.other = name, other

    def visit_Compare(self, node: ast.Compare) -> ast.expr:
        if not any(isinstance(part, ast.Name) and part.id == self.name for part in ast.walk(node)):
            return node
        twin = ast.parse(rename(ast.unparse(node), self.name, self.other), mode="eval").body
        agrees = any(isinstance(part, ast.Constant) and part.value == "approved" for part in ast.walk(node))
        differs = any(isinstance(op, ast.NotEq | ast.NotIn) for op in node.ops)
        return ast.BoolOp(op=ast.And() if agrees != differs else ast.Or(), values=[node, twin])


def _row(node: ast.expr) -> Row | None:
    if not isinstance(node, ast.Compare) or len(node.ops) != 1:
        return None
    sign, left, right = _SIGNS[type(node.ops[0])], node.left, node.comparators[0]
    if isinstance(left, ast.Name) and not isinstance(right, ast.Name):
        value = _constant(right)
        return None if value is None else Row(left.id, sign, value)
    if isinstance(right, ast.Name) and sign == "in" and isinstance(left, ast.Constant):
        return Row(right.id, "has", str(left.value))
    return None


def _constant(node: ast.expr) -> str | None:
    match node:
        case ast.Constant(value=value):
            return None if value is None else str(value)
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=value)):
            return f"-{value!r}"
        case ast.List(elts=elements) | ast.Tuple(elts=elements):
            parts = [_constant(element) for element in elements]
            return None if None in parts else "|".join(str(part) for part in parts)
    return None


def _written(row: Row, field: Field) -> str:
    if row.sign not in sign_words(field.type):
        raise ValueError(row.sign)
    if row.sign == "has":
        if field.choices and row.value not in field.choices:
            raise ValueError(row.value)
        return f"{row.value!r} in {row.field}"
    if row.sign in ("in", "not in"):
        inside = ", ".join(_literal(value.strip(), field) for value in row.value.split("|") if value.strip())
        if not inside:
            raise ValueError(row.value)
        return f"{row.field} {row.sign} [{inside}]"
    return f"{row.field} {row.sign} {_literal(row.value.strip(), field)}"


def _literal(value: str, field: Field) -> str:
    if field.type in ("money", "number"):
        number = Decimal(value.replace(",", ""))
        if not number.is_finite():
            raise ValueError(value)
        return f"{number:f}"
    if field.type == "flag":
        return {"True": "True", "False": "False"}[value]
    if not value or (field.choices and value not in field.choices):
        raise ValueError(value)
    return repr(value)


def _words(node: ast.expr, fields: Mapping[str, Field]) -> str:
    match node:
        case ast.BoolOp(op=op, values=values):
            joined = _(" and ") if isinstance(op, ast.And) else _(" or ")
            return joined.join(
                f"({_words(value, fields)})" if isinstance(value, ast.BoolOp) else _words(value, fields)
                for value in values
            )
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return _("not (%(what)s)") % {"what": _words(operand, fields)}
    row = _row(node)
    field = fields.get(row.field) if row else None
    if row is None or field is None:
        return ast.unparse(node)
    return f"{field.label} {sign_words(field.type).get(row.sign, row.sign)} {value_words(row.value, field)}"


def sign_words(kind: str) -> dict[str, str]:
    """The comparisons that make sense for a type, in words."""
    if kind in ("money", "number"):
        return {">=": "≥", ">": ">", "<": "<", "<=": "≤", "==": "=", "!=": "≠"}
    if kind == "list":
        return {"has": _("contains")}
    if kind == "flag":
        return {"==": _("is"), "!=": _("is not")}
    return {"==": _("is"), "!=": _("is not"), "in": _("is one of"), "not in": _("is none of")}


def value_words(value: str, field: Field) -> str:
    """A value in words: choices by their names, flags as yes and no, money grouped."""
    if field.type == "flag":
        return _("yes") if value == "True" else _("no")
    if field.type == "money":
        try:
            return f"{Decimal(value):,.2f}".removesuffix(".00")
        except InvalidOperation:
            return value
    names: Callable[[str], Any] = lambda one: (field.choices or {}).get(one, one)  # noqa: E731
    return " / ".join(str(names(one)) for one in value.split("|"))


def _assume(node: ast.expr, name: str, value: str) -> ast.expr | bool:
    match node:
        case ast.BoolOp(op=op, values=values):
            certain = isinstance(op, ast.Or)
            left: list[ast.expr] = []
            for part in values:
                result = _assume(part, name, value)
                if isinstance(result, bool):
                    if result is certain:
                        return certain
                    continue
                left.append(result)
            if not left:
                return not certain
            return left[0] if len(left) == 1 else ast.BoolOp(op=op, values=left)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            result = _assume(operand, name, value)
            return not result if isinstance(result, bool) else ast.UnaryOp(op=ast.Not(), operand=result)
    used = {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}
    if used == {name}:
        return expressions.holds(ast.unparse(node), {name: value})
    return node
