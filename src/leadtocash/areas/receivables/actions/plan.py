"""Receivables from the payment plan: made, dated, carried over to the formal contract, closed (FIN-1)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _

from leadtocash.areas.contracts.models import Contract, PaymentTerm
from leadtocash.areas.receivables import events, queries, rules
from leadtocash.areas.receivables.actions.matching import Piece, free_excess, give_out
from leadtocash.areas.receivables.models import Receivable
from leadtocash.foundation.journal import recording
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.models import lock
from leadtocash.foundation.kernel.money import ZERO


@transaction.atomic
def fit_plan(contract: Contract, *, act: Act) -> list[Receivable]:
    """Make the receivables of a registered contract what its payment plan says; doing it again changes nothing.

    Receivables of the virtual contract it replaces go on under it, with the money matched to them (CON-5). Money that
    is more than a changed part owes is matched anew, in the order of the plan; what no part takes stays as advance.
    """
    contract = lock(contract)
    own_act = act.as_system()
    sources = [pk for pk in (contract.pk, contract.replaces_id) if pk is not None]
    existing = _locked(Receivable.objects.filter(contract__in=sources, closed_on=None))
    terms = [term for term in contract.terms.order_by("position") if term.amount]
    pairs, left_over, new = rules.fit(existing, terms)
    reason = _("The plan of %(number)s is in force.") % {"number": contract.shown_number}
    freed: list[Piece] = []
    for receivable in left_over:
        freed += free_excess(receivable, receivable.received, reason=reason, act=own_act)
        _close(receivable, Receivable.Cause.PLAN_CHANGED, act=own_act)
    for receivable, term in pairs:
        freed += free_excess(receivable, receivable.received - term.amount, reason=reason, act=own_act)
        _adjust(receivable, contract, term, act=own_act)
    for term in new:
        _make(contract, term, act=own_act)
    refresh_due_dates(contract, act=act)
    if freed:
        give_out(freed, _open(contract), act=own_act)
    return list(queries.of_contract(contract))


@transaction.atomic
def refresh_due_dates(contract: Contract, *, act: Act) -> None:
    """Compute the due dates from what has happened by now; an event that once happened is not forgotten."""
    facts = queries.facts_of(contract)
    for receivable in _locked(Receivable.objects.filter(contract=contract, closed_on=None)):
        event_on = rules.event_on(receivable.event, facts) or receivable.event_on
        due_on = rules.due_on(event_on, receivable.days_after)
        if (event_on, due_on) != (receivable.event_on, receivable.due_on):
            receivable.event_on, receivable.due_on, receivable.reminded = event_on, due_on, 0
            recording.save(receivable, events.FELL_DUE, act=act.as_system())


@transaction.atomic
def close_open(contract: Contract, cause: Receivable.Cause, *, act: Act) -> None:
    """Expect nothing more of a contract: what is not fully received is closed; money received stays where it is."""
    for receivable in _locked(Receivable.objects.filter(contract=contract, closed_on=None)):
        if receivable.received < receivable.amount:
            _close(receivable, cause, act=act.as_system())


@transaction.atomic
def reopen(contract: Contract, *, act: Act) -> None:
    """Expect the money again that was closed with a cancelled project, when its contract gets a new project."""
    rows = Receivable.objects.filter(contract=contract, close_cause=Receivable.Cause.PROJECT_CANCELLED)
    for receivable in _locked(rows):
        receivable.closed_on, receivable.close_cause = None, ""
        receivable.open_amount = receivable.amount - receivable.received
        recording.save(receivable, events.REOPENED, act=act.as_system())


def _locked(rows: models.QuerySet[Any]) -> list[Receivable]:
    """Receivables under their row locks, always in the same order, so that two acts never wait for each other."""
    return list(rows.select_for_update(of=("self",)).order_by("pk"))


def _open(contract: Contract) -> Sequence[Receivable]:
    return list(Receivable.objects.filter(contract=contract, open_amount__gt=0).order_by("position"))


def _make(contract: Contract, term: PaymentTerm, *, act: Act) -> Receivable:
    receivable = Receivable(
        contract=contract,
        position=term.position,
        event=term.event,
        percent=term.percent,
        days_after=term.days_after,
        amount=term.amount,
        open_amount=term.amount,
    )
    return recording.save(receivable, events.PLANNED, act=act)


def _adjust(receivable: Receivable, contract: Contract, term: PaymentTerm, *, act: Act) -> None:
    moved = receivable.contract_id != contract.pk
    before = (receivable.position, receivable.amount, receivable.percent, receivable.days_after)
    if not moved and before == (term.position, term.amount, term.percent, term.days_after):
        return
    receivable.contract = contract
    receivable.position, receivable.amount = term.position, term.amount
    receivable.percent, receivable.days_after = term.percent, term.days_after
    receivable.open_amount = term.amount - receivable.received
    verb = events.MOVED if moved else events.ADJUSTED
    recording.save(receivable, verb, act=act, data={"number": contract.shown_number})


def _close(receivable: Receivable, cause: Receivable.Cause, *, act: Act) -> None:
    receivable.closed_on, receivable.close_cause, receivable.open_amount = act.today, cause, ZERO
    recording.save(receivable, events.CLOSED, act=act)
