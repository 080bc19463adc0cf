"""A row's cells as HTML, written here and not in the template: a page has five hundred of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from leadtocash.foundation.web.templatetags.lc import align_class, tag


def cells_html(heads: Sequence[dict[str, Any]], cells: Sequence[dict[str, Any]], url: str) -> SafeString:
    """The `td`s of a row; everything that comes from data is escaped."""
    return mark_safe("".join(_cell(head, cell, url) for head, cell in zip(heads, cells, strict=True)))  # noqa: S308


def _cell(head: dict[str, Any], cell: dict[str, Any], url: str) -> str:
    names = " ".join(filter(None, (align_class(cell["align"]), cell["slot"], cell["kind"], cell.get("cls", ""))))
    title, unit = cell.get("title"), head.get("unit")
    attributes = f' title="{conditional_escape(title)}"' if title else ""
    if unit:
        attributes += f' data-unit="{conditional_escape(unit)}"'
    return f'<td class="{names}"{attributes}>{_content(cell, url)}</td>'


def _content(cell: dict[str, Any], url: str) -> str:
    text = cell["text"]
    if cell["slot"] == "a" and url:
        words = conditional_escape(text)
        hint = conditional_escape(cell.get("title") or text)
        return f'<a class="link" href="{conditional_escape(url)}" title="{hint}">{words}</a>'
    if cell.get("state") and text:
        return tag(cell["state"], text)
    return conditional_escape(text)
