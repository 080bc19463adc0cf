"""A list's rows as HTML, written here and not in the template: a page has fifty of them and five hundred cells."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from leadtocash.foundation.web.templatetags.lc import align_class, tag


def row_html(
    heads: Sequence[dict[str, Any]], cells: Sequence[dict[str, Any]], url: str, pick: int | None
) -> SafeString:
    """A row; pick: the key of a record that can be chosen. Everything that comes from data is escaped."""
    row = f' data-href="{conditional_escape(url)}"' if url else ""
    select = conditional_escape(_("Select"))
    box = "" if pick is None else (
        f'<td class="pick"><input class="lc-check" type="checkbox" name="pk" value="{pick}" data-pick '
        f'aria-label="{select}"></td>'
    )  # fmt: skip
    shown = "".join(_cell(head, cell, url) for head, cell in zip(heads, cells, strict=True))
    return mark_safe(f"<tr{row}>{box}{shown}</tr>")  # noqa: S308


def _cell(head: dict[str, Any], cell: dict[str, Any], url: str) -> str:
    names = " ".join(filter(None, (align_class(cell["align"]), cell["slot"], cell["kind"], cell.get("cls", ""))))
    title, unit = cell.get("title"), head.get("unit")
    attributes = f' title="{conditional_escape(title)}"' if title else ""
    if unit:
        attributes += f' data-unit="{conditional_escape(unit)}"'
    elif cell["kind"] == "number" and cell["text"]:  # as a card it has no head
        attributes += f' data-label="{conditional_escape(head["label"])}"'
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
