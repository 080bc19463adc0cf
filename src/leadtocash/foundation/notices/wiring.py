"""The frame's badge, the administrator's menu."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.access.gate import allowed
from leadtocash.foundation.notices import permissions, queries
from leadtocash.foundation.web.context import extras
from leadtocash.foundation.web.navigation import Entry, entries


def _unread(request: HttpRequest) -> int:
    return queries.unread(request.user)  # type: ignore[arg-type]


def _may(person: Any) -> bool:
    return allowed(person, permissions.CHANNELS)


def _entry(key: str, label: Promise | str, icon: str, url_name: str, order: int) -> None:
    entry = Entry(group="administration", label=label, icon=icon, url_name=url_name, order=order, may=_may)
    entries.add(key, entry)


extras.add("unread", _unread)
_entry("channels", _("Channels of notices"), "send", "notices:channels", 60)
