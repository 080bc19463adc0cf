"""The administrator's menu."""

from __future__ import annotations

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.access.gate import allowed
from leadtocash.foundation.administration import permissions
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
_entry("roles", _("Roles and permissions"), "shield-lock", "roles", permissions.ROLES, 30)
_entry("calendar", _("Working calendar"), "calendar", "calendar", permissions.CALENDAR, 40)
_entry("numbering", _("Numbering"), "hash", "numbering", permissions.NUMBERING, 50)
