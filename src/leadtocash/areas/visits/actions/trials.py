"""A trial from the request to the call-back, each step on its clock in the process trial_request (CRM-6)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leadtocash.areas.customers import queries as customer_queries
from leadtocash.areas.visits import permissions
from leadtocash.areas.visits.actions.visits import log_visit
from leadtocash.areas.visits.models import Trial, Visit
from leadtocash.areas.visits.rules import trials as rules
from leadtocash.areas.visits.rules.visits import check_parties
from leadtocash.foundation.access.gate import allowed, open_to, require, sees
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.accounts.people import main_department
from leadtocash.foundation.administration.handover import move
from leadtocash.foundation.journal import recording
from leadtocash.foundation.journal.verbs import verb
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.models import lock
from leadtocash.foundation.kernel.text import clean_line
from leadtocash.foundation.numbering.numbers import declare, next_number
from leadtocash.foundation.workflow.actions import finish_step, start
from leadtocash.foundation.workflow.events import ProcessEnded
from leadtocash.foundation.workflow.models import ProcessInstance

SERIES = declare("trial", gettext_lazy("Trial application"), "SYSQ-{year}-{seq:04d}")
PROCESS = "trial_request"
State = Trial.State

ASKED = verb("visits.trial_asked", gettext_lazy("Trial asked for"), tone="doing", icon="test-pipe")
ASSIGNED = verb("visits.trial_assigned", gettext_lazy("Given to %(name)s"), icon="user-share")
APPROVED = verb("visits.trial_approved", gettext_lazy("Trial approved"), tone="done", icon="check")
REFUSED = verb("visits.trial_refused", gettext_lazy("Trial not approved"), tone="late", icon="x")
HANDED_OVER = verb("visits.trial_handed_over", gettext_lazy("Set up and handed over"), tone="doing", icon="tool")
CALLED_BACK = verb(
    "visits.trial_called_back", gettext_lazy("Customer called back: %(result)s"), tone="done", icon="phone"
)
TAKEN_OVER = verb("visits.trial_taken_over", gettext_lazy("Taken over from %(name)s"), tone="wait", icon="users")
WITHDRAWN = verb("visits.trial_withdrawn", gettext_lazy("Trial withdrawn"), tone="wait", icon="arrow-back-up")


@transaction.atomic
def ask_trial(values: Mapping[str, Any], *, act: Act) -> Trial:
    """Ask for a trial at a customer one may see; the process then assigns it by region.

    Raises ValidationError at the field, NotAllowed.
    """
    require(act.person, permissions.ASK_TRIAL)
    trial = Trial(owner=act.person, department=main_department(act.person), **values)
    trial.what, trial.place, trial.goal = clean_line(trial.what), clean_line(trial.place), trial.goal.strip()
    if not customer_queries.is_visible(trial.customer, act.person):
        raise ValidationError({"customer": _("This customer does not exist, or you may not see it.")})
    deal, contact = trial.opportunity, trial.contact
    if deal is not None and not sees(act.person, deal):
        raise ValidationError({"opportunity": _("This opportunity does not exist, or you may not see it.")})
    if contact is not None and contact.customer_id != trial.customer_id:
        raise ValidationError({"contact": _("Not a person of this customer.")})
    check_parties(
        customer=trial.customer_id, contacts=[], deal_customer=deal.customer_id if deal else None,
        has_deal=deal is not None,
    )  # fmt: skip
    rules.check_wanted(trial.wanted_on, today=act.today)
    trial.number = next_number(SERIES, act=act)
    recording.save(trial, ASKED, act=act)
    start(PROCESS, trial, act=act)
    return trial


@transaction.atomic
def assign_trial(trial: Trial, owner: User, *, act: Act, revision: int | None = None) -> Trial:
    """Give the trial to an account manager of the region; the customer is opened to him (S1 3.3.2)."""
    trial = _locked(trial, permissions.ASSIGN_TRIAL, State.ASKED, act=act, revision=revision)
    if not (owner.is_active and allowed(owner, permissions.ASK_TRIAL)):
        raise ValidationError({"owner": _("Choose an account manager.")})
    trial.owner, trial.department = owner, main_department(owner) or trial.department
    trial.state = State.ASSIGNED
    recording.save(trial, ASSIGNED, act=act, data={"name": owner.name})
    if not sees(owner, trial.customer):
        open_to(trial.customer, owner, why="member", act=act)
    finish_step(trial, "assign", act=act, process=PROCESS)
    return trial


@transaction.atomic
def hand_over_trial(
    trial: Trial, handed_over_on: date, *, serials: str = "", act: Act, revision: int | None = None
) -> Trial:
    """Technical support has set the trial up and handed it over; it runs from that day."""
    trial = _locked(trial, permissions.SET_UP_TRIAL, State.APPROVED, act=act, revision=revision)
    rules.check_handed_over(handed_over_on, asked_on=localdate(trial.created_at), today=act.today)
    trial.state, trial.technician, trial.handed_over_on = State.RUNNING, act.person, handed_over_on
    trial.ends_on = handed_over_on + timedelta(days=trial.days)
    trial.serials = clean_line(serials)
    recording.save(trial, HANDED_OVER, act=act)
    finish_step(trial, "hand_over", act=act, process=PROCESS)
    return trial


@transaction.atomic
def call_back(trial: Trial, values: Mapping[str, Any], *, act: Act, revision: int | None = None) -> Trial:
    """Record the call-back: `result`, what was `said`, `next_step` with its day. It is a call in the customer's log,
    too, and the next step becomes the deal's."""
    trial = _locked(trial, permissions.ASK_TRIAL, State.RUNNING, act=act, revision=revision)
    given = dict(values)
    trial.result = given.pop("result")
    logged = {
        "customer": trial.customer, "opportunity": trial.opportunity, "kind": Visit.Kind.CALL, "day": act.today,
        "purpose": _("Call-back on a trial"),
        "contacts": [trial.contact] if trial.contact else [],
    }  # fmt: skip
    trial.callback = log_visit({**logged, **given}, act=act)
    trial.state = State.CALLED_BACK
    recording.save(trial, CALLED_BACK, act=act, data={"result": trial.get_result_display()})
    finish_step(trial, "call_back", act=act, process=PROCESS)
    return trial


