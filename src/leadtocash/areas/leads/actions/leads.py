"""A lead from its entry to the answer whether it is worth pursuing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leadtocash.areas.leads import events, limits, permissions, queries, rules
from leadtocash.areas.leads.actions.assigning import Router, To, tell_given
from leadtocash.areas.leads.models import Lead
from leadtocash.foundation.access.gate import open_to, require, sees
from leadtocash.foundation.access.models import Participation
from leadtocash.foundation.access.scoping import kind_of
from leadtocash.foundation.calendar import days
from leadtocash.foundation.journal import recording
from leadtocash.foundation.journal.models import Entry
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.errors import Missing, RuleError
from leadtocash.foundation.kernel.models import lock
from leadtocash.foundation.kernel.text import clean_line, name_core, phone_key
from leadtocash.foundation.numbering.numbers import declare, next_number, next_numbers
from leadtocash.foundation.packs.limits import number

SERIES = declare("lead", gettext_lazy("Lead"), "XS-{year}-{seq:05d}")


@transaction.atomic
def create_lead(values: Mapping[str, Any], *, act: Act, to: str = To.RULE, sure: bool = False) -> Lead:
    """Enter a lead and decide who works on it; whoever entered it goes on seeing it.

    Raises RuleError (`lead_alike`) with the leads and customers it may be the same as, as far as the acting person sees
    them, unless he is sure; ValidationError at the field, NotAllowed.
    """
    require(act.person, permissions.EDIT)
    lead = begin_lead(values, act=act)
    rules.check_reachable(lead)
    if not sure:
        check_alike(lead, act=act)
    rule = Router(act).place(lead, to)
    lead.number = next_number(SERIES, act=act)
    recording.save(lead, events.CREATED, act=act)
    if entry := _placing(lead, rule, act=act):
        Entry.objects.add(entry)
    if not sees(act.person, lead):
        open_to(lead, act.person, why=Participation.Why.COPIED, act=act)
    tell_given(lead, act=act)
    return lead


def begin_lead(values: Mapping[str, Any], *, act: Act) -> Lead:
    """A new lead as it will be stored, but for its number, its office and who works on it."""
    lead = Lead(received_on=act.today, **values)
    _tidy(lead)
    return lead


def check_alike(lead: Lead, *, act: Act) -> None:
    """Refuse a lead that may be there already, naming only what the acting person sees."""
    found = queries.like(lead, act.person)
    if found:
        raise RuleError(
            _("%(company)s may be there already. Look first; enter it all the same if it is another one.")
            % {"company": lead.company},
            code="lead_alike",
            missing=[
                Missing(what=str(one), who=str(one.owner or ""), href=one.get_absolute_url(), do=_("Open it"))
                for one in found
            ],
        )  # fmt: skip


@transaction.atomic
def register_leads(leads: Sequence[Lead], by_rule: Sequence[bool], *, act: Act) -> None:
    """Store many begun and placed leads at once: numbers, journal, search as for one by one; nobody is told of each.

    The caller has asked who may, and has checked their fields.
    """
    numbers = next_numbers(SERIES, len(leads), act=act) if leads else []
    for lead, given in zip(leads, numbers, strict=True):
        lead.number = given
    recording.save_new(leads, events.CREATED, act=act)
    placed = [_placing(lead, rule, act=act) for lead, rule in zip(leads, by_rule, strict=True)]
    Entry.objects.bulk_create([entry for entry in placed if entry is not None])
    kind, person = kind_of(Lead), act.person
    unseen = (lead for lead in leads if lead.owner_id != person.pk)
    Participation.objects.bulk_create(
        [
            Participation(
                kind=kind, record_id=lead.pk, person=person, why=Participation.Why.COPIED, since=act.at
            )
            for lead in unseen
        ],
        ignore_conflicts=True,
    )  # fmt: skip


@transaction.atomic
def change_lead(lead: Lead, values: Mapping[str, Any], *, act: Act, revision: int | None = None) -> Lead:
    """Change an open lead's data. Raises Stale when `revision` is no longer the current one."""
    lead = _locked(lead, act=act, revision=revision)
    rules.check_open(lead)
    for name, value in values.items():
        setattr(lead, name, value)
    _tidy(lead)
    rules.check_reachable(lead)
    return recording.save(lead, events.CHANGED, act=act)


@transaction.atomic
def take_up_lead(lead: Lead, *, act: Act, revision: int | None = None) -> Lead:
    """Say that the customer was spoken to: the time to qualify it begins."""
    lead = _locked(lead, act=act, revision=revision)
    rules.check_taking_up(lead)
    _begin_work(lead, act=act)
    return recording.save(lead, events.TAKEN_UP, act=act)


