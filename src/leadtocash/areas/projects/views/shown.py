"""What a project's page prints: steps, facts, what is missing, documents, people."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from leadtocash.areas.projects import limits
from leadtocash.areas.projects.models import ClosingNotice, Project, SignoffSheet
from leadtocash.areas.projects.queries import steps
from leadtocash.areas.projects.rules.checklist import Item
from leadtocash.areas.projects.rules.clock import clock_of
from leadtocash.areas.projects.rules.purchasing import items_for_arrival
from leadtocash.areas.projects.rules.setup import items_for_submission
from leadtocash.areas.projects.rules.signoff import Delivery, items_for_signoff
from leadtocash.areas.projects.tables.projects import contract_tag, state_tag
from leadtocash.foundation.access.fields import sees
from leadtocash.foundation.packs.limits import number
from leadtocash.foundation.web.formats import DASH, full_date, pct, short_date, wan

State = Project.State
_ORDER = [State.PREPARING, State.IN_APPROVAL, State.SET_UP, State.ARRIVED, State.SIGNED_OFF, State.CLOSED]


def clock_shown(project: Project, today: date) -> dict[str, Any] | None:
    """The sign-off clock as the kit prints it."""
    clock = clock_of(project, today, number(limits.SIGNOFF))
    return asdict(clock) if clock else None


def tags_of(project: Project) -> list[dict[str, str]]:
    """State and contract; the virtual contract named."""
    tags = [state_tag(project), contract_tag(project)]
    return [{"state": state, "label": label} for state, label in tags]


def steps_of(project: Project, today: date) -> list[dict[str, str]]:
    """The step bar, from the application before the code to closing."""
    contract = project.contract
    asked = localdate(contract.submitted_at or contract.created_at)
    at: list[tuple[str, date | None, str]] = [
        (_("Application"), asked, project.owner.name),
        (_("Preparation"), localdate(project.prepared_at), ""),
        (_("Approval"), localdate(project.submitted_at) if project.submitted_at else None, ""),
        (_("Set up"), localdate(project.set_up_at) if project.set_up_at else None, ""),
        (_("Arrival"), project.arrived_on, _("Commerce")),
        (_("Sign-off"), project.signed_on, project.owner.name),
        (_("Closing"), project.closed_on, _("Project administrator")),
    ]
    now = _now(project)
    shown = []
    for place, (label, day, who) in enumerate(at):
        state = "past" if place < now else "now" if place == now else "next"
        caption = short_date(day, today=today) if day and state == "past" else who
        shown.append({"label": label, "caption": caption, "state": state})
    return shown


def _now(project: Project) -> int:
    """The step that is being worked on: after 'set up' the arrival, after 'arrived' the sign-off."""
    if project.state == State.CANCELLED:
        days = [project.prepared_at, project.submitted_at, project.set_up_at, project.arrived_on, project.signed_on]
        return 1 + sum(day is not None for day in days)
    place = _ORDER.index(State(project.state))
    return place + 1 if place < 2 else place + 2


def facts_of(person: Any, project: Project) -> list[dict[str, Any]]:
    """The facts in the header; margin only for those who may see it."""
    contract = project.contract
    facts = [
        {"label": _("Customer"), "value": project.customer.name},
        {"label": _("Account manager"), "value": f"{project.owner.name} \u00b7 {project.department.name}"},
        {"label": _("Contract"), "value": _link(contract.get_absolute_url(), contract.shown_number)},
        {"label": _("Amount with tax"), "value": wan(project.amount), "cls": "lc-m"},
        {"label": _("Delivery by"), "value": full_date(project.delivery_on)},
    ]
    if project.follows is not None:
        facts.append(
            {"label": _("Set up anew from"), "value": _link(project.follows.get_absolute_url(), project.follows.code)}
        )
    if sees(person, project, "margin_share"):
        facts.append({"label": _("Margin"), "value": pct(project.margin_share) if project.net_amount else DASH})
    return facts


def _link(url: str, text: str) -> SafeString:
    return format_html('<a href="{}">{}</a>', url, text)


def gate_of(delivery: Delivery, notice: ClosingNotice | None) -> dict[str, Any] | None:
    """What is still missing (the rules' own lists), for the step the project stands at."""
    project = delivery.project
    scope, items = _scope_and_items(delivery, notice)
    if not items:
        return None
    return {"title": _("Still missing"), "scope": scope, "items": items, "project": project}


def _scope_and_items(delivery: Delivery, notice: ClosingNotice | None) -> tuple[str, list[Item]]:
    project, sheet = delivery.project, delivery.sheet
    if project.state == State.PREPARING:
        return _("for the set-up"), items_for_submission(project, delivery.lines)
    if project.state == State.IN_APPROVAL:
        return _("for the set-up"), steps.waiting_for(project, [steps.SETUP], clause="S0 2.3.2")
    if project.state == State.SET_UP:
        return _("for the arrival"), items_for_arrival(project, delivery.lines)
    if project.state == State.ARRIVED:
        items = items_for_signoff(delivery)
        if sheet is not None and sheet.state == SignoffSheet.State.CHECKING:
            items = steps.waiting_for(project, [steps.SIGNOFF], clause="S0 2.5.1") + items
        return _("for the sign-off"), items
    if project.state == State.SIGNED_OFF:
        return _("for the closing"), _for_closing(project, notice) + _for_acceptance(project)
    if project.state == State.CLOSED:
        return _("for the acceptance"), _for_acceptance(project)
    return "", []


def _for_closing(project: Project, notice: ClosingNotice | None) -> list[Item]:
    signed = Item(what=_("Signed sheet, accepted"), met=True, evidence=full_date(project.signed_on), clause="S0 2.5.3")
    if notice is None or notice.state == ClosingNotice.State.STOPPED:
        url = reverse("projects:closing", args=[project.pk])
        return [
            Item(what=_("Closing notice"), who=_("Project administrator"), since=project.signed_on, clause="S0 2.5.2",
                 href=url, do=_("Open the notice")),
            signed,
        ]  # fmt: skip
    return [*steps.waiting_for(project, [steps.CLOSING], clause="S0 2.5.2"), signed]


def _for_acceptance(project: Project) -> list[Item]:
    if not project.contract.acceptance_needed:
        return []
    done = getattr(project, "acceptance", None)
    url = reverse("projects:acceptance", args=[project.pk])
    return [
        Item(what=_("Acceptance report"), who=project.owner.name, since=project.signed_on, clause="S0 2.5.4",
             met=done is not None, evidence=full_date(done.accepted_on) if done else "", href="" if done else url,
             do=_("Record")),
    ]  # fmt: skip


def lines_shown(delivery: Delivery) -> list[dict[str, Any]]:
    """Per line: how far purchasing, arrival and serial numbers are, as tag, ratio and tone."""
    shown = []
    for line in delivery.lines:
        have = delivery.entered.get(line.pk, 0)
        needed = line.needed_serials
        tone = "done" if needed and have >= needed else "wait" if have else ""
        shown.append(
            {"line": line, "bought": _bought(line), "have": have, "needed": needed,
             "ratio": have / needed if needed else 0, "tone": tone}
        )  # fmt: skip
    return shown


def _bought(line: Any) -> tuple[str, str]:
    if line.is_service:
        return "plain", _("Service")
    values = {"arrived": line.arrived, "ordered": line.ordered, "quantity": line.quantity}
    if line.arrived >= line.quantity:
        return "done", _("All arrived")
    if line.arrived:
        return "wait", _("%(arrived)s of %(quantity)s arrived") % values
    if line.ordered >= line.quantity:
        return "doing", _("Ordered")
    if line.ordered:
        return "wait", _("%(ordered)s of %(quantity)s ordered") % values
    return "idle", _("Not ordered")
