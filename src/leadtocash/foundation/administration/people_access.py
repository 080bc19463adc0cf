"""What an administrator may do to somebody's sign-in: unlock, a link to set the password, a lost second factor."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from leadtocash.foundation.access.gate import require
from leadtocash.foundation.accounts import factors, lockout, log, passwords, sessions, tokens
from leadtocash.foundation.accounts import policy as policies
from leadtocash.foundation.accounts.models import SignInPolicy, User
from leadtocash.foundation.administration import events
from leadtocash.foundation.administration import permissions as own
from leadtocash.foundation.journal import recording
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.errors import RuleError


@transaction.atomic
def unlock(person: User, *, act: Act) -> bool:
    """Let somebody who was locked out try again; False when nothing was counted."""
    require(act.person, own.PEOPLE)
    opened = lockout.unlock(person)
    if opened:
        recording.write(person, events.UNLOCKED, act=act)
        log.write("unlocked", at=act.at, where=log.Where(act.where), person=person)
    return opened


@transaction.atomic
def make_link(person: User, *, act: Act) -> str:
    """The secret of a link by which the person sets his password once within a day. Raises RuleError for a leaver."""
    require(act.person, own.PEOPLE)
    if not person.is_active:
        raise RuleError(_("This person has left; reactivate him first."), code="person_left")
    secret = passwords.make_link(person, at=act.at, made_by=act.person)
    recording.write(person, events.LINK_MADE, act=act)
    log.write("link_made", at=act.at, where=log.Where(act.where), person=person)
    return secret


@transaction.atomic
def reset_factors(person: User, *, act: Act) -> None:
    """Take off the second factor of somebody who lost it (one has looked at the person first); his sessions end."""
    require(act.person, own.PEOPLE)
    if person == act.person:
        raise RuleError(
            _("Your own second factor is changed under My account, or by another administrator."), code="own_factors"
        )
    factors.take_off(person)
    sessions.end_all(person)
    recording.write(person, events.FACTORS_RESET, act=act)
    log.write("factors_reset", at=act.at, where=log.Where(act.where), person=person)


@transaction.atomic
def end_everything(person: User, *, act: Act) -> int:
    """End all sessions and tokens of a person at once (a lost phone, a suspicion); how many there were."""
    require(act.person, own.PEOPLE)
    count = sessions.end_all(person) + tokens.withdraw_all(person, at=act.at)
    recording.write(person, events.SESSIONS_ENDED, act=act, data={"count": count})
    log.write("session_ended", at=act.at, where=log.Where(act.where), person=person, detail=str(count))
    return count


@transaction.atomic
def save_policy(values: dict[str, object], *, act: Act) -> SignInPolicy:
    """Change the company's rules for signing in. Raises ValidationError at the field."""
    require(act.person, own.SIGN_IN)
    row = SignInPolicy.objects.select_for_update().filter(pk=1).first() or policies.current()
    before = {name: getattr(row, name) for name in values}
    for name, value in values.items():
        setattr(row, name, value)
    row.full_clean(validate_unique=False)
    row.save()
    changes = {name: [before[name], value] for name, value in values.items() if before[name] != value}
    if changes:
        recording.write(row, events.POLICY_CHANGED, act=act, changes=changes)
    return row