@transaction.atomic
def judge_lead(lead: Lead, answers: Mapping[str, str], *, act: Act, revision: int | None = None) -> Lead:
    """Write down what is known of money, authority and need, with what it rests on; whoever does so has taken it up.

    A qualified lead of which one of them is not there any more is no longer qualified.
    """
    lead = _locked(lead, act=act, revision=revision)
    rules.check_owned(lead)
    for name, value in answers.items():
        setattr(lead, name, clean_line(value))
    if lead.state == Lead.State.ASSIGNED or (lead.state == Lead.State.QUALIFIED and missing_to_qualify(lead)):
        _begin_work(lead, act=act)
    return recording.save(lead, events.JUDGED, act=act)


@transaction.atomic
def qualify_lead(lead: Lead, *, act: Act, revision: int | None = None) -> Lead:
    """Say that a lead is worth pursuing: money, authority and need are there (S2 MAN); else RuleError."""
    lead = _locked(lead, act=act, revision=revision)
    rules.check_qualified(lead, missing_to_qualify(lead))
    lead.state, lead.qualified_on, lead.due_on = Lead.State.QUALIFIED, act.today, None
    return recording.save(lead, events.QUALIFIED, act=act)


@transaction.atomic
def drop_lead(lead: Lead, *, act: Act, reason: str, note: str = "", revision: int | None = None) -> Lead:
    """Give an open lead up, with one of the reasons; what lies in the pool is dropped by whoever may assign it."""
    lead = lock(lead, revision=revision)
    require(act.person, permissions.EDIT if lead.owner_id else permissions.ASSIGN, lead)
    rules.check_open(lead)
    note = clean_line(note)
    rules.check_drop(reason, note)
    lead.state, lead.dropped_on, lead.due_on = Lead.State.DROPPED, act.today, None
    lead.drop_reason, lead.drop_note = reason, note
    data = {"why": str(Lead.Reason(reason).label)}
    return recording.save(lead, events.DROPPED, act=act, reason=note, data=data)


@transaction.atomic
def reopen_lead(lead: Lead, *, act: Act, reason: str, revision: int | None = None) -> Lead:
    """Work on a dropped lead again: its owner, from where he has taken it up; without one it lies in the pool."""
    lead = lock(lead, revision=revision)
    require(act.person, permissions.EDIT if lead.owner_id else permissions.ASSIGN, lead)
    rules.check_reopening(lead)
    rules.check_reason(clean_line(reason))
    lead.dropped_on, lead.drop_reason, lead.drop_note = None, "", ""
    lead.qualified_on, lead.state = None, Lead.State.NEW
    if lead.owner_id:
        _begin_work(lead, act=act)
    return recording.save(lead, events.REOPENED, act=act, reason=clean_line(reason))


def missing_to_qualify(lead: Lead) -> list[Missing]:
    """What the lead still lacks to be qualified; page and refusal show the same list."""
    return rules.missing_to_qualify(
        {name: getattr(lead, name) for name in rules.ASKED},
        owner=lead.owner.name if lead.owner else "",
        since=lead.received_on,
        judge_url=f"{lead.get_absolute_url()}man/",
    )


def _locked(lead: Lead, *, act: Act, revision: int | None) -> Lead:
    lead = lock(lead, revision=revision)
    require(act.person, permissions.EDIT, lead)
    return lead


def _begin_work(lead: Lead, *, act: Act) -> None:
    lead.state, lead.reminded, lead.qualified_on = Lead.State.TAKEN_UP, 0, None
    lead.due_on = days.add(act.today, number(limits.QUALIFY))


def _tidy(lead: Lead) -> None:
    for name in ("company", "contact", "position", "phone", "region", "industry", "source_detail"):
        setattr(lead, name, clean_line(getattr(lead, name)))
    lead.name_core, lead.phone_key = name_core(lead.company), phone_key(lead.phone)


def _placing(lead: Lead, by_rule: bool, *, act: Act) -> Entry | None:
    """The entry that says who got a new lead; None where its author keeps it."""
    owner = lead.owner
    if owner is None:
        return recording.entry(lead, events.POOLED, act=act, data={"department": lead.department.name})
    if owner.pk == act.person.pk:
        return None
    verb = events.ROUTED if by_rule else events.ASSIGNED
    return recording.entry(lead, verb, act=act, data={"name": owner.name})
