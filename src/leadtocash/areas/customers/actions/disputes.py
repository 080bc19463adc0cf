"""Disputes about whose customer it is: raised, answered, decided (CRM-6)."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leadtocash.areas.customers import events, permissions
from leadtocash.areas.customers.actions.owning import open_to_sellers, settle
from leadtocash.areas.customers.models import Dispute
from leadtocash.areas.customers.queries import disputes as queries
from leadtocash.areas.customers.rules import disputes as rules
from leadtocash.foundation.access.gate import open_to, require
from leadtocash.foundation.access.models import Participation
from leadtocash.foundation.accounts.people import main_department
from leadtocash.foundation.journal import recording
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.errors import NotAllowed
from leadtocash.foundation.kernel.models import lock
from leadtocash.foundation.notices.sending import notify
from leadtocash.foundation.numbering.numbers import declare, next_number
from leadtocash.foundation.workflow.actions import finish_step, start
from leadtocash.foundation.workflow.events import ProcessEnded
from leadtocash.foundation.workflow.models import ProcessInstance

SERIES = declare("attribution_dispute", gettext_lazy("Attribution dispute"), "GSZY-{year}-{seq:04d}")
PROCESS = "attribution_dispute"
State = Dispute.State


@transaction.atomic
def raise_dispute(name: str, claim: str, *, act: Act) -> Dispute:
    """Say that the customer of this name is one's own: its account manager answers, who leads both decides.

    Raises ValidationError at `name` or `claim`; RuleError (dispute_own, dispute_pooled, dispute_running); NotAllowed.
    """
    person = act.person
    require(person, permissions.EDIT)
    found = queries.named(name)
    running = queries.open_of(found) if found else None
    pool = reverse("customers:pool")
    customer = lock(rules.check_claim(found, claimant_id=person.pk, running=running, pool_url=pool))
    if not claim.strip():
        raise ValidationError({"claim": _("Say what your claim rests on.")})
    dispute = Dispute(
        customer=customer, claimant=person, department=main_department(person), holder=customer.owner,
        claim=claim.strip(),
    )  # fmt: skip
    dispute.number = next_number(SERIES, act=act)
    said: dict[str, Any] = {"number": dispute.number, "name": person.name}
    recording.save(dispute, events.DISPUTED, act=act, data=said)
    recording.write(customer, events.DISPUTED, act=act, data=said)
    open_to(dispute, dispute.holder, why=Participation.Why.COPIED, act=act)
    start(PROCESS, dispute, act=act)
    return dispute


@transaction.atomic
def answer_dispute(dispute: Dispute, answer: str, *, act: Act, revision: int | None = None) -> Dispute:
    """The account manager says what speaks for him. Raises ValidationError at `answer`, RuleError, NotAllowed."""
    dispute = lock(dispute, revision=revision)
    if dispute.holder_id != act.person.pk:
        raise NotAllowed(_("Only the account manager of the customer answers."), permission=permissions.EDIT)
    rules.check_open(dispute)
    if not answer.strip():
        raise ValidationError({"answer": _("Say what speaks for you.")})
    dispute.answer, dispute.answered_at = answer.strip(), act.at
    recording.save(dispute, events.DISPUTE_ANSWERED, act=act)
    finish_step(dispute, "answer", act=act, process=PROCESS)
    return dispute


def uphold(record: Dispute, *, act: Act, instance: ProcessInstance) -> None:
    """Upheld (service customers.dispute_upheld): the customer goes to the claimant; who had it still sees it."""
    _decide(record, State.UPHELD, act=act)
    customer = lock(record.customer)
    said = {"name": record.claimant.name, "number": record.number}
    if customer.owner is not None:
        open_to_sellers([(customer, customer.owner.pk)], act=act)
    settle(customer, record.claimant, act=act)
    customer.department = record.department
    recording.save(customer, events.AWARDED, act=act, data=said)


def reject(record: Dispute, *, act: Act, instance: ProcessInstance) -> None:
    """Rejected (service customers.dispute_rejected): the customer stays where it is."""
    _decide(record, State.REJECTED, act=act)
    recording.write(record.customer, events.DISPUTE_REJECTED, act=act, data={"number": record.number})


def dispute_taken_back(event: ProcessEnded) -> None:
    """The claimant took it back."""
    if event.process != PROCESS or event.state != "withdrawn":
        return
    dispute = lock(Dispute.objects.get(pk=event.record_id))
    if dispute.state == State.OPEN:
        dispute.state = State.WITHDRAWN
        recording.save(dispute, events.DISPUTE_WITHDRAWN, act=event.act)


def _decide(dispute: Dispute, state: str, *, act: Act) -> None:
    dispute.state, dispute.decided_at, dispute.decided_by = state, act.at, act.by
    verb = events.AWARDED if state == State.UPHELD else events.DISPUTE_REJECTED
    said = {"number": dispute.number, "name": dispute.claimant.name}
    recording.save(dispute, verb, act=act, data=said)
    notify(
        [dispute.claimant, dispute.holder], events.TOLD_DECIDED, act=act, url=dispute.get_absolute_url(),
        key=f"dispute-{dispute.pk}", about=dispute, number=dispute.number, customer=dispute.customer.name,
        state=str(dispute.get_state_display()),
    )  # fmt: skip
