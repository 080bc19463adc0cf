"""The menu is data: areas add entries, each shown to those who hold its permission."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import get_language, override

from leadtocash.foundation.kernel.registry import Registry
from leadtocash.foundation.web import numbers

Count = Callable[[Any], tuple[int, bool]]
#: cookie: when the person last did something
ACTED = "lc_acted"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """group: key of the group; order: place in it; may: who sees it (person -> bool); count: work waiting for the
    person and whether something in it is overdue, counted once a minute and anew after each act of the person; number:
    the name of one counted with every page instead (see numbers.py)."""

    group: str
    label: Promise | str
    icon: str
    url_name: str
    order: int = 50
    may: Callable[[Any], bool] = lambda person: True
    count: Count | None = None
    number: str = ""


@dataclass(frozen=True)
class Group:
    label: Promise | str
    order: int


class Shown(NamedTuple):
    """An entry in somebody's menu. current: it stands for the page he is on."""

    key: str
    waiting: int
    hot: bool
    current: bool


groups: Registry[Group] = Registry("menu group")
entries: Registry[Entry] = Registry("menu entry")


def menu(request: HttpRequest) -> list[dict[str, Any]]:
    """The person's menu: groups in order, each with its entries; an empty group is left out."""
    return _grouped(_shown(request))


def written(request: HttpRequest) -> SafeString:
    """The same in HTML."""
    return _written(get_language(), _shown(request))


def _shown(request: HttpRequest) -> tuple[Shown, ...]:
    """The entries this person sees, in order. Made once a request."""
    made: tuple[Shown, ...] | None = getattr(request, "_menu", None)
    if made is None:
        here = _here(request.path)
        seen = [(key, entry) for key, entry in entries.items() if entry.may(request.user)]
        seen.sort(key=lambda one: one[1].order)
        made = tuple(Shown(key, *_count(key, one, request), _address(one.url_name) == here) for key, one in seen)
        request._menu = made  # type: ignore[attr-defined]  # noqa: SLF001
    return made


def _grouped(shown: tuple[Shown, ...]) -> list[dict[str, Any]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for one in shown:
        entry = entries.get(one.key)
        item = {
            "key": one.key,
            "label": entry.label,
            "icon": entry.icon,
            "url": _address(entry.url_name),
            "count": one.waiting,
            "hot": one.hot,
            "current": one.current,
        }
        found.setdefault(entry.group, []).append(item)
    ordered = sorted(groups.items(), key=lambda pair: pair[1].order)
    return [{"label": group.label, "entries": found[name]} for name, group in ordered if name in found]


@functools.lru_cache(maxsize=500)
def _written(language: str, shown: tuple[Shown, ...]) -> SafeString:
    """Nothing but these two is printed, so whoever sees the same entries and counts is given the same."""
    with override(language):
        return render_to_string("web/_nav.html", {"nav_groups": _grouped(shown)})


def _count(key: str, entry: Entry, request: HttpRequest) -> tuple[int, bool]:
    if entry.number:
        return numbers.of_page(request)[entry.number]
    if entry.count is None:
        return 0, False
    if not settings.MENU_COUNTS_KEPT:
        return entry.count(request.user)
    name = f"menu:{request.user.pk}:{key}:{request.COOKIES.get(ACTED, '')}"
    found: tuple[int, bool] | None = cache.get(name)
    if found is None:
        found = entry.count(request.user)
        cache.set(name, found, settings.MENU_COUNTS_KEPT)
    return found


@functools.cache
def _address(url_name: str) -> str:
    return reverse(url_name)


def _here(path: str) -> str:
    """The address of the one entry that stands for this page: the longest that the path begins with."""
    urls = (_address(entry.url_name) for entry in entries.values())
    return max((url for url in urls if path == url or (url != "/" and path.startswith(url))), key=len, default="")
