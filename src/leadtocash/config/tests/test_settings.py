"""Every setting is explained in docs/operations.md, nothing is explained that is not read, and production is safe."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[2]
PAGE = SOURCE.parents[1] / "docs" / "operations.md"
NAME = re.compile(r"(LEADTOCASH_[A-Z_]+|DATABASE_URL|PORT)")
pytestmark = pytest.mark.req("PLT-9")


def read_in_code() -> set[str]:
    """Names of the environment that stand in the code as whole strings, and those made of a platform's words."""
    found = set()
    for path in SOURCE.rglob("*.py"):
        if "tests" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and NAME.fullmatch(node.value):
                found.add(node.value)
            elif isinstance(node, ast.Call) and getattr(node.func, "id", "") == "_platform":
                platform, *words = [ast.literal_eval(argument) for argument in node.args]
                found |= {f"LEADTOCASH_{platform}_{word.upper()}" for word in words}
    return found


def explained() -> set[str]:
    """Names in the first column of a table."""
    first = [row.split("|")[1] for row in PAGE.read_text("utf-8").splitlines() if row.startswith("| `")]
    return {name for cell in first for name in re.findall(r"`([^`]+)`", cell) if NAME.fullmatch(name)}


def test_every_setting_is_explained_and_every_explained_one_is_read() -> None:
    assert read_in_code() == explained()


def test_the_settings_of_production_pass_djangos_own_examination() -> None:
    ours = ("LEADTOCASH_", "DJANGO_ALLOW_ASYNC_UNSAFE")  # the second is set by the browser tests
    production = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    production |= {
        "LEADTOCASH_SECRET_KEY": "k3Y" * 20 + "-of-production",
        "LEADTOCASH_HOSTS": "sales.example.com",
        "LEADTOCASH_HTTPS": "1",
        "LEADTOCASH_PROXY": "1",
        "LEADTOCASH_POOLED": "1",
    }
    command = [sys.executable, "-m", "django", "check", "--deploy", "--fail-level", "WARNING"]
    done = subprocess.run(command, env=production, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "no issues (0 silenced)" in done.stdout
