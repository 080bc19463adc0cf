"""House rules that no linter knows; each says what to do instead."""

from __future__ import annotations

import ast
import csv
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src/leadtocash"
WRITES = {"save", "delete", "create", "bulk_create", "bulk_update", "get_or_create", "update_or_create"}
HAN = re.compile(r"[\u3400-\u9fff]")
MAX_FILE_LINES, MAX_FUNCTION_LINES, MAX_TEMPLATE_LINES = 400, 40, 150


def modules(pattern: str = "**/*.py") -> Iterator[tuple[Path, ast.Module]]:
    for path in sorted(SOURCE.glob(pattern)):
        if not {"migrations", "tests"} & set(path.parts):
            yield path, ast.parse(path.read_text("utf-8"))


def where(path: Path, node: ast.AST) -> str:
    return f"{path.relative_to(ROOT)}:{node.lineno}"  # type: ignore[attr-defined]


def layer(path: Path) -> str:
    """The layer a file of an area belongs to: its name, or the package it lies in ("actions")."""
    inside = path.relative_to(SOURCE / "areas").parts[1:]
    return inside[0].removesuffix(".py") if inside else ""


def test_only_actions_and_imports_write():
    """Move the write into a function of actions."""
    found = [
        where(path, node)
        for path, tree in modules("areas/**/*.py")
        if layer(path) not in {"actions", "importing", "shipping"}
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in WRITES
        and not (isinstance(node.func.value, ast.Name) and node.func.value.id in {"actions", "recording"})
        and not (isinstance(node.func.value, ast.Attribute) and node.func.value.attr == "actions")
    ]
    assert found == []


def test_views_and_api_fetch_through_the_gate():
    """Use fetch(Model, user, pk=…) or a function of queries; a manager's rows know no scope."""
    from django.apps import apps

    scoped = {model.__name__ for model in apps.get_models() if hasattr(model, "access")}
    found = [
        where(path, node)
        for path, tree in modules("areas/**/*.py")
        if layer(path) in {"views", "api"}
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and node.attr in {"get", "filter", "all", "exclude", "first"}
        and isinstance(node.value, ast.Attribute)
        and node.value.attr in {"objects", "_default_manager", "_base_manager"}
        and isinstance(node.value.value, ast.Name)
        and node.value.value.id in scoped
    ]
    assert found == []


def test_no_sentence_stands_in_a_formatted_string():
    """xgettext does not look there: the sentence would stay English."""
    found = [
        where(path, call)
        for path, tree in modules()
        for text in ast.walk(tree)
        if isinstance(text, ast.JoinedStr)
        for call in ast.walk(text)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id in {"_", "gettext", "ngettext"}
    ]
    assert found == []


def test_rules_are_pure():
    """A rule reads no clock, writes nothing, knows no request: give it the facts."""
    found = []
    for path, tree in modules("areas/**/*.py"):
        if layer(path) != "rules":
            continue
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.Attribute)
                and node.attr in {"now", "localdate", "today"}
                and isinstance(node.value, ast.Name)
                and node.value.id in {"timezone", "datetime", "date"}
            ):
                found.append(where(path, node))
            if (
                isinstance(node, ast.ImportFrom)
                and node.module
                and ("django.http" in node.module or node.module.endswith(".actions"))
            ):
                found.append(where(path, node))
    assert found == []


def test_files_functions_and_templates_stay_small():
    """Split by noun."""
    long = []
    for path, tree in modules():
        if (lines := len(path.read_text("utf-8").splitlines())) > MAX_FILE_LINES:
            long.append(f"{path.relative_to(ROOT)}: {lines} lines")
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno:
                body = node.end_lineno - node.lineno + 1
                if body > MAX_FUNCTION_LINES:
                    long.append(f"{where(path, node)}: {node.name} {body} lines")
    for path in sorted(SOURCE.glob("**/templates/**/*.html")):
        if (lines := len(path.read_text("utf-8").splitlines())) > MAX_TEMPLATE_LINES:
            long.append(f"{path.relative_to(ROOT)}: {lines} lines")
    assert long == []


