"""Pages one may open and things one may begin, found by their names like records."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from leadtocash.foundation.search.finding import Group, Hit
from leadtocash.foundation.search.spelling import fold, letters_of, spelt, spelt_out
from leadtocash.foundation.web import navigation
from leadtocash.foundation.web.context import extras

SHOWN = 5


def commands(typed: str, request: HttpRequest) -> list[Group]:
    """The pages and beginnings whose names hold what was typed, also by pinyin; nothing typed: what one may begin."""
    words = fold(typed)
    creatable = extras.find("create_entries")
    entries = [entry for group in navigation.menu(request) for entry in group["entries"]] if words else []
    hits = [_hit(e["label"], e) for e in entries if _fits(fold(str(e["label"])), words)]
    for entry in creatable(request) if creatable else ():
        title = _("New: %(what)s") % {"what": entry["label"]}
        if _fits(fold(title), words) or _fits(fold(entry["label"]), words):
            hits.append(_hit(title, entry))
    return [Group("", _("Pages and commands"), "bolt", hits[:SHOWN])] if hits else []


def _hit(title: Any, entry: dict[str, Any]) -> Hit:
    return Hit("command", 0, str(title), "", entry["url"], entry["icon"], 0)


def _fits(title: str, words: str) -> bool:
    letters = letters_of(words)
    return words in title or (
        bool(letters) and any(one.startswith(letters) for one in (*spelt(title), spelt_out(title)))
    )
