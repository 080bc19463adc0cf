"""The two engines, and the shipped layouts as text."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

from django.apps import apps
from django.utils.translation import gettext

from leadtocash.foundation.printing import filters
from leadtocash.foundation.printing.sandbox import Engine, told

PARTS = ("header", "custom", "boxes")
_COMMENT = re.compile(r"\{#.*?#\}\n?")
_SAID = re.compile(r"""\{\{\s*_\(("(?:[^"\\]|\\.)*")\)\s*\}\}""")


def text_of(template: str) -> str:
    """A layout file of the program: "projects/paper/setup.html"."""
    app = apps.get_app_config(template.partition("/")[0])
    return (Path(app.path) / "templates" / template).read_text(encoding="utf-8").rstrip("\n")


@cache
def html() -> Engine:
    """For papers laid out as HTML."""
    return Engine({name: text_of(f"printing/part/{name}.html") for name in PARTS}, filters.FILTERS)


@cache
def word() -> Engine:
    """For Word files: no parts, line breaks as they are."""
    return Engine({}, filters.WORD_FILTERS)


def render(source: str, values: dict[str, Any]) -> str:
    """The body of a paper. Raises Fault."""
    with told():
        return html().from_string(source).render(values)


def in_own_words(source: str) -> str:
    """A shipped layout for an administrator to change: its words written out in his language."""
    return _SAID.sub(lambda found: gettext(found[1][1:-1]), _COMMENT.sub("", source))