def test_chinese_stands_only_in_catalogues_and_data():
    """Write the English sentence; the Chinese goes into the app's catalogue."""
    sources = [p for e in ("py", "html", "js", "css") for p in SOURCE.glob(f"**/*.{e}")]
    sources += [p for e in ("js", "css", "mjs") for p in (ROOT / "frontend/src").glob(f"**/*.{e}")]
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in sources
        if not {"tests", "dist", "migrations"} & set(path.parts) and path.parent.name != "config"
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if HAN.search(line)
    ]
    assert found == []


def test_every_post_form_carries_the_token_and_the_key():
    """Put {% post %} into the form: the CSRF token and the key that makes posting twice harmless."""
    form = re.compile(r"<form\b[^>]*method=[\"']post[\"'][^>]*>(.*?)</form>", re.DOTALL | re.IGNORECASE)
    found = [
        str(path.relative_to(ROOT))
        for path in sorted(SOURCE.glob("**/templates/**/*.html"))
        for body in form.findall(path.read_text("utf-8"))
        if "{% post %}" not in body and "{% block" not in body
    ]
    assert found == []


def test_templates_hold_no_inline_script_style_or_handler():
    """The content policy forbids them; use a class or a data attribute."""
    inline = re.compile(r"<script(?![^>]*\bsrc=)|<style|\son[a-z]+=[\"']|\sstyle=[\"']", re.IGNORECASE)
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in sorted(SOURCE.glob("**/templates/**/*.html"))
        if path.name != "print.html"
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if inline.search(line)
    ]
    assert found == []


def test_every_action_takes_the_act_by_name():
    """def verb(record, …, *, act: Act): who, when, through which door, always named."""
    found = []
    for path, tree in modules("areas/**/*.py"):
        if layer(path) != "actions":
            continue
        for node in tree.body:
            if (
                isinstance(node, ast.FunctionDef)
                and not node.name.startswith("_")
                and any(isinstance(d, ast.Attribute) and d.attr == "atomic" for d in node.decorator_list)
                and "act" not in {a.arg for a in node.args.kwonlyargs}
            ):
                found.append(f"{where(path, node)}: {node.name}")
    assert found == []


def test_public_functions_of_actions_and_rules_say_what_they_mean():
    """Write the meaning, units, errors and the clause."""
    found = [
        f"{where(path, node)}: {node.name}"
        for path, tree in modules("areas/**/*.py")
        if layer(path) in {"actions", "rules"}
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and not ast.get_docstring(node)
    ]
    assert found == []


def test_cited_clauses_exist():
    """Write the clause into its policy's handbook folder (packs/shipped/…/handbook), or cite the right one."""
    from leadtocash.foundation.handbook import shipped
    from leadtocash.foundation.handbook.citations import by_the_program

    cited = re.compile(r"clause=\"([^\"{]+)\"")
    sources = [*SOURCE.glob("**/*.py"), *SOURCE.glob("**/*.bpmn")]
    found = {
        f"{path.relative_to(ROOT)}: {clause}"
        for path in sources
        if "tests" not in path.parts
        for clause in cited.findall(path.read_text("utf-8"))
        if clause not in shipped.rows()
    }
    assert found == set()
    assert by_the_program() - set(shipped.rows()) == set()


def glossary() -> list[dict[str, str]]:
    with (ROOT / "docs/glossary.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_every_model_is_in_the_glossary_with_its_names():
    """Add a row to docs/glossary.csv: identifier, English, Chinese."""
    from django.apps import apps
    from django.utils import translation

    words = {row["identifier"]: (row["en"], row["zh"]) for row in glossary()}
    wrong = []
    for model in apps.get_models():
        if not model.__module__.startswith("leadtocash") or ".tests." in model.__module__:
            continue
        with translation.override("en"):
            english = str(model._meta.verbose_name)
        with translation.override("zh-hans"):
            chinese = str(model._meta.verbose_name)
        if words.get(model.__name__) != (english, chinese):
            wrong.append(f"{model.__name__},{english},{chinese}")
    assert wrong == []


@pytest.mark.parametrize(
    "identifier", [row["identifier"] for row in glossary()] if (ROOT / "docs/glossary.csv").exists() else []
)
def test_the_glossary_has_an_english_and_a_chinese_word(identifier):
    row = next(r for r in glossary() if r["identifier"] == identifier)
    assert row["en"]
    assert HAN.search(row["zh"])
