"""The administrator's menu."""

from __future__ import annotations

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.access.gate import allowed
from leadtocash.foundation.accounts.events import AccountChanged
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.accounts.passwords import mailer
from leadtocash.foundation.accounts.sealing import digest
from leadtocash.foundation.administration import events, permissions
from leadtocash.foundation.administration import holdings as _holdings  # noqa: F401 - what lies with people
from leadtocash.foundation.administration import papers as _papers  # noqa: F401 - the printed form
from leadtocash.foundation.journal import recording
from leadtocash.foundation.kernel.events import listen
from leadtocash.foundation.notices.channels.base import Message
from leadtocash.foundation.notices.channels.mail import Mail
from leadtocash.foundation.notices.delivering import config_of
from leadtocash.foundation.notices.models import Channel
from leadtocash.foundation.search.sources import Source, sources
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


sources.add(
    "accounts.user",
    Source(
        model=User, label=_("People"), icon="users", names=("name",), numbers=("username",), phones=("phone",), at="",
        may=lambda person: allowed(person, permissions.PEOPLE),
        line=lambda person: person.username,
    ),
)  # fmt: skip


def _journal(event: AccountChanged) -> None:
    """What people change about their own sign-in stands in their journal too."""
    verb = events.ACCOUNT_CHANGED.get(event.what)
    if verb is not None:
        recording.write(event.person, verb, act=event.act, data={"detail": event.detail})


listen(AccountChanged, _journal)


# ---------------------------------------------------------------- links to set a password go by the notices' mail
def _mail_channel() -> Channel | None:
    return Channel.objects.filter(kind=Mail.code, is_active=True).first()


def _send(title: str, text: str, url: str, address: str) -> None:
    channel = _mail_channel()
    if channel is not None:
        message = Message(title=title, text=text, url=url, button=title, key=f"password:{digest(url)}")
        Mail().send(message, address, config_of(channel))


mailer.use(works=lambda: _mail_channel() is not None, send=_send)
