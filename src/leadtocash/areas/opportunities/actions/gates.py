"""Bring evidence to a gate, withdraw it, waive a criterion, tick a task (OPP-4)."""

from __future__ import annotations

from datetime import date
from typing import Any, TypeVar

from django.core.files.base import File
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from leadtocash.areas.customers.models import Contact
from leadtocash.areas.opportunities import criteria, events, limits, permissions, rules
from leadtocash.areas.opportunities.models import Confirmation, Criterion, Opportunity, StageTask, TaskDone, Waiver
from leadtocash.foundation.access.gate import allowed, require
from leadtocash.foundation.documents import actions as documents
from leadtocash.foundation.documents.models import Attachment
from leadtocash.foundation.journal import recording
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.errors import RuleError
from leadtocash.foundation.kernel.models import lock
from leadtocash.foundation.kernel.text import clean_line
from leadtocash.foundation.packs.limits import number

EVIDENCE = "evidence"
B = TypeVar("B", Confirmation, Waiver)
_WITHDRAWAL = {
    Confirmation: (permissions.EDIT, events.UNCONFIRMED),
    Waiver: (permissions.WAIVE, events.UNWAIVED),
}


@transaction.atomic
def confirm(
    opportunity: Opportunity,
    criterion: Criterion,
    *,
    note: str,
    act: Act,
    on: date | None = None,
    contact: Contact | None = None,
    attachment: Attachment | None = None,
    file: File[Any] | None = None,
) -> Confirmation:
    """Answer for it that a criterion is met, since that day (today unless given); takes the place of an earlier one.

    The evidence is a file of the deal, or `file`, which is attached to it. Raises RuleError for a criterion the system
    checks itself, ValidationError where the evidence is not what is asked for.
    """
    opportunity = _open(opportunity, criterion, permissions.EDIT, act=act)
    note, on = clean_line(note), on or act.today
    rules.check_confirmation(
        by_system=_is_found_out(opportunity, criterion, act.today), evidence=criterion.evidence, note=note,
        has_file=bool(attachment or file), has_contact=contact is not None, on=on, today=act.today,
    )  # fmt: skip
    if file is not None:
        attachment = documents.attach(opportunity, file, act=act, category=EVIDENCE)
    Confirmation.objects.filter(opportunity=opportunity, criterion=criterion, withdrawn_at=None).update(
        withdrawn_at=act.at
    )
    made = Confirmation(
        opportunity=opportunity, criterion=criterion, note=note, on=on, contact=contact, attachment=attachment,
        by=act.person,
    )  # fmt: skip
    return _told(made, events.CONFIRMED, act=act, reason=note, criterion=criterion.text)


@transaction.atomic
def waive(opportunity: Opportunity, criterion: Criterion, *, reason: str, until: date, act: Act) -> Waiver:
    """Let a deal pass without this criterion, with a reason, until a day (included).

    Raises NotAllowed, ValidationError for a day that is over or too far.
    """
    opportunity = _open(opportunity, criterion, permissions.WAIVE, act=act)
    reason = clean_line(reason)
    rules.check_waiver(reason=reason, until=until, today=act.today, most_days=number(limits.WAIVER))
    held = Waiver.objects.filter(opportunity=opportunity, criterion=criterion, withdrawn_at=None)
    held.filter(Q(until__lt=act.today) | Q(by=act.person)).update(withdrawn_at=act.at)
    made = Waiver(opportunity=opportunity, criterion=criterion, reason=reason, until=until, by=act.person)
    return _told(made, events.WAIVED, act=act, reason=reason, criterion=criterion.text, until=until.isoformat())


@transaction.atomic
def withdraw(one: B, *, reason: str, act: Act) -> B:
    """Take a confirmation back, by whoever may confirm, or a waiver, by whoever may waive: the gate asks again."""
    permission, verb = _WITHDRAWAL[type(one)]
    _open(one.opportunity, one.criterion, permission, act=act)
    one, reason = lock(one), clean_line(reason)
    rules.check_reason(reason)
    if one.withdrawn_at is not None:
        raise RuleError(_("It has been withdrawn already."), code="withdrawn")
    one.withdrawn_at = act.at
    return _told(one, verb, act=act, reason=reason, criterion=one.criterion.text)


@transaction.atomic
def tick(opportunity: Opportunity, task: StageTask, *, act: Act) -> None:
    """A task of a stage is done; ticking it twice changes nothing."""
    opportunity = _open(opportunity, task, permissions.EDIT, act=act)
    _done, made = TaskDone.objects.get_or_create(
        opportunity=opportunity, task=task, defaults={"at": act.at, "by": act.person}
    )
    if made:
        recording.write(opportunity, events.TASK_DONE, act=act, data={"task": task.text})


@transaction.atomic
def untick(opportunity: Opportunity, task: StageTask, *, act: Act) -> None:
    """It was not done after all."""
    opportunity = _open(opportunity, task, permissions.EDIT, act=act)
    gone, _kinds = TaskDone.objects.filter(opportunity=opportunity, task=task).delete()
    if gone:
        recording.write(opportunity, events.TASK_OPEN, act=act, data={"task": task.text})


def may_waive(opportunity: Opportunity, act: Act) -> bool:
    """Whether this person may waive a criterion of this deal."""
    return allowed(act.person, permissions.WAIVE, opportunity)


def _is_found_out(opportunity: Opportunity, criterion: Criterion, today: date) -> bool:
    """Whether the system itself knows of this deal if the criterion is met."""
    name = criterion.check_name
    return bool(name) and criteria.look(name, opportunity, criterion.params, today).known


def _open(opportunity: Opportunity, asked: Criterion | StageTask, permission: str, *, act: Act) -> Opportunity:
    """The deal, locked, if it is open, this person may do it and the demand is one of its method."""
    opportunity = lock(opportunity)
    require(act.person, permission, opportunity)
    rules.check_open(state=opportunity.state, number=opportunity.number)
    rules.check_own_method(same=asked.stage.method_id == opportunity.method_id)
    return opportunity


def _told(one: B, verb: str, *, act: Act, reason: str, **data: str) -> B:
    """Stored, and told in its own history and in the deal's."""
    recording.save(one, verb, act=act, reason=reason, data=data)
    recording.write(one.opportunity, verb, act=act, reason=reason, data=data)
    return one
