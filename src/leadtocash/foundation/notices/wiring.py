"""The frame's badge, the administrator's menu."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.access.gate import allowed
from leadtocash.foundation.accounts.events import PersonLinked
from leadtocash.foundation.kernel.events import listen
from leadtocash.foundation.kernel.references import Reference, references
from leadtocash.foundation.notices import addresses, permissions, queries
from leadtocash.foundation.notices.channels.dingtalk import UNION
from leadtocash.foundation.notices.models import Notice, Way
from leadtocash.foundation.web.context import extras
from leadtocash.foundation.web.navigation import Entry, entries
from leadtocash.foundation.web.numbers import numbers, of_page


def _unread(request: HttpRequest) -> int:
    return of_page(request)["unread"][0]


def _may(person: Any) -> bool:
    return allowed(person, permissions.CHANNELS)


def _entry(key: str, label: Promise | str, icon: str, url_name: str, order: int) -> None:
    entry = Entry(group="administration", label=label, icon=icon, url_name=url_name, order=order, may=_may)
    entries.add(key, entry)


def _linked(event: PersonLinked) -> None:
    """Whoever signs in with a platform is reached there from then on."""
    if event.kind in addresses.PLATFORMS:
        value = f"{UNION}{event.value}" if event.kind == Way.DINGTALK else event.value
        addresses.remember(event.person, event.kind, value)


numbers.add("unread", queries.UNREAD)
extras.add("unread", _unread)
listen(PersonLinked, _linked)
_entry("channels", _("Channels of notices"), "send", "notices:channels", 60)
references.add("notices.notice", Reference(model=Notice, kind="record_kind"))
