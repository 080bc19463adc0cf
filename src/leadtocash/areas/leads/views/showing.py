"""What a lead's page shows: tags, facts, steps, verbs, the gate to its qualification."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from leadtocash.areas.leads import permissions, rules
from leadtocash.areas.leads.models import Answer, Lead
from leadtocash.areas.leads.tables import STATES, is_late
from leadtocash.foundation.access.gate import allowed, sees
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.kernel.errors import Missing
from leadtocash.foundation.web import formats
from leadtocash.foundation.web.details import Verb

State = Lead.State
ORDER = (State.NEW, State.ASSIGNED, State.TAKEN_UP, State.QUALIFIED, State.CONVERTED)
TONES = {Answer.YES: "done", Answer.NO: "late", Answer.UNKNOWN: "idle"}


def tags(lead: Lead) -> list[dict[str, Any]]:
    return [{"state": STATES[State(lead.state)], "label": lead.get_state_display()}]


def facts(lead: Lead) -> list[dict[str, Any]]:
    """What stands under the title."""
    source = f"{lead.source} \u00b7 {lead.source_detail}" if lead.source_detail else str(lead.source)
    return [
        {"label": _("Source"), "value": source},
        {"label": _("Came in on"), "value": formats.full_date(lead.received_on)},
        {"label": _("Who works on it"), "value": lead.owner.name if lead.owner else _("nobody yet")},
        {"label": _("Department"), "value": lead.department.name},
        {"label": _("Due on"), "value": formats.full_date(lead.due_on) if lead.due_on else "\u2014"},
    ]


def steps(lead: Lead) -> list[dict[str, Any]]:
    """From the pool to the opportunity; of a dropped one, how far it had come is not kept."""
    here = ORDER.index(State(lead.state)) if lead.state in ORDER else -1
    days = {State.NEW: lead.received_on, State.QUALIFIED: lead.qualified_on, State.CONVERTED: lead.converted_on}
    return [
        {
            "label": state.label,
            "caption": formats.short_date(day, today=lead.received_on) if (day := days.get(state)) else "",
            "state": "past" if place < here else "now" if place == here else "next",
        }
        for place, state in enumerate(ORDER)
    ]


def note(lead: Lead, *, today: date) -> dict[str, Any] | None:
    """One warning: why it was dropped, or that its time is over."""
    if lead.state == State.DROPPED:
        why = lead.get_drop_reason_display()
        return {"tone": "info", "text": f"{why}: {lead.drop_note}" if lead.drop_note else why}
    if is_late(lead, today) and lead.due_on:
        text = _("Its time was over on %(day)s; it goes back to the pool if nobody works on it.")
        return {"tone": "late", "text": text % {"day": lead.due_on.isoformat()}}
    return None


def gate(lead: Lead, missing: Sequence[Missing]) -> dict[str, Any] | None:
    """What still keeps it from being qualified."""
    if lead.state not in rules.ON_TIME or not missing:
        return None
    return {"title": _("To be qualified"), "items": missing}


def asked(lead: Lead) -> list[dict[str, Any]]:
    """Money, authority, need: the question, the answer, what it rests on."""
    return [
        {
            "question": question, "label": (answer := Answer(getattr(lead, name))).label, "tone": TONES[answer],
            "note": getattr(lead, f"{name}_note"),
        }
        for name, question in rules.ASKED.items()
    ]  # fmt: skip


def verbs(lead: Lead, person: User, *, missing: Sequence[Missing]) -> tuple[list[Verb], list[Verb]]:
    """Buttons and the menu behind the dots."""

    def at(name: str) -> str:
        return reverse(f"leads:{name}", args=[lead.pk])

    may_edit, may_assign = allowed(person, permissions.EDIT, lead), allowed(person, permissions.ASSIGN, lead)
    shown, more = _next(lead, at, may_edit=may_edit, missing=missing)
    if lead.state == State.CONVERTED:
        return _opportunity(lead, person), []
    if lead.state == State.DROPPED:
        return [Verb(label=_("Open again"), url=at("reopening"), icon="rotate")] if may_edit or may_assign else [], []
    if lead.state == State.NEW and allowed(person, permissions.TAKE, lead):
        shown.append(Verb(label=_("Take"), url=at("taking"), icon="hand-grab", post=True, primary=True))
    if may_assign:
        shown.append(Verb(label=_("Assign"), url=at("assignment"), icon="user-share"))
    if lead.owner_id and (may_edit or may_assign):
        more.append(Verb(label=_("Put into the pool"), url=at("pooling"), icon="inbox"))
    if may_edit or may_assign:
        more.append(Verb(label=_("Drop"), url=at("drop"), icon="circle-x", danger=True))
    return shown, more


def _next(lead: Lead, at: Any, *, may_edit: bool, missing: Sequence[Missing]) -> tuple[list[Verb], list[Verb]]:
    """What brings it on."""
    if not may_edit or lead.state not in rules.WORKED_ON:
        return [], []
    edit = Verb(label=_("Edit"), url=at("edit"), icon="pencil")
    judge = Verb(label=_("Money, authority, need"), url=at("man"), icon="scale")
    if lead.state == State.ASSIGNED:
        taking_up = Verb(label=_("Take up"), url=at("taking-up"), icon="phone", post=True, primary=True)
        return [taking_up, judge], [edit]
    if lead.state == State.TAKEN_UP:
        qualify = Verb(
            label=_("Qualify"), url=at("qualification"), icon="circle-check", post=True, primary=not missing,
            missing=len(missing),
        )  # fmt: skip
        return [judge, qualify], [edit]
    convert = Verb(label=_("Convert"), url=at("conversion"), icon="target-arrow", primary=True)
    return [convert], [edit, judge]


def _opportunity(lead: Lead, person: User) -> list[Verb]:
    deal = lead.opportunity
    if deal is None or not sees(person, deal):
        return []
    return [Verb(label=_("Open the opportunity"), url=deal.get_absolute_url(), icon="target-arrow", primary=True)]


def side(lead: Lead) -> list[dict[str, Any]]:
    """What it became."""
    if lead.state != State.CONVERTED:
        return []
    return [{"title": _("What it became"), "template": "leads/_became.html"}]


def became(lead: Lead, person: User) -> dict[str, str]:
    """Addresses of what it became, as far as this person may open them."""
    made = {"customer": lead.customer, "opportunity": lead.opportunity}
    return {name: one.get_absolute_url() for name, one in made.items() if one is not None and sees(person, one)}
