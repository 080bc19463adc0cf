"""A customer's status: asked for with evidence, decided, looked at again (CRM-3)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leadtocash.areas.customers import completeness, events, permissions
from leadtocash.areas.customers.limits import review_due
from leadtocash.areas.customers.models import Customer, StatusChange
from leadtocash.areas.customers.queries import status as queries
from leadtocash.areas.customers.rules import status as rules
from leadtocash.foundation.access.gate import require
from leadtocash.foundation.journal import recording
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.models import lock
from leadtocash.foundation.notices.sending import notify
from leadtocash.foundation.numbering.numbers import declare, next_number
from leadtocash.foundation.packs.limits import number
from leadtocash.foundation.workflow.actions import start
from leadtocash.foundation.workflow.actions.ending import end_running
from leadtocash.foundation.workflow.events import ProcessEnded
from leadtocash.foundation.workflow.models import ProcessInstance

SERIES = declare("customer_status", gettext_lazy("Change of customer status"), "KHZT-{year}-{seq:04d}")
PROCESS = "customer_status_change"
State = StatusChange.State


@transaction.atomic
def ask_status(customer: Customer, values: Mapping[str, Any], *, act: Act, revision: int | None = None) -> StatusChange:
    """Ask for another status; the sales manager decides.

    values: after; need, budget, timetable, negotiation with the day since when each is known (need_on, …), as far as
    the status needs them; reason. Raises RuleError (status_in_approval, status_same, status_not_asked_for,
    customer_incomplete with what is missing), ValidationError at the evidence, NotAllowed.
    """
    customer = lock(customer, revision=revision)
    require(act.person, permissions.EDIT, customer)
    check(customer, values["after"])
    change = StatusChange(customer=customer, before=customer.status, **values)
    rules.check_evidence(customer.status, change.after, values, today=act.today)
    change.number = next_number(SERIES, act=act)
    said = {"number": change.number, "status": change.get_after_display()}
    recording.save(change, events.STATUS_ASKED, act=act, data=said)
    recording.write(customer, events.STATUS_ASKED, act=act, reason=change.reason, data=said)
    start(PROCESS, change, act=act)
    return change


def check(customer: Customer, after: str) -> None:
    """Raise RuleError unless this change can be asked now; the page asks before it shows its form."""
    rules.check_asking(
        customer,
        after,
        bar=number(completeness.BAR),
        lacking=queries.lacking(customer),
        running=queries.running(customer),
    )


def approve(record: StatusChange, *, act: Act, instance: ProcessInstance) -> None:
    """Approved (service customers.status_approved): the customer has the new status, looked at again in time."""
    _decide(record, State.APPROVED, act=act)
    customer = lock(record.customer)
    _set(customer, record.after, act=act)
    said = {"number": record.number, "status": record.get_after_display()}
    recording.save(customer, events.STATUS_CHANGED, act=act, data=said)


def refuse(record: StatusChange, *, act: Act, instance: ProcessInstance) -> None:
    """Refused (service customers.status_refused): the status stays; who asked is told why."""
    _decide(record, State.REFUSED, act=act)
    said = {"number": record.number, "status": record.get_after_display()}
    recording.write(record.customer, events.STATUS_REFUSED, act=act, data=said)
    asked_by = record.created_by
    if asked_by is not None:
        notify([asked_by], events.TOLD_STATUS_REFUSED, act=act, url=record.get_absolute_url(),
               key=f"status-{record.pk}", about=record, customer=record.customer.name, **said)  # fmt: skip


def taken_back(event: ProcessEnded) -> None:
    """The application was taken back, or given up when a deal was won."""
    if event.process != PROCESS or event.state != "withdrawn":
        return
    change = lock(StatusChange.objects.get(pk=event.record_id))
    if change.state == State.IN_APPROVAL:
        change.state = State.WITHDRAWN
        recording.save(change, events.STATUS_WITHDRAWN, act=event.act)


@transaction.atomic
def confirm_status(customer: Customer, *, act: Act, revision: int | None = None) -> Customer:
    """The status is still right: it is looked at again after its limit (S1 3.3.1, periodic review)."""
    customer = lock(customer, revision=revision)
    require(act.person, permissions.EDIT, customer)
    _set(customer, customer.status, act=act)
    return recording.save(customer, events.STATUS_CONFIRMED, act=act, data={"status": customer.get_status_display()})


@transaction.atomic
def note_win(customer: Customer, *, act: Act, opportunity: str) -> Customer:
    """A deal with this customer was won: its status becomes won (S1 3.3.1); by rule, so nobody is asked, and an
    application on the way has nothing left to decide.

    `opportunity` is the deal's number, for the journal. A customer already won stays as it is.
    """
    customer = lock(customer)
    if customer.status == Customer.Status.WON:
        return customer
    if change := queries.running(customer):
        reason = _("Won by opportunity %(opportunity)s") % {"opportunity": opportunity}
        end_running(change, act=act.as_system(), reason=reason)
    _set(customer, Customer.Status.WON, act=act)
    return recording.save(customer, events.WON, act=act.as_system(), data={"opportunity": opportunity})


def _set(customer: Customer, status: str, *, act: Act) -> None:
    customer.status = status
    customer.reviewed_on, customer.review_due_on = act.today, review_due(status, today=act.today)


def _decide(change: StatusChange, state: str, *, act: Act) -> None:
    change.state, change.decided_at, change.decided_by = state, act.at, act.by
    verb = events.STATUS_CHANGED if state == State.APPROVED else events.STATUS_REFUSED
    said = {"number": change.number, "status": change.get_after_display()}
    recording.save(change, verb, act=act, data=said)
