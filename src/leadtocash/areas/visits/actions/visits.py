"""Everything that can be done to a visit: planned, moved, cancelled, held, its minutes written (CRM-5)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leadtocash.areas.customers import actions as customers
from leadtocash.areas.customers import queries as customer_queries
from leadtocash.areas.customers.models import Contact
from leadtocash.areas.opportunities import actions as deals
from leadtocash.areas.opportunities import permissions as deal_permissions
from leadtocash.areas.opportunities.models import Opportunity
from leadtocash.areas.visits import events, limits, permissions
from leadtocash.areas.visits.models import Commitment, Visit, VisitContact, VisitPerson
from leadtocash.areas.visits.rules import visits as rules
from leadtocash.foundation.access.gate import allowed, open_to, require, sees
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.accounts.people import main_department
from leadtocash.foundation.administration.handover import move
from leadtocash.foundation.calendar import days
from leadtocash.foundation.journal import recording
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.events import publish
from leadtocash.foundation.kernel.models import lock
from leadtocash.foundation.kernel.text import clean_line, joined
from leadtocash.foundation.notices.sending import notify
from leadtocash.foundation.numbering.numbers import declare, next_number
from leadtocash.foundation.packs.limits import number

SERIES = declare("visit", gettext_lazy("Visit and minutes"), "JLJY-{year}-{seq:04d}")
LONGEST_PURPOSE = 40
State = Visit.State
Values = Mapping[str, Any]
#: of the values: who takes part, and what minutes are made of
PARTIES = ("contacts", "people", "also_met")
MINUTES = ("said", "next_step", "next_step_on")


@transaction.atomic
def plan_visit(values: Values, *, act: Act) -> Visit:
    """Plan a visit, call or tour for a day to come; the acting person leads it unless `owner` is given.

    `values` may carry `contacts` (of the customer) and `people` (ours who go along; they are told). Raises
    ValidationError at the field, NotAllowed.
    """
    visit = _begun(values, act=act)
    rules.check_plan_day(visit.day, today=act.today)
    recording.save(visit, events.PLANNED, act=act, data={"day": visit.day.isoformat()})
    _write_parties(visit, values, act=act, tell=True)
    return visit


@transaction.atomic
def log_visit(values: Values, commitments: Sequence[Values] = (), *, act: Act) -> Visit:
    """Write down what took place today or before: plan and minutes in one act.

    `values` as for a plan, with the minutes; without a purpose the first words of what was said are taken. Publishes
    VisitDone; the next step becomes the deal's.
    """
    purpose = clean_line(values.get("purpose", "")) or clean_line(values.get("said", ""))[:LONGEST_PURPOSE]
    visit = _begun({**values, "purpose": purpose}, act=act)
    rules.check_log_day(visit.day, today=act.today)
    _take_minutes(visit, values, act=act)
    visit.state = State.DONE
    data = {"kind": visit.get_kind_display(), "day": visit.day.isoformat()}
    recording.save(visit, events.LOGGED, act=act, data=data)
    _write_parties(visit, values, act=act, tell=False)
    _write_commitments(visit, commitments, act=act)
    _pass_next_step_on(visit, act=act)
    publish(events.VisitDone(visit_id=visit.pk, act=act))
    return visit


@transaction.atomic
def change_visit(visit: Visit, values: Values, *, act: Act, revision: int | None = None) -> Visit:
    """Change what is planned. Raises RuleError once it has taken place or was cancelled, Stale."""
    visit = _locked(visit, act=act, revision=revision)
    rules.check_planned(state=visit.state, number=visit.number)
    day_before = visit.day
    _lay(visit, values, act=act)
    if visit.day != day_before:
        rules.check_plan_day(visit.day, today=act.today)
    recording.save(visit, events.CHANGED, act=act)
    _write_parties(visit, values, act=act, tell=True)
    return visit


@transaction.atomic
def move_visit(visit: Visit, day: date, *, act: Act, revision: int | None = None) -> Visit:
    """Move a planned visit to another day, at the same hour."""
    visit = _locked(visit, act=act, revision=revision)
    rules.check_planned(state=visit.state, number=visit.number)
    if day == visit.day:
        return visit
    rules.check_plan_day(day, today=act.today)
    data = {"before": visit.day.isoformat(), "day": day.isoformat()}
    visit.day = day
    return recording.save(visit, events.MOVED, act=act, data=data)


@transaction.atomic
def cancel_visit(visit: Visit, *, reason: str, act: Act, revision: int | None = None) -> Visit:
    """A planned visit does not take place; the reason stays."""
    visit = _locked(visit, act=act, revision=revision)
    rules.check_planned(state=visit.state, number=visit.number)
    visit.cancel_reason = clean_line(reason)
    rules.check_reason(visit.cancel_reason)
    visit.state = State.CANCELLED
    return recording.save(visit, events.CANCELLED, act=act, reason=visit.cancel_reason)


@transaction.atomic
def arrive(visit: Visit, *, act: Act) -> Visit:
    """One is there; the moment is kept. Saying it again changes nothing."""
    visit = _locked(visit, act=act, revision=None)
    rules.check_planned(state=visit.state, number=visit.number)
    rules.check_can_be_held(state=visit.state, number=visit.number, day=visit.day, today=act.today)
    if visit.arrived_at is not None:
        return visit
    visit.arrived_at = act.at
    return recording.save(visit, events.ARRIVED, act=act)


@transaction.atomic
def hold_visit(visit: Visit, *, act: Act, revision: int | None = None) -> Visit:
    """It took place; the minutes are owed from now on, within the company's limit. Publishes VisitDone."""
    visit = _locked(visit, act=act, revision=revision)
    rules.check_undone(state=visit.state, number=visit.number)
    rules.check_can_be_held(state=visit.state, number=visit.number, day=visit.day, today=act.today)
    _hold(visit)
    recording.save(visit, events.DONE, act=act)
    publish(events.VisitDone(visit_id=visit.pk, act=act))
    return visit


