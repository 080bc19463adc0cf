"""Start a process on a record, tell it that an event has happened, comment on it, take the last step back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _

from leadtocash.foundation.access.scoping import kind_of
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.errors import Offer, RuleError
from leadtocash.foundation.workflow import verbs
from leadtocash.foundation.workflow.actions.retiring import check_in_use
from leadtocash.foundation.workflow.definitions import newest
from leadtocash.foundation.workflow.engine import moving, undoing
from leadtocash.foundation.workflow.engine.concluding import conclude
from leadtocash.foundation.workflow.engine.finishing import finish
from leadtocash.foundation.workflow.engine.run import Run, lock, lock_record, lock_running
from leadtocash.foundation.workflow.events import ProcessCommented, ProcessStarted
from leadtocash.foundation.workflow.models import Activity, ProcessInstance
from leadtocash.foundation.workflow.registry import subjects


def start(process: str, record: models.Model, *, act: Act) -> ProcessInstance:
    """Start the newest version of a process on a record. The caller has asked whether the person may.

    Raises RuleError when it is already running there, is retired, or nobody can be found, LookupError for an unknown
    process.
    """
    definition = newest(process)
    if definition is None:
        raise LookupError(f"no process {process!r} is published")
    kind = kind_of(record)
    if definition.record_kind != kind:
        raise ValueError(f"process {process!r} runs on {definition.record_kind}, not on {kind}")
    check_in_use(definition)
    with transaction.atomic():
        locked = lock_record(kind, record.pk)
        if locked is None:
            raise LookupError(f"{kind} {record.pk} is not stored")
        _refuse_second(process, locked)
        subject = subjects.get(kind)
        instance = ProcessInstance.objects.create(
            definition=definition,
            process=process,
            record_kind=kind,
            record_id=record.pk,
            title=subject.title(locked)[:200],
            started_by=act.by,
            started_at=act.at,
            round_at=act.at,
        )
        run = Run(instance, locked, act)
        begin = run.graph.nodes[run.graph.start]
        token = run.begin()
        run.journal(verbs.STARTED, version=definition.version, title=definition.name, title_en=definition.name_en)
        run.publish(
            ProcessStarted(act=act, instance_id=instance.pk, process=process, record_kind=kind, record_id=record.pk)
        )
        moving.leave(run, token, begin)
        return finish(run, undoable=instance)


def receive(event: str, record: models.Model, *, act: Act) -> int:
    """A domain event has happened to the record: every process of it that waits for it goes on.

    Gives how many.
    """
    waiting = Activity.objects.filter(
        is_open=True, event=event, instance__record_kind=kind_of(record), instance__record_id=record.pk
    )
    moved = 0
    with transaction.atomic():
        if not waiting.exists():
            return 0
        for instance_id in sorted(set(waiting.values_list("instance_id", flat=True))):
            run = lock(ProcessInstance.objects.get(pk=instance_id), act=act)
            if run is None:
                continue
            for activity in Activity.objects.filter(instance_id=instance_id, is_open=True, event=event):
                if not any(token.activity_id == activity.pk for token in run.tokens.values()):
                    continue  # an earlier one of this event has just ended it
                run.journal(verbs.RECEIVED, run.graph.nodes[activity.node], event=event)
                conclude(run, activity, Activity.Outcome.RECEIVED)
                moved += 1
            finish(run)
    return moved


def comment(instance: ProcessInstance, text: str, *, act: Act, attachments: Sequence[int] = (), **about: Any) -> None:
    """Write a comment into the record's journal; the process stays as it is.

    `attachments`: ids of stored documents.
    """
    words = text.strip()
    if not words:
        raise RuleError(_("An empty comment helps nobody."), code="comment_missing")
    with transaction.atomic():
        record = lock_record(instance.record_kind, instance.record_id)
        if record is None:
            raise LookupError(f"{instance.record_kind} {instance.record_id} is not stored")
        run = Run(instance, record, act)
        run.journal(verbs.COMMENTED, reason=words, attachments=list(attachments), **about)
        run.publish(ProcessCommented(act=act, instance_id=instance.pk, text=words))
        run.tell()


def recall(instance: ProcessInstance, *, act: Act, comment: str = "") -> ProcessInstance:
    """Take back one's own last step, as long as nobody has acted since.

    Before anybody acted, the whole process.

    Raises RuleError when somebody has acted, or the step had consequences that cannot be undone.
    """
    with transaction.atomic():
        run = lock_running(instance, act=act)
        undoing.undo(run, comment.strip())
        return finish(run)


def _refuse_second(process: str, record: models.Model) -> None:
    running = ProcessInstance.objects.filter(
        record_kind=kind_of(record), record_id=record.pk, process=process, state=ProcessInstance.State.RUNNING
    ).first()
    if running is None:
        return
    raise RuleError(
        _("This is already under way: “%(title)s”.") % {"title": running.definition.label},
        code="process_running",
        offer=Offer(label=_("Show the process"), href=f"/process-instances/{running.pk}/"),
    )
