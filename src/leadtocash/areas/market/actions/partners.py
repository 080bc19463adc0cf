"""Partners and the people there."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from leadtocash.areas.market import events, limits, permissions, queries, rules
from leadtocash.areas.market.models import Partner, PartnerContact
from leadtocash.foundation.access.gate import open_to, require
from leadtocash.foundation.access.models import Participation
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.accounts.people import main_department
from leadtocash.foundation.administration.handover import move
from leadtocash.foundation.journal import recording
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.models import lock
from leadtocash.foundation.kernel.text import clean_line, name_core, name_key
from leadtocash.foundation.notices.sending import notify
from leadtocash.foundation.packs.limits import number

BATCH = 500


@transaction.atomic
def create_partner(values: Mapping[str, Any], *, act: Act) -> Partner:
    """Enter a partner; the acting person looks after it. Raises ValidationError at the field, NotAllowed."""
    require(act.person, permissions.EDIT_PARTNERS)
    partner = Partner(owner=act.person, department=main_department(act.person), **values)
    _tidy(partner)
    return recording.save(partner, events.PARTNER_ADDED, act=act)


@transaction.atomic
def change_partner(partner: Partner, values: Mapping[str, Any], *, act: Act, revision: int | None = None) -> Partner:
    """Change a partner. Raises Stale when `revision` is no longer the current one."""
    partner = lock(partner, revision=revision)
    require(act.person, permissions.EDIT_PARTNERS, partner)
    for name, value in values.items():
        setattr(partner, name, value)
    _tidy(partner)
    return recording.save(partner, events.PARTNER_CHANGED, act=act)


@transaction.atomic
def add_person(partner: Partner, values: Mapping[str, Any], *, act: Act) -> PartnerContact:
    """Add a person at a partner."""
    partner = lock(partner)
    require(act.person, permissions.EDIT_PARTNERS, partner)
    return _store(PartnerContact(partner=partner, **values), events.PERSON_ADDED, act=act)


@transaction.atomic
def change_person(
    person: PartnerContact, values: Mapping[str, Any], *, act: Act, revision: int | None = None
) -> PartnerContact:
    """Change a person at a partner. Raises Stale when `revision` is no longer the current one."""
    partner = lock(person.partner)
    require(act.person, permissions.EDIT_PARTNERS, partner)
    person = lock(person, revision=revision)
    for name, value in values.items():
        setattr(person, name, value)
    return _store(person, events.PERSON_CHANGED, act=act)


@transaction.atomic
def hand_over_partners(
    person: User, to: User | None, *, act: Act, reason: str, only: Collection[int] | None = None
) -> None:
    """Give a person's partners to his successor (part of a hand-over, which has asked who may)."""
    rows = queries.partners_of(person)
    if to is not None:
        move(rows if only is None else rows.filter(pk__in=only), "owner", to=to, verb=events.PARTNER_HANDED_OVER,
             act=act, reason=reason, data={"name": person.name})  # fmt: skip


@transaction.atomic
def remind(*, act: Act) -> int:
    """Tell who looks after a partner that its agreement ends soon, once for each day of ending; gives how many."""
    ending = list(queries.agreements_ending(act.today, number(limits.AGREEMENT)))
    for partner in ending:
        day = partner.agreed_until.isoformat()
        key = f"market.agreement:{partner.pk}:{day}"
        notify([partner.owner], events.AGREEMENT_ENDS, act=act, url=partner.get_absolute_url(), key=key,
               about=partner, title=str(partner), day=day)  # fmt: skip
    return len(ending)


def fold_partner(partner: Partner, others: Sequence[Partner] = ()) -> None:
    """Write a partner's name and its keys as they are stored; the same after a merger with others."""
    partner.name, partner.region = clean_line(partner.name), clean_line(partner.region)
    partner.name_key, partner.name_core = name_key(partner.name), name_core(partner.name)
    rules.check_name(partner.name_key)


def fill_cores() -> int:
    """Fill the keys duplicates are found by, where they are empty; give how many."""
    rows = list(Partner._base_manager.filter(name_core="").only("pk", "name"))
    for partner in rows:
        partner.name_core = name_core(partner.name)
    Partner._base_manager.bulk_update(rows, ["name_core"], batch_size=BATCH)
    return len(rows)


def open_partner(survivor: Partner, former: Sequence[Partner], act: Act) -> None:
    """Who looked after a merged partner still sees it."""
    for owner in {one.owner for one in former} - {survivor.owner}:
        open_to(survivor, owner, why=Participation.Why.COPIED, act=act)


def _tidy(partner: Partner) -> None:
    fold_partner(partner)
    sentence = _("This partner is there already.")
    rules.check_new_name(is_taken=queries.has_twin(partner), sentence=sentence)


def _store(person: PartnerContact, verb: str, *, act: Act) -> PartnerContact:
    person.name = clean_line(person.name)
    recording.save(person, verb, act=act, data={"name": person.name})
    recording.write(person.partner, verb, act=act, data={"name": person.name})
    return person
