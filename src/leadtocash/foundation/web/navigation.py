"""The menu is data: areas add entries, each shown to those who hold its permission."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise

from leadtocash.foundation.kernel.registry import Registry

Count = Callable[[Any], tuple[int, bool]]
#: cookie: when the person last did something
ACTED = "lc_acted"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """group: key of the group; order: place in it; may: who sees it (person -> bool); count: work waiting for the
    person and whether something in it is overdue; live: counted with every page, the others once a minute, and anew
    after each act of the person."""

    group: str
    label: Promise | str
    icon: str
    url_name: str
    order: int = 50
    may: Callable[[Any], bool] = lambda person: True
    count: Count | None = None
    live: bool = False


@dataclass(frozen=True)
class Group:
    label: Promise | str
    order: int


groups: Registry[Group] = Registry("menu group")
entries: Registry[Entry] = Registry("menu entry")


def menu(request: HttpRequest) -> list[dict[str, Any]]:
    """The person's menu: groups in order, each with its entries; an empty group is left out. Made once a request."""
    made: list[dict[str, Any]] | None = getattr(request, "_menu", None)
    if made is None:
        made = _made(request)
        request._menu = made  # type: ignore[attr-defined]  # noqa: SLF001
    return made


def _made(request: HttpRequest) -> list[dict[str, Any]]:
    person = request.user
    here = _here(request.path)
    shown: dict[str, list[tuple[int, dict[str, Any]]]] = {}
    for key, entry in entries.items():
        if not entry.may(person):
            continue
        url = _address(entry.url_name)
        count, hot = _count(key, entry, request)
        item = {
            "key": key,
            "label": entry.label,
            "icon": entry.icon,
            "url": url,
            "count": count,
            "hot": hot,
            "current": url == here,
        }
        shown.setdefault(entry.group, []).append((entry.order, item))
    ordered = sorted(groups.items(), key=lambda pair: pair[1].order)
    return [
        {"label": group.label, "entries": [item for _, item in sorted(shown[name], key=lambda p: p[0])]}
        for name, group in ordered
        if name in shown
    ]


def _count(key: str, entry: Entry, request: HttpRequest) -> tuple[int, bool]:
    if entry.count is None:
        return 0, False
    if entry.live or not settings.MENU_COUNTS_KEPT:
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
