"""Where a person is reached: his mail address, and his names on the platforms."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from leadtocash.foundation.access.gate import require
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.journal import recording
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.text import plain_signs
from leadtocash.foundation.notices import events, permissions
from leadtocash.foundation.notices.models import Address, Way

PLATFORMS = (Way.WECOM, Way.DINGTALK, Way.FEISHU)
Source = Address.Source


def remember(person: User, way: str, value: str) -> bool:
    """Keep the name a platform gave at sign-in; it is proven, so it takes the place of anything typed before.

    An account that was typed for somebody else goes to the one who signed in with it. False: nothing new.
    """
    if Address.objects.filter(person=person, way=way, value=value, source=Source.SIGN_IN).exists():
        return False
    with transaction.atomic():
        Address.objects.filter(way=way, value=value).exclude(person=person).delete()
        Address.objects.update_or_create(person=person, way=way, defaults={"value": value, "source": Source.SIGN_IN})
    return True


@transaction.atomic
def set_address(person: User, way: str, value: str, *, act: Act) -> None:
    """Enter or (empty) remove a person's name on a platform: his own, or an administrator's doing.

    Raises ValidationError when the account belongs to somebody else.
    """
    own = act.by is not None and act.by.pk == person.pk
    if not own:
        require(act.person, permissions.CHANNELS)
    value = plain_signs(value)
    if way not in PLATFORMS or len(value) > 120 or " " in value:
        raise ValidationError({way: _("This is not an account of the platform.")})
    before = Address.objects.select_for_update().filter(person=person, way=way).first()
    if (before.value if before else "") == value:
        return
    if not value:
        Address.objects.filter(person=person, way=way).delete()
    else:
        _store(person, way, value, Source.PERSON if own else Source.ADMINISTRATOR)
    changes = {way: [before.value if before else "", value]}
    recording.write(person, events.ADDRESS_SET, act=act, changes=changes)


def _store(person: User, way: str, value: str, source: str) -> None:
    try:
        with transaction.atomic():
            Address.objects.update_or_create(person=person, way=way, defaults={"value": value, "source": source})
    except IntegrityError:
        raise ValidationError({way: _("This account belongs to somebody else.")}) from None


def of_people(people: Iterable[User]) -> dict[tuple[int, str], str]:
    """(person, way) -> address, for everybody at once."""
    everybody = list(people)
    rows = Address.objects.filter(person__in=everybody).values_list("person_id", "way", "value")
    found = {(person, way): value for person, way, value in rows}
    found |= {(person.pk, Way.MAIL): person.email for person in everybody if person.email}
    return found


def of(person: User, way: str) -> str:
    """The person's address on this way, "" when there is none."""
    return of_people([person]).get((person.pk, way), "")
