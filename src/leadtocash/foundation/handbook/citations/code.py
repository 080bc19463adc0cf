"""The rules that refuse by a clause, read from the installed program itself: once in each server process."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.translation import gettext, gettext_lazy, ngettext

import leadtocash
from leadtocash.foundation.web.navigation import entries

ROOT = Path(leadtocash.__file__).resolve().parent
REFERENCE = re.compile(r"S\d \S+")
_IN_TEMPLATE = re.compile(r"{% clause \"([^\"]+)\"")
_IN_BPMN = re.compile(r"clause=\"([^\"]+)\"")
_PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")
_MARKED = {"_", "gettext", "ngettext", "pgettext"}


@dataclass(frozen=True, kw_only=True)
class CodeRule:
    """One place where the program refuses, or lists something as missing, by a clause.

    code: of the refusal, "" for a line of a checklist; sentence: what it says, English as in the source (with its
    plural, if it has one); app: label of the app; place: module and line, for those who read the source.
    """

    clause: str
    code: str
    sentence: str
    plural: str
    app: str
    place: str

    @property
    def told(self) -> str:
        """The sentence in the reader's language; what is filled in at the time is an ellipsis."""
        words = ngettext(self.sentence, self.plural, 2) if self.plural else gettext(self.sentence)
        return _PLACEHOLDER.sub("…", words)

    @property
    def area(self) -> str:
        """The name of the app in the reader's language."""
        return area_name(self.app)


_AREAS = {
    "accounts": gettext_lazy("Accounts"),
    "administration": gettext_lazy("Administration"),
    "after_sales": gettext_lazy("After-sales"),
    "authority": gettext_lazy("Authority table"),
    "calendar": gettext_lazy("Working calendar"),
    "documents": gettext_lazy("Files and papers"),
    "exchange": gettext_lazy("Import and export"),
    "handbook": gettext_lazy("Policy handbook"),
    "notices": gettext_lazy("Notices"),
    "numbering": gettext_lazy("Numbering"),
    "workflow": gettext_lazy("Approvals"),
}


def area_name(label: str) -> str:
    """The name of an app in the reader's language: as the menu has it, for those it has not a name of its own."""
    entry = entries.find(label)
    return str(entry.label if entry else _AREAS.get(label, gettext("The program")))


@dataclass(frozen=True)
class _Module:
    """constants: names that stand for text; words: names that stand for a sentence (functions and variables that
    make one, partial calls that carry a clause)."""

    name: str
    tree: ast.Module
    constants: Mapping[str, str]
    words: Mapping[str, ast.AST]


@dataclass(frozen=True)
class _Read:
    """What was found in the source: the rules in their order, and every clause named anywhere."""

    rules: tuple[CodeRule, ...]
    named: frozenset[str]


@cache
def _program() -> _Read:
    modules = {name: _Module(name, tree, _constants(tree), _words(tree)) for name, tree in _modules()}
    found: list[CodeRule] = []
    named: set[str] = set()
    for module in modules.values():
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and REFERENCE.fullmatch(node.value):
                named.add(node.value)
            elif isinstance(node, ast.Call) and (rule := _rule(node, module, modules)):
                found.append(rule)
    return _Read(tuple(found), frozenset(named))


def rules() -> tuple[CodeRule, ...]:
    """Every rule with a sentence, in the order of the source."""
    return _program().rules


@cache
def rules_by_clause() -> Mapping[str, list[CodeRule]]:
    """The rules of each clause, a sentence that several places say only once."""
    found: dict[str, dict[tuple[str, str], CodeRule]] = {}
    for rule in rules():
        if rule.clause:
            found.setdefault(rule.clause, {}).setdefault((rule.app, rule.sentence), rule)
    return {clause: list(some.values()) for clause, some in found.items()}


@cache
def _by_code() -> Mapping[str, CodeRule]:
    return {rule.code: rule for rule in reversed(rules()) if rule.code}


def sentence_of(code: str) -> str:
    """What a refusal with this code says, in the reader's language."""
    rule = _by_code().get(code)
    return rule.told if rule else gettext("Another rule")


