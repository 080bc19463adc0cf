"""Passwords: what is good enough, the last ones, their age, links to set one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from leadtocash.foundation.accounts import log, sealing
from leadtocash.foundation.accounts import policy as policies
from leadtocash.foundation.accounts.models import Department, PasswordLink, PastPassword, SignInPolicy, User
from leadtocash.foundation.kernel.act import Act

LINK_LIFE = timedelta(hours=24)


def check_new(text: str, person: User | None = None, *, username: str = "") -> None:
    """Refuse a password that is short, common, the person's own name, the company's, or one of his last.

    Raises ValidationError with every reason at once.
    """
    rules = policies.current()
    reasons: list[str] = []
    if len(text) < rules.min_length:
        reasons.append(
            ngettext("At least %(count)d sign.", "At least %(count)d signs.", rules.min_length)
            % {"count": rules.min_length}
        )
    try:
        validate_password(text, person)
    except ValidationError as error:
        reasons += [message for message in error.messages if message not in reasons]
    if _contains_a_name(text, person, username):
        reasons.append(_("It contains the user name, the person's name or the company's name."))
    if person is not None and person.pk and _was_used(text, person, rules):
        reasons.append(_("One of your last passwords; take another."))
    if reasons:
        raise ValidationError(reasons)


@transaction.atomic
def set_password(
    person: User,
    text: str,
    *,
    act: Act,
    where: log.Where,
    what: str = "password_changed",
    keep_session: str | None = None,
) -> None:
    """Give the person a new password he chose himself; every other session ends, without `keep_session` all."""
    from leadtocash.foundation.accounts import sessions

    person = User.objects.select_for_update().get(pk=person.pk)
    keep(person, text, at=act.at, by_himself=True)
    sessions.end_all(person, keep=keep_session)
    log.changed(person, what, act=act, where=where)


def keep(person: User, text: str, *, at: datetime, by_himself: bool) -> None:
    """Store a password, the one before among the past ones. One an administrator sets must be changed at once.

    Raises ValidationError for one that is not good enough.
    """
    check_new(text, person)
    if person.has_usable_password():
        PastPassword.objects.create(person=person, encoded=person.password, at=at)
    person.password = make_password(text)
    person.password_changed_at = at
    person.must_change_password = not by_himself
    person.save(update_fields=["password", "password_changed_at", "must_change_password"])


def must_change(person: User, *, at: datetime) -> bool:
    """Set by an administrator, or older than the company allows."""
    days = policies.current().max_age_days
    changed = person.password_changed_at
    return person.must_change_password or bool(days and changed and at - changed > timedelta(days=days))


def make_link(person: User, *, at: datetime, made_by: User | None = None) -> str:
    """The secret part of a link to set the password once within a day; links made before end."""
    PasswordLink.objects.filter(person=person, used_at=None).update(used_at=at)
    clear = sealing.random_text()
    PasswordLink.objects.create(
        person=person, digest=sealing.digest(clear), made_by=made_by, created_at=at, expires_at=at + LINK_LIFE
    )
    return clear


def link_of(clear: str, *, at: datetime) -> PasswordLink | None:
    """The link of this secret if it is still good and its person active."""
    return (
        PasswordLink.objects.filter(
            digest=sealing.digest(clear), used_at=None, expires_at__gt=at, person__is_active=True
        )
        .select_related("person")
        .first()
    )


@transaction.atomic
def use_link(link: PasswordLink, text: str, *, act: Act, where: log.Where) -> bool:
    """Set the password by a link; False when somebody used it a moment before. Raises ValidationError."""
    check_new(text, link.person)
    if not PasswordLink.objects.filter(pk=link.pk, used_at=None).update(used_at=act.at):
        return False
    set_password(link.person, text, act=act, where=where, what="password_reset")
    return True


class Mailer:
    """How mail goes out. Notices know mail servers; they stand above accounts and say so in their wiring."""

    def __init__(self) -> None:
        self._works: Callable[[], bool] = lambda: False
        self._send: Callable[[str, str, str, str], None] = lambda title, text, url, address: None

    def use(self, *, works: Callable[[], bool], send: Callable[[str, str, str, str], None]) -> None:
        """works: is a mail server configured? send: (title, text, url, address)."""
        self._works, self._send = works, send

    def works(self) -> bool:
        return self._works()

    def send(self, title: str, text: str, url: str, address: str) -> None:
        self._send(title, text, url, address)


mailer = Mailer()


def send_link(person: User, address: str) -> None:
    """Mail the person the address where he sets his password."""
    with override(person.language):
        text = _("Open the address within 24 hours and choose a password. If you did not ask for it, do nothing.")
        mailer.send(_("Set your password"), text, address, person.email)


def _contains_a_name(text: str, person: User | None, username: str) -> bool:
    names = [username, person.username if person else "", person.name if person else ""]
    names.append(person.email.split("@")[0] if person and person.email else "")
    names += Department.objects.filter(parent=None).values_list("name", flat=True)
    folded = text.casefold()
    return any(len(name) >= (3 if name.isascii() else 2) and name.casefold() in folded for name in names)


def _was_used(text: str, person: User, rules: SignInPolicy) -> bool:
    if person.has_usable_password() and check_password(text, person.password):
        return True
    past = PastPassword.objects.filter(person=person).order_by("-at")[: max(rules.past_passwords - 1, 0)]
    return rules.past_passwords > 0 and any(check_password(text, row.encoded) for row in past)
