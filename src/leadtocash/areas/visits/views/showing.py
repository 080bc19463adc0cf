"""What a visit's page shows: facts, verbs, minutes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from leadtocash.areas.visits.models import Commitment, Visit
from leadtocash.areas.visits.rules import visits as rules
from leadtocash.areas.visits.standing import standings_of
from leadtocash.areas.visits.words import hours_of
from leadtocash.foundation.access.gate import sees
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.kernel.text import joined
from leadtocash.foundation.web import formats
from leadtocash.foundation.web.details import Verb

State = Visit.State


def facts(visit: Visit, person: User) -> list[dict[str, Any]]:
    """The facts under the title."""
    when = f"{formats.full_date(visit.day)} {hours_of(visit)}".strip()
    told = [
        {"label": _("Customer"), "value": linked(visit.customer, person)},
        {"label": _("Opportunity"), "value": linked(visit.opportunity, person)},
        {"label": _("Trial"), "value": _trial_of(visit, person)},
        {"label": _("When"), "value": when},
        {"label": _("Meeting place"), "value": visit.place},
        {"label": _("People met"), "value": joined(visit.contacts.all())},
        {"label": _("Led by"), "value": visit.owner.name},
        {"label": _("Our people"), "value": joined(one.name for one in visit.people.all())},
    ]
    return [one for one in told if one["value"]]


def linked(record: Any, person: User) -> SafeString | str:
    """The record's name, as a link where its page opens to this person."""
    if record is None:
        return ""
    name = getattr(record, "name", str(record))
    return format_html('<a href="{}">{}</a>', record.get_absolute_url(), name) if sees(person, record) else name


def _trial_of(visit: Visit, person: User) -> SafeString | str:
    """The trial that this call closes, to whoever may see it."""
    trial = getattr(visit, "trial", None)
    return linked(trial, person) if trial is not None and sees(person, trial) else ""


def note(visit: Visit, *, now: datetime) -> dict[str, Any] | None:
    """Why it was cancelled; that one has arrived."""
    if visit.state == State.CANCELLED:
        return {"tone": "late", "text": visit.cancel_reason}
    if visit.state == State.PLANNED and visit.arrived_at:
        return {"tone": "info", "text": _("Arrived at %(at)s.") % {"at": formats.when(visit.arrived_at, now=now)}}
    return None


def gate(visit: Visit) -> dict[str, Any] | None:
    """The minutes that are still missing, with their day."""
    if visit.state != State.DONE or visit.minutes_at is not None:
        return None
    missing = rules.minutes_missing(owes=True, who=visit.owner.name, since=visit.day, href=_at(visit, "minutes"))
    due = visit.minutes_due_on.isoformat() if visit.minutes_due_on else ""
    return {"items": missing, "scope": _("due on %(day)s") % {"day": due}}


def verbs(visit: Visit, *, today: date) -> tuple[list[Verb], list[Verb]]:
    """Buttons and the menu behind the dots."""
    write = Verb(label=_("Write minutes"), url=_at(visit, "minutes"), icon="notes", primary=True)
    if visit.state == State.CANCELLED:
        return [], []
    if visit.state == State.DONE:
        label = _("Correct the minutes") if visit.minutes_at else write.label
        return [Verb(label=label, url=write.url, icon="notes", primary=visit.minutes_at is None)], []
    change = Verb(label=_("Edit"), url=_at(visit, "edit"), icon="pencil")
    menu = [
        Verb(label=_("Move to another day"), url=_at(visit, "day"), icon="calendar-event"),
        Verb(label=_("Cancel the visit"), url=_at(visit, "cancellation"), icon="calendar-off", danger=True),
    ]
    if visit.day > today:
        return [change], menu
    took_place = Verb(label=_("Took place"), url=_at(visit, "holding"), post=True, icon="check")
    return [change, took_place, write], menu


def printing(visit: Visit) -> Verb:
    return Verb(label=_("Print"), url=_at(visit, "print"), icon="printer")


def minutes(visit: Visit, person: User, *, may_edit: bool) -> dict[str, Any]:
    """What the tab of the minutes takes."""
    return {
        "met": people_met(visit.contacts.all(), visit),
        "commitments": list(visit.commitments.all()),
        "may_edit": may_edit,
        "minutes_url": _at(visit, "minutes"),
    }


def people_met(contacts: Iterable[models.Model], visit: Visit) -> list[dict[str, Any]]:
    """The people of the customer with their standing, where somebody knows it."""
    people: list[Any] = list({one.pk: one for one in contacts}.values())
    known = standings_of(people, visit.opportunity)
    return [{"contact": one, "standing": known.get(one.pk)} for one in people]


def row(one: Commitment) -> dict[str, Any]:
    """A commitment as a row of the sheet."""
    return {"party": one.party, "what": one.what, "who": one.who, "due_on": one.due_on}


def _at(visit: Visit, name: str) -> str:
    return reverse(f"visits:{name}", args=[visit.pk])