@transaction.atomic
def write_minutes(
    visit: Visit, values: Values, commitments: Sequence[Values] | None = None, *, act: Act, revision: int | None = None
) -> Visit:
    """Write or correct the minutes; a planned visit has taken place by that.

    `values` may carry `contacts` and `people` as they really were, and `also_met`: name and job title of those who
    become contacts by it. `commitments`, when given, take the place of those not kept yet. The next step becomes the
    deal's, where the writer may change it.
    """
    visit = _locked(visit, act=act, revision=revision)
    rules.check_can_be_held(state=visit.state, number=visit.number, day=visit.day, today=act.today)
    first, was_planned = visit.minutes_at is None, visit.state == State.PLANNED
    if was_planned:
        _hold(visit)
    _take_minutes(visit, values, act=act)
    recording.save(visit, events.MINUTED if first else events.MINUTES_CHANGED, act=act)
    _write_parties(visit, values, act=act, tell=False)
    if commitments is not None:
        _write_commitments(visit, commitments, act=act)
    _pass_next_step_on(visit, act=act)
    if was_planned:
        publish(events.VisitDone(visit_id=visit.pk, act=act))
    return visit


@transaction.atomic
def settle(commitment: Commitment, *, kept: bool, act: Act) -> Commitment:
    """A commitment is kept, or open again. Saying it again changes nothing."""
    visit = _locked(commitment.visit, act=act, revision=None)
    commitment = Commitment.objects.get(pk=commitment.pk)
    if (commitment.kept_on is not None) == kept:
        return commitment
    commitment.kept_on = act.today if kept else None
    commitment.save(update_fields=["kept_on"])
    verb = events.KEPT if kept else events.UNKEPT
    recording.write(visit, verb, act=act, data={"what": commitment.what})
    return commitment


@transaction.atomic
def hand_over_visits(
    person: User, to: User | None, *, act: Act, reason: str, only: Collection[int] | None = None
) -> None:
    """Give a person's planned visits and owed minutes to his successor (part of a hand-over, which has asked who may);
    what he has written keeps his name."""
    rows = Visit.objects.filter(owner=person).exclude(state=State.CANCELLED).filter(minutes_at=None)
    rows = rows if only is None else rows.filter(pk__in=only)
    if to is None:
        return
    for visit in rows:
        open_to(visit, to, why="member", act=act)
    move(rows, "owner", to=to, verb=events.HANDED_OVER, act=act, reason=reason, data={"name": person.name})


# ---------------------------------------------------------------- parts of the acts
def _begun(values: Values, *, act: Act) -> Visit:
    require(act.person, permissions.EDIT)
    owner = values.get("owner") or act.person
    visit = Visit(owner=owner, department=main_department(owner))
    _lay(visit, values, act=act)
    visit.number = next_number(SERIES, act=act)
    return visit


def _locked(visit: Visit, *, act: Act, revision: int | None) -> Visit:
    visit = lock(visit, revision=revision)
    require(act.person, permissions.EDIT, visit)
    return visit


def _lay(visit: Visit, values: Values, *, act: Act) -> None:
    """Lay the plan's values over a visit and look whether they fit together."""
    customer_before, deal_before = visit.customer_id, visit.opportunity_id
    for name, value in values.items():
        if name not in (*PARTIES, *MINUTES, "owner"):
            setattr(visit, name, value)
    visit.purpose, visit.place = clean_line(visit.purpose), clean_line(visit.place)
    if visit.customer_id is None:
        raise ValidationError({"customer": _("With whom?")})
    if visit.customer_id != customer_before and not customer_queries.is_visible(visit.customer, act.person):
        raise ValidationError({"customer": _("This customer does not exist, or you may not see it.")})
    deal = visit.opportunity
    if deal is not None and deal.pk != deal_before and not sees(act.person, deal):
        raise ValidationError({"opportunity": _("This opportunity does not exist, or you may not see it.")})
    rules.check_hours(visit.begins, visit.ends)
    contacts = values["contacts"] if "contacts" in values else _contacts(visit)
    rules.check_parties(
        customer=visit.customer_id,
        contacts=[one.customer_id for one in contacts],
        deal_customer=deal.customer_id if deal else None,
        has_deal=deal is not None,
    )