@transaction.atomic
def hand_over(person: User, to: User | None, *, act: Act, reason: str, only: Collection[int] | None = None) -> None:
    """Give a person's trials in progress to his successor (part of a hand-over, which has asked who may)."""
    rows = Trial.objects.filter(owner=person, state__in=rules.STILL_OPEN)
    if to is not None:
        move(rows if only is None else rows.filter(pk__in=only), "owner", to=to, verb=TAKEN_OVER, act=act,
             reason=reason, data={"name": person.name})  # fmt: skip


def approve(record: Trial, *, act: Act, instance: ProcessInstance) -> None:
    """The process approved the trial (service visits.trial_approved)."""
    record.state = State.APPROVED
    recording.save(record, APPROVED, act=act)


def refuse(record: Trial, *, act: Act, instance: ProcessInstance) -> None:
    """The process refused it; the reason stands in the decision (service visits.trial_refused)."""
    record.state = State.REFUSED
    recording.save(record, REFUSED, act=act)


def taken_back(event: ProcessEnded) -> None:
    """The process was given up before the trial ran: the application is withdrawn with it."""
    if event.process != PROCESS or not event.is_taken_back:
        return
    trial = lock(Trial.objects.get(pk=event.record_id))
    if trial.state in rules.STILL_OPEN:
        trial.state = State.WITHDRAWN
        recording.save(trial, WITHDRAWN, act=event.act)


def _locked(trial: Trial, permission: str, wanted: str, *, act: Act, revision: int | None) -> Trial:
    trial = lock(trial, revision=revision)
    require(act.person, permission, trial)
    rules.check_stands_at(state=trial.state, wanted=wanted, number=trial.number, now=trial.get_state_display())
    return trial
