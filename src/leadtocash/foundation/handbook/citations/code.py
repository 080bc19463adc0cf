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


@cache
def rules() -> tuple[CodeRule, ...]:
    """Every rule with a sentence, in the order of the source."""
    modules = dict(_modules())
    constants = {name: _constants(tree) for name, tree in modules.items()}
    return tuple(rule for name, tree in modules.items() for rule in _rules_of(name, tree, constants))


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
    """What a refusal with this code says, in the reader's language; the code itself where it is not known."""
    rule = _by_code().get(code)
    return rule.told if rule else code


@cache
def by_the_program() -> frozenset[str]:
    """Ids of the clauses that modules, pages and shipped processes cite."""
    found = {
        node.value
        for _name, tree in _modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and REFERENCE.fullmatch(node.value)
    }
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
        if "clause" in text or "RuleError" in text or "CLAUSE" in text:
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


def _rules_of(name: str, tree: ast.Module, constants: Mapping[str, Mapping[str, str]]) -> Iterator[CodeRule]:
    parts = name.split(".")
    app = parts[2] if len(parts) > 2 else parts[-1]
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        given = {keyword.arg: keyword.value for keyword in node.keywords if keyword.arg}
        clause = _text(given.get("clause"), name, constants)
        code = _text(given.get("code"), name, constants)
        refuses = isinstance(node.func, ast.Name) and node.func.id == "RuleError"
        if not refuses and not (REFERENCE.fullmatch(clause) and "what" in given):
            continue
        sentence, plural = _sentence(given.get("what") or given.get("message") or (node.args[0] if node.args else None))
        if sentence:
            yield CodeRule(
                clause=clause, code=code if refuses else "", sentence=sentence, plural=plural, app=app,
                place=f"{name}:{node.lineno}",
            )  # fmt: skip


def _text(node: ast.expr | None, module: str, constants: Mapping[str, Mapping[str, str]]) -> str:
    if isinstance(node, ast.Constant):
        return str(node.value)
    name = node.id if isinstance(node, ast.Name) else ""
    for _hop in range(3):
        value = constants.get(module, {}).get(name, "")
        if not value.startswith("@"):
            return value
        module, _, name = value.removeprefix("@").rpartition(".")
    return ""


def _sentence(node: ast.expr | None) -> tuple[str, str]:
    """The first translated sentence in an expression, with its plural."""
    for inner in ast.walk(node) if node is not None else ():
        if isinstance(inner, ast.Call) and isinstance(inner.func, ast.Name) and inner.func.id in _MARKED:
            words = [one.value for one in inner.args if isinstance(one, ast.Constant) and isinstance(one.value, str)]
            if words:
                return words[0], words[1] if inner.func.id == "ngettext" and len(words) > 1 else ""
    return "", ""
