"""Which test shows which requirement: reads the marks `req(...)` and writes docs/coverage.md.

    python3 dev.py coverage            write it
    python3 dev.py coverage --check    refuse a stale one, for CI

A requirement is shown when at least one test carries its id; that the tests pass is what the suite says.
"""

from __future__ import annotations

import argparse
import ast
import csv
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LISTED = ROOT / "docs" / "requirements.csv"
WRITTEN = ROOT / "docs" / "coverage.md"
PLACES = ("src", "tests")
GROUPS = {
    "ORG": "People, places, authority · 组织与权限",
    "CRM": "Customers and contacts · 客户与联系人",
    "OPP": "Leads and opportunities · 线索与商机",
    "PRC": "Products, prices, quotations · 产品与报价",
    "CON": "Agreements and contracts · 协议与合同",
    "PRJ": "Sales projects · 销售项目",
    "ORD": "Orders, production, shipping · 订单与发货",
    "FIN": "Invoices, money in · 开票与回款",
    "SVC": "After-sales, complaints · 售后与投诉",
    "PLN": "Plans, variance, budget · 计划与预算",
    "INF": "Market information · 市场信息",
    "RPT": "Reports, meetings, rewards · 报告与奖惩",
    "ARC": "Records and archive · 档案",
    "WFL": "Approvals and work · 审批与待办",
    "PLT": "What any buyer expects · 平台能力",
}


@dataclass(frozen=True)
class Requirement:
    """One row of docs/requirements.csv."""

    id: str
    en: str
    zh: str


def requirements() -> list[Requirement]:
    """The rows as written."""
    with LISTED.open(encoding="utf-8", newline="") as rows:
        return [Requirement(**row) for row in csv.DictReader(rows)]


def marks() -> Iterator[tuple[str, str]]:
    """Each requirement id with the test that carries it, as file::test."""
    files = (path for place in PLACES for path in (ROOT / place).rglob("test_*.py"))
    for path in sorted(files):
        tree = ast.parse(path.read_text("utf-8"))
        for test, ids in _marked(tree.body, _of_module(tree)):
            for one in ids:
                yield one, f"{path.relative_to(ROOT)}::{test}"


def _marked(body: list[ast.stmt], inherited: list[str]) -> Iterator[tuple[str, list[str]]]:
    for node in body:
        if isinstance(node, ast.ClassDef):
            own = [*inherited, *(one for mark in node.decorator_list for one in _ids(mark))]
            yield from ((f"{node.name}::{test}", ids) for test, ids in _marked(node.body, own))
        elif isinstance(node, ast.FunctionDef) and node.name.startswith("test"):
            yield node.name, [*inherited, *(one for mark in node.decorator_list for one in _ids(mark))]


def _of_module(tree: ast.Module) -> list[str]:
    return [
        one
        for node in tree.body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "pytestmark"
        for mark in ast.walk(node.value)
        for one in _ids(mark)
    ]


def _ids(mark: ast.AST) -> list[str]:
    if not isinstance(mark, ast.Call) or ast.unparse(mark.func) != "pytest.mark.req":
        return []
    return [one.value for one in mark.args if isinstance(one, ast.Constant) and isinstance(one.value, str)]


def report() -> str:
    """The text of docs/coverage.md; ValueError names an id that no requirement has."""
    rows = requirements()
    shown: defaultdict[str, list[str]] = defaultdict(list)
    for one, test in marks():
        shown[one].append(test)
    unknown = sorted(set(shown) - {row.id for row in rows})
    if unknown:
        raise ValueError(f"tests name requirements that docs/requirements.csv does not list: {', '.join(unknown)}")
    done = sum(bool(shown[row.id]) for row in rows)
    tests = {test for found in shown.values() for test in found}
    lines = [
        "# What the tests show",
        "",
        "Written by `python3 dev.py coverage` from the marks of the tests; never by hand. A requirement is *shown*",
        "when at least one test carries its id; that the tests pass is what `python3 dev.py test` says.",
        "",
        f"**{done} of {len(rows)} requirements shown, by {len(tests)} tests.**",
    ]
    for group, title in GROUPS.items():
        own = [row for row in rows if row.id.startswith(f"{group}-")]
        lines += ["", f"## {group} · {title}", "", "| requirement | 要求 | state | tests |", "|---|---|---|---|"]
        lines += [_line(row, shown[row.id]) for row in own]
    return "\n".join([*lines, ""])


def _line(row: Requirement, tests: list[str]) -> str:
    state = f"shown ({len(tests)})" if tests else "not yet"
    by_file: defaultdict[str, list[str]] = defaultdict(list)
    for test in dict.fromkeys(tests):
        file, name = test.split("::", 1)
        by_file[file].append(name.removeprefix("test_").replace("_", " "))
    cells = "<br>".join(f"[{Path(file).stem}](../{file}): {'; '.join(names)}" for file, names in by_file.items())
    return f"| **{row.id}** {row.en} | {row.zh} | {state} | {cells} |"


def main(arguments: Sequence[str]) -> int:
    """Write the report or, with --check, compare it."""
    parser = argparse.ArgumentParser(prog="dev.py coverage")
    parser.add_argument("--check", action="store_true", help="refuse a stale report")
    options = parser.parse_args(arguments)
    try:
        fresh = report()
    except ValueError as error:
        print(error, file=sys.stderr)
        return 1
    if options.check:
        same = WRITTEN.is_file() and WRITTEN.read_text("utf-8") == fresh
        print("docs/coverage.md is up to date." if same else "docs/coverage.md is stale; run: python3 dev.py coverage")
        return 0 if same else 1
    WRITTEN.write_text(fresh, "utf-8")
    print(next(line for line in fresh.splitlines() if line.startswith("**")).strip("*"))
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
