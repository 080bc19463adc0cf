"""The administrator's menu."""

from __future__ import annotations

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.access.gate import allowed
from leadtocash.foundation.accounts.events import AccountChanged, PersonLinked
from leadtocash.foundation.administration import events, permissions
from leadtocash.foundation.administration import holdings as _holdings  # noqa: F401 - what lies with people
from leadtocash.foundation.journal import recording
from leadtocash.foundation.kernel.events import listen
from leadtocash.foundation.notices.addresses import PLATFORMS, remember
from leadtocash.foundation.web.navigation import Entry, entries


def _entry(key: str, label: Promise | str, icon: str, url_name: str, permission: str, order: int) -> None:
    def may(person: Any) -> bool:
        return allowed(person, permission)

    entries.add(
        key,
        Entry(
            group="administration",
            label=label,
            icon=icon,
            url_name=f"administration:{url_name}",
            order=order,
            may=may,
        ),
    )


_entry("people", _("People"), "users", "people", permissions.PEOPLE, 10)
_entry("departments", _("Company departments"), "sitemap", "departments", permissions.PEOPLE, 20)
_entry("chart", _("Organisation chart"), "hierarchy", "chart", permissions.PEOPLE, 25)
_entry("roles", _("Roles and permissions"), "shield-lock", "roles", permissions.ROLES, 30)
_entry("calendar", _("Working calendar"), "calendar", "calendar", permissions.CALENDAR, 40)
_entry("numbering", _("Numbering"), "hash", "numbering", permissions.NUMBERING, 50)
_entry("sign-in", _("Signing in"), "key", "sign-in", permissions.SIGN_IN, 35)


def _journal(event: AccountChanged) -> None:
    """What people change about their own sign-in stands in their journal too."""
    verb = events.ACCOUNT_CHANGED.get(event.what)
    if verb is not None:
        recording.write(event.person, verb, act=event.act, data={"detail": event.detail})


def _reachable(event: PersonLinked) -> None:
    """A name a platform gave at sign-in is where messages can go."""
    if event.kind in {way.value for way in PLATFORMS}:
        remember(event.person, event.kind, event.value)


listen(AccountChanged, _journal)
listen(PersonLinked, _reachable)