def _contacts(visit: Visit) -> list[Contact]:
    return list(visit.contacts.all()) if visit.pk else []


def _hold(visit: Visit) -> None:
    visit.state = State.DONE
    visit.minutes_due_on = days.add(visit.day, number(limits.MINUTES))


def _take_minutes(visit: Visit, values: Values, *, act: Act) -> None:
    visit.said = values.get("said", visit.said).strip()
    visit.next_step = clean_line(values.get("next_step", visit.next_step))
    visit.next_step_on = values.get("next_step_on", visit.next_step_on)
    rules.check_minutes(
        said=visit.said, next_step=visit.next_step, next_step_on=visit.next_step_on, day=visit.day
    )  # fmt: skip
    if visit.minutes_due_on is None:
        visit.minutes_due_on = days.add(visit.day, number(limits.MINUTES))
    if visit.minutes_at is None:
        visit.minutes_at, visit.minutes_by = act.at, act.person


def _write_parties(visit: Visit, values: Values, *, act: Act, tell: bool) -> None:
    """Store who takes part; our people see the visit from then on, and those newly added are told."""
    before: tuple[set[Contact], set[User]] = set(visit.contacts.all()), set(visit.people.all())
    contacts: set[Contact] = {*values.get("contacts", before[0]), *_new_ones(visit, values, act=act)}
    people: set[User] = set(values.get("people", before[1])) - {visit.owner}
    rules.check_parties(
        customer=visit.customer_id, contacts=[one.customer_id for one in contacts], deal_customer=None, has_deal=False
    )
    for person in {visit.owner, *people}:
        open_to(visit, person, why="member", act=act)
    if (contacts, people) == before:
        return
    visit.met.exclude(contact__in=contacts).delete()
    visit.along.exclude(person__in=people).delete()
    VisitContact.objects.bulk_create(VisitContact(visit=visit, contact=one) for one in contacts - before[0])
    VisitPerson.objects.bulk_create(VisitPerson(visit=visit, person=one) for one in people - before[1])
    told = {"contacts": joined(sorted(one.name for one in contacts)) or "\u2014"}
    told["people"] = joined(sorted(one.name for one in people)) or "\u2014"
    recording.write(visit, events.PEOPLE_CHANGED, act=act, data=told)
    if tell and (new := people - before[1] - {act.by}):
        facts = {"number": visit.number, "what": visit.purpose, "day": visit.day.isoformat()}
        key = f"visits.invited.{visit.pk}.{visit.revision}"
        notify(new, events.INVITED, act=act, url=visit.get_absolute_url(), key=key, about=visit, **facts)


def _new_ones(visit: Visit, values: Values, *, act: Act) -> list[Contact]:
    """Those met for the first time become contacts of the customer; who is one already is not added again."""
    known = {one.name: one for one in Contact.objects.visible_to(act.person).filter(customer=visit.customer_id)}
    also_met = values.get("also_met", ())
    return [known.get(one["name"]) or customers.add_contact(visit.customer, one, act=act) for one in also_met]


def _write_commitments(visit: Visit, rows: Sequence[Values], *, act: Act) -> None:
    """Put these in the place of the open ones; what is kept stays as it is."""
    if len(rows) > rules.MOST_COMMITMENTS:
        raise ValidationError({"commitments": _("At most %(most)s lines.") % {"most": rules.MOST_COMMITMENTS}})
    still_open = visit.commitments.filter(kept_on=None)
    wanted = [Commitment(visit=visit, **row) for row in rows]
    if [_facts(one) for one in wanted] == [_facts(one) for one in still_open]:
        return
    for one in wanted:
        one.what, one.who = clean_line(one.what), clean_line(one.who)
        one.clean_fields(exclude=["visit"])
    still_open.delete()
    Commitment.objects.bulk_create(wanted)
    recording.write(visit, events.PROMISED, act=act, data={"count": len(wanted)})


def _facts(one: Commitment) -> tuple[Any, ...]:
    return one.party, one.what, one.who, one.due_on


def _pass_next_step_on(visit: Visit, *, act: Act) -> None:
    """The visit's next step is the deal's from now on, unless its day is over: of an open deal, by whoever may change
    it."""
    deal = visit.opportunity
    if deal is None or deal.state != Opportunity.State.OPEN:
        return
    if not visit.next_step or visit.next_step_on is None or visit.next_step_on < act.today:
        return
    if (deal.next_step, deal.next_step_on) == (visit.next_step, visit.next_step_on):
        return
    if allowed(act.person, deal_permissions.EDIT, deal):
        values = {"next_step": visit.next_step, "next_step_on": visit.next_step_on}
        deals.change_opportunity(deal, values, act=act)