@cache
def by_the_program() -> frozenset[str]:
    """Ids of the clauses that modules, pages and shipped processes cite."""
    found = set(_program().named)
    for pattern, glob in ((_IN_TEMPLATE, "**/templates/**/*.html"), (_IN_BPMN, "areas/*/processes/*.bpmn")):
        for path in ROOT.glob(glob):
            found |= set(pattern.findall(path.read_text(encoding="utf-8")))
    return frozenset(found)


def _modules() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(ROOT.rglob("*.py")):
        inside = path.relative_to(ROOT)
        if {"tests", "migrations", "demo"} & set(inside.parts):
            continue
        text = path.read_text(encoding="utf-8")
        if "RuleError(" in text or REFERENCE.search(text):
            yield ".".join(("leadtocash", *inside.with_suffix("").parts)).removesuffix(".__init__"), ast.parse(text)


def _constants(tree: ast.Module) -> dict[str, str]:
    """Names of a module that stand for text, and where the others come from ("@module.name")."""
    found: dict[str, str] = {}
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            found |= {target.id: node.value.value for target in node.targets if isinstance(target, ast.Name)}
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("leadtocash."):
            found |= {alias.asname or alias.name: f"@{node.module}.{alias.name}" for alias in node.names}
    return found


def _words(tree: ast.Module) -> dict[str, ast.AST]:
    """What a name of the module stands for where a sentence is wanted."""
    found: dict[str, ast.AST] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            found.setdefault(node.name, node)
        elif isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    found.setdefault(target.id, node.value)
    return found


def _rule(node: ast.Call, module: _Module, modules: Mapping[str, _Module]) -> CodeRule | None:
    """The rule a call stands for: a refusal, or a line of what is missing that names its clause."""
    given = {keyword.arg: keyword.value for keyword in node.keywords if keyword.arg}
    called = node.func.id if isinstance(node.func, ast.Name) else ""
    refuses = called == "RuleError"
    clause = _text(given.get("clause"), module.name, modules)
    made = module.words.get(called)
    if not clause and isinstance(made, ast.Call):  # a partial that carries the clause
        carried = {keyword.arg: keyword.value for keyword in made.keywords}
        clause = _text(carried.get("clause"), module.name, modules)
    if not refuses and not ("what" in given and REFERENCE.fullmatch(clause)):
        return None
    first = node.args[0] if node.args else None
    sentence, plural = _sentence(given.get("what") or given.get("message") or first, module)
    if not sentence:
        return None
    parts = module.name.split(".")
    return CodeRule(
        clause=clause,
        code=_text(given.get("code"), module.name, modules) if refuses else "",
        sentence=sentence,
        plural=plural,
        app=parts[2] if len(parts) > 2 else parts[-1],
        place=f"{module.name}:{node.lineno}",
    )


def _text(node: ast.expr | None, module: str, modules: Mapping[str, _Module]) -> str:
    if isinstance(node, ast.Constant):
        return str(node.value)
    name = node.id if isinstance(node, ast.Name) else ""
    for _hop in range(3):
        value = modules[module].constants.get(name, "") if module in modules else ""
        if not value.startswith("@"):
            return value
        module, _, name = value.removeprefix("@").rpartition(".")
    return ""


def _sentence(node: ast.AST | None, module: _Module, *, deeper: bool = True) -> tuple[str, str]:
    """The first translated sentence in an expression, with its plural; else in what its names stand for."""
    if node is None:
        return "", ""
    inside = list(ast.walk(node))
    for inner in inside:
        if isinstance(inner, ast.Call) and isinstance(inner.func, ast.Name) and inner.func.id in _MARKED:
            words = [one.value for one in inner.args if isinstance(one, ast.Constant) and isinstance(one.value, str)]
            if words and any(sign.isalpha() for sign in words[0]):
                return words[0], words[1] if inner.func.id == "ngettext" and len(words) > 1 else ""
    for inner in inside if deeper else ():
        name = inner.id if isinstance(inner, ast.Name) else ""
        if name not in _MARKED and name in module.words:
            found = _sentence(module.words[name], module, deeper=False)
            if found[0]:
                return found
    return "", ""
