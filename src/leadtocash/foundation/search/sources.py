"""What the search at the top of every page looks through: the areas' lists, each in the person's own scope."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone

from leadtocash.foundation.kernel.registry import Registry
from leadtocash.foundation.kernel.text import clean_line
from leadtocash.foundation.web.lists.page import ListPage

SHOWN = 8


@dataclass(frozen=True, kw_only=True)
class Source:
    """page: the list whose own search is used; url_name: where all hits stand; may: who searches here at all;
    line: row -> the second line of a hit."""

    page: ListPage
    url_name: str
    may: Callable[[Any], bool]
    icon: str
    line: Callable[[Any], str]


sources: Registry[Source] = Registry("search source")


def hits(words: str, person: Any) -> list[dict[str, Any]]:
    """Up to eight hits of each kind, newest first as their lists are; a kind without hits is left out.

    Rows come from the lists' own scoped queries, so nothing outside the person's scope can show, not even as a count.
    """
    words = clean_line(words)[:80]
    if len(words) < 2:
        return []
    found = []
    for source in sources.values():
        if not source.may(person):
            continue
        rows = source.page.selected({"search": words}, person, timezone.localdate())
        piece = source.page.slice(rows, {}, SHOWN)
        if piece.rows:
            found.append(
                {
                    "title": source.page.title,
                    "icon": source.icon,
                    "rows": [{"url": r.get_absolute_url(), "name": str(r), "line": source.line(r)} for r in piece.rows],
                    "more_url": f"{reverse(source.url_name)}?search={words}" if piece.next else "",
                }
            )
    return found
