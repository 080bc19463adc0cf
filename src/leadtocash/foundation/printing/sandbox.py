"""The engine administrators' templates run in: a small, closed part of Jinja.

A template gets plain values only and can do four things with them: print, choose, repeat, calculate. There are no
attributes, no methods, no macros, no files. It cannot grow without bound either: text and numbers have a largest
size, lists come from the record alone, every turn of a loop looks at the clock.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from decimal import Decimal, InvalidOperation
from time import monotonic
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from jinja2 import ChainableUndefined, FunctionLoader, Template, TemplateSyntaxError, Undefined, nodes
from jinja2.exceptions import SecurityError, TemplateError, TemplateNotFound
from jinja2.runtime import LoopContext
from jinja2.sandbox import SandboxedEnvironment
from jinja2.visitor import NodeTransformer
from markupsafe import Markup, escape

from leadtocash.foundation.printing import filters

SECONDS = 5.0
LONGEST_SOURCE, LONGEST_TEXT, LONGEST_OUTPUT = 200_000, 100_000, 3_000_000
LARGEST = Decimal(10) ** 24
MOST_TURNS = 1000
_LOOP = {"index", "index0", "first", "last", "length", "revindex", "revindex0", "depth"}
_FORBIDDEN_NAMES = {"self", "super", "caller", "varargs", "kwargs", "loop_control"}
_NODES = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.For, nodes.If, nodes.Name, nodes.Const, nodes.Getattr,
    nodes.Getitem, nodes.Slice, nodes.Filter, nodes.Test, nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not,
    nodes.Add, nodes.Sub, nodes.Mul, nodes.Div, nodes.FloorDiv, nodes.Mod, nodes.Neg, nodes.Pos, nodes.CondExpr,
    nodes.Concat, nodes.Assign, nodes.Include, nodes.List, nodes.Tuple, nodes.Call, nodes.Keyword, nodes.With,
)  # fmt: skip
#: what the engine says of a text it cannot read -> the same for people
_UNREAD = (
    (r"No (?:filter|test) named '(.*)'", gettext_lazy("“%(what)s” is nothing that can be done with a value.")),
    (r"unexpected char '(.*)' at", gettext_lazy("“%(what)s” cannot stand here; was it typed full-width?")),
    (
        r"Encountered unknown tag '(\w*)'",
        gettext_lazy("There is no instruction “%(what)s” here."),
    ),
    (
        r"Unexpected end of template.* closed is '(\w*)'",
        gettext_lazy("“%(what)s” is not ended by end%(what)s."),
    ),
    (r"Missing end of (comment)", gettext_lazy("A comment is begun and not ended.")),
    (r"(?:unexpected|expected token .*, got) '(.*)'", gettext_lazy("Something is wrong or missing before “%(what)s”.")),
)
_deadline: ContextVar[float] = ContextVar("printing deadline")


class Fault(Exception):
    """What is wrong with a template, as a sentence; line 0: not known."""

    def __init__(self, sentence: str, line: int = 0) -> None:
        super().__init__(sentence)
        self.sentence, self.line = sentence, line

    def __str__(self) -> str:
        return _("Line %(line)s: %(what)s") % {"line": self.line, "what": self.sentence} if self.line else self.sentence


def _forbidden(what: str) -> str:
    return _("“%(what)s” is not possible in print templates.") % {"what": what}


class _Checked(NodeTransformer):
    """Refuses what templates may not do; puts the clock into every loop and a measure on every joined text."""

    def __init__(self, parts: Iterable[str]) -> None:
        self.parts = set(parts)

    def visit(self, node: nodes.Node, *args: Any, **kwargs: Any) -> Any:
        if not isinstance(node, _NODES):
            raise Fault(_forbidden(type(node).__name__.lower()), node.lineno)
        return super().visit(node, *args, **kwargs)

    def visit_Name(self, node: nodes.Name) -> nodes.Node:  # noqa: N802
        if node.name in _FORBIDDEN_NAMES or (node.name.startswith("_") and node.name != "_"):
            raise Fault(_forbidden(node.name), node.lineno)
        return node

    def visit_For(self, node: nodes.For) -> nodes.Node:  # noqa: N802
        if node.recursive:
            raise Fault(_forbidden("recursive"), node.lineno)
        self.generic_visit(node)
        tick = nodes.Call(nodes.EnvironmentAttribute("tick"), [], [], None, None, lineno=node.lineno)
        node.body.insert(0, nodes.Output([tick], lineno=node.lineno))
        return node

    def visit_Concat(self, node: nodes.Concat) -> nodes.Node:  # noqa: N802
        self.generic_visit(node)
        join = nodes.EnvironmentAttribute("concatenated")
        return nodes.Call(join, node.nodes, [], None, None, lineno=node.lineno)

    def visit_Include(self, node: nodes.Include) -> nodes.Node:  # noqa: N802
        name = node.template.value if isinstance(node.template, nodes.Const) else ""
        if name not in self.parts:
            known = ", ".join(sorted(self.parts))
            raise Fault(_("There is no part “%(name)s”; the parts are: %(known)s.") % {"name": name, "known": known}, node.lineno)  # fmt: skip  # noqa: E501
        return node

    def visit_Call(self, node: nodes.Call) -> nodes.Node:  # noqa: N802
        if not isinstance(node.node, nodes.Name) or node.node.name not in ("range", "_"):
            raise Fault(_("Nothing can be called here but range(…)."), node.lineno)
        if node.dyn_args or node.dyn_kwargs:
            raise Fault(_forbidden("*"), node.lineno)
        self.generic_visit(node)
        return node

    def _constants(self, node: Any) -> nodes.Node:
        if not all(isinstance(item, nodes.Const) or getattr(item, "ctx", "") == "store" for item in node.items):
            raise Fault(_("A list may only hold fixed words and numbers."), node.lineno)
        self.generic_visit(node)
        found: nodes.Node = node
        return found

    visit_List = visit_Tuple = _constants  # noqa: N815


def _limited_range(*bounds: Any) -> range:
    turns = range(*(int(bound) for bound in bounds))
    if len(turns) > MOST_TURNS:
        raise Fault(_("A loop may turn %(most)s times at most.") % {"most": MOST_TURNS})
    return turns


def _number(value: Any) -> Decimal:
    if isinstance(value, Decimal):
        return value
    if isinstance(value, int | float):
        return Decimal(str(value))
    raise Fault(_("“%(value)s” is no number; it cannot be calculated with.") % {"value": str(value)[:40]})


class _Limited(Template):
    """A template whose output has an end."""

    def render(self, *args: Any, **kwargs: Any) -> str:
        pieces, size = [], 0
        for piece in self.generate(*args, **kwargs):
            size += len(piece)
            if size > LONGEST_OUTPUT:
                raise Fault(_("The paper becomes too large."))
            pieces.append(piece)
        return "".join(pieces)


class Engine(SandboxedEnvironment):
    """load: the source of a part by its name, for include."""

    intercepted_binops = frozenset({"+", "-", "*", "/", "//", "%", "**"})
    template_class = _Limited

    def __init__(self, parts: dict[str, str], own_filters: dict[str, Callable[..., Any]]) -> None:
        super().__init__(
            autoescape=True, undefined=ChainableUndefined, loader=FunctionLoader(parts.get), finalize=filters.printed,
            trim_blocks=True, lstrip_blocks=True,
        )  # fmt: skip
        self.parts = parts
        self.filters = own_filters
        self.tests = {name: self.tests[name] for name in ("none", "defined", "undefined", "odd", "even", "in", "eq")}
        self.globals = {"range": _limited_range, "_": _}
        self._known = (_limited_range, _, self.tick, self.concatenated)

    # ------------------------------------------------------------ what stands in a template
    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        if len(source) > LONGEST_SOURCE and not source.startswith("<w:"):
            raise Fault(_("The template is longer than %(most)s signs.") % {"most": LONGEST_SOURCE})
        tree: nodes.Template = _Checked(self.parts).visit(super()._parse(source, name, filename))
        return tree

    # ------------------------------------------------------------ while it runs
    def tick(self) -> str:
        """Called at every turn of a loop."""
        if monotonic() > _deadline.get(0):
            raise Fault(_("The template takes too long; is a loop inside a loop?"))
        return ""

    def concatenated(self, *values: Any) -> Any:
        """The texts after one another."""
        texts = [filters.printed(value) for value in values]
        marked = any(hasattr(text, "__html__") for text in texts)
        return self._measured(Markup("").join(escape(text) for text in texts) if marked else "".join(map(str, texts)))

    def getattr(self, obj: Any, attribute: str) -> Any:
        return self.getitem(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        if isinstance(obj, dict) and argument in obj:
            return obj[argument]
        if isinstance(obj, LoopContext) and argument in _LOOP:
            return getattr(obj, argument)
        if isinstance(obj, list | tuple | str) and isinstance(argument, int) and -len(obj) <= argument < len(obj):
            return obj[argument]
        return self.undefined(name=str(argument)[:40])

    def call(__self, __context: Any, __obj: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: N805
        if __obj not in __self._known:
            raise SecurityError
        for own in ("_loop_vars", "_block_vars"):  # the engine's own, said inside loops
            kwargs.pop(own, None)
        return __obj(*args, **kwargs)

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        if operator == "+" and isinstance(left, str) and isinstance(right, str):
            return self._measured(left + right)
        if operator == "**":
            raise Fault(_forbidden("**"))
        first, second = _number(left), _number(right)
        if operator in ("/", "//", "%") and not second:
            raise Fault(_("This divides by zero."))
        found: Decimal = self.binop_table[operator](first, second)
        if abs(found) > LARGEST:
            raise Fault(_("This number is too large."))
        return found

    @staticmethod
    def _measured(text: str) -> str:
        if len(text) > LONGEST_TEXT:
            raise Fault(_("This text becomes too long."))
        return text


@contextmanager
def told() -> Iterator[None]:
    """Within the time given; whatever goes wrong comes out as a Fault in plain words."""
    mark = _deadline.set(monotonic() + SECONDS)
    try:
        yield
    except Fault as fault:
        raise fault if fault.line else Fault(fault.sentence, _line(fault)) from None
    except TemplateSyntaxError as error:
        raise Fault(_unread(error.message or ""), error.lineno) from None
    except TemplateNotFound as error:
        raise Fault(_forbidden(str(error))) from None
    except SecurityError as error:
        raise Fault(_("This is not possible in print templates."), _line(error)) from None
    except (TemplateError, TypeError, ValueError, InvalidOperation, ArithmeticError, LookupError) as error:
        raise Fault(_("This does not fit together: %(what)s.") % {"what": str(error)[:200]}, _line(error)) from None
    except (RecursionError, SyntaxError, MemoryError):
        raise Fault(_("The template is nested too deep.")) from None
    finally:
        _deadline.reset(mark)


def _unread(message: str) -> str:
    for pattern, sentence in _UNREAD:
        if found := re.match(pattern, message, re.DOTALL):
            return sentence % {"what": found[1]}
    return _("This cannot be read: %(what)s.") % {"what": message}


def _line(error: BaseException) -> int:
    """The line of the template an error came from."""
    found, step = 0, error.__traceback__
    while step is not None:
        if step.tb_frame.f_code.co_filename == "<template>":
            found = step.tb_lineno
        step = step.tb_next
    return found


def undefined(value: Any) -> bool:
    return isinstance(value, Undefined)
