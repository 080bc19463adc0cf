"""From a platform's word to a person of the company. Nobody is made by signing in: unknown people are refused."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from leadtocash.foundation.accounts import events, log
from leadtocash.foundation.accounts.models import PlatformIdentity, User
from leadtocash.foundation.accounts.providers import Claims, Provider
from leadtocash.foundation.accounts.providers.base import plain_phone
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.errors import RuleError
from leadtocash.foundation.kernel.events import publish


def person_of(provider: Provider, claims: Claims, *, act: Act, where: log.Where) -> User | None:
    """The active person: linked before, else the only one with the address or number the platform vouches for."""
    known = PlatformIdentity.objects.filter(provider=provider.key, subject=claims.subject).select_related("person")
    identity = known.first()
    if identity is not None:
        if not identity.person.is_active:
            return None
        known.update(last_used_at=act.at)
        _tell(identity.person, provider, claims, act=act)
        return identity.person
    found = _by_address(claims)
    if found is None or PlatformIdentity.objects.filter(person=found, provider=provider.key).exists():
        return None
    link(found, provider, claims, act=act, where=where)
    return found


def link(person: User, provider: Provider, claims: Claims, *, act: Act, where: log.Where) -> PlatformIdentity:
    """Link a person to his name on the platform. Raises RuleError when it belongs to somebody else, or he has one."""
    identity = PlatformIdentity.objects.filter(provider=provider.key, subject=claims.subject).first()
    if identity is not None and identity.person_id == person.pk:
        return identity
    try:
        with transaction.atomic():
            identity = PlatformIdentity.objects.create(
                person=person, provider=provider.key, subject=claims.subject, label=claims.name[:120],
                linked_at=act.at, last_used_at=act.at,
            )  # fmt: skip
            log.changed(person, "linked", act=act, where=where, detail=f"{provider.label} {claims.name}")
    except IntegrityError:
        raise RuleError(
            _("This account of %(platform)s is linked already, or you have another one there.")
            % {"platform": provider.label},
            code="platform_linked",
        ) from None
    _tell(person, provider, claims, act=act)
    return identity


def unlink(identity: PlatformIdentity, *, act: Act, where: log.Where) -> None:
    log.changed(identity.person, "unlinked", act=act, where=where, detail=f"{identity.provider} {identity.label}")
    identity.delete()


def _by_address(claims: Claims) -> User | None:
    people = User.objects.filter(is_active=True)
    if claims.email:
        found = list(people.filter(email__iexact=claims.email)[:2])
        if len(found) == 1:
            return found[0]
    if len(claims.phone) >= 7:
        near = people.filter(phone__contains=claims.phone[-4:])
        same = [person for person in near if plain_phone(person.phone) == claims.phone]
        if len(same) == 1:
            return same[0]
    return None


def _tell(person: User, provider: Provider, claims: Claims, *, act: Act) -> None:
    publish(events.PersonLinked(person=person, kind=provider.key, value=claims.address or claims.subject, act=act))
