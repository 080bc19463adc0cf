"""The menu is data: areas add entries, each shown to those who hold its permission."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise

from leadtocash.foundation.kernel.registry import Registry

Count = Callable[[Any], tuple[int, bool]]


@dataclass(frozen=True, kw_only=True)
class Entry:
    """group: key of the group; order: place in it; may: who sees it (person -> bool); count: work waiting for the
    person and whether something in it is overdue."""

    group: str
    label: Promise | str
    icon: str
    url_name: str
    order: int = 50
    may: Callable[[Any], bool] = lambda person: True
    count: Count | None = None


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
        url = reverse(entry.url_name)
        count, hot = entry.count(person) if entry.count else (0, False)
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


def _here(path: str) -> str:
    """The address of the one entry that stands for this page: the longest that the path begins with."""
    urls = (reverse(entry.url_name) for entry in entries.values())
    return max((url for url in urls if path == url or (url != "/" and path.startswith(url))), key=len, default="")
