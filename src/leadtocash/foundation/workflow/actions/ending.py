"""End processes because the thing they were about is given up."""

from __future__ import annotations

from django.db import models, transaction

from leadtocash.foundation.access.scoping import kind_of
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.workflow import verbs
from leadtocash.foundation.workflow.engine import moving
from leadtocash.foundation.workflow.engine.finishing import finish
from leadtocash.foundation.workflow.engine.run import lock
from leadtocash.foundation.workflow.models import ProcessInstance

CANCELLED = "cancelled"


def end_running(record: models.Model, *, act: Act, reason: str, process: str = "") -> int:
    """End every process that runs on a record (only `process` where it is named), whoever has it now; give how many.

    Nothing of them stays in an inbox. Listeners hear ProcessEnded with the outcome "cancelled". The caller has asked
    whether the person may give the record up.
    """
    running = ProcessInstance.objects.filter(
        record_kind=kind_of(record), record_id=record.pk, state=ProcessInstance.State.RUNNING
    )
    if process:
        running = running.filter(process=process)
    ended = 0
    with transaction.atomic():
        for instance in running.order_by("pk"):
            run = lock(instance, act=act)
            if run is None:
                continue
            run.journal(verbs.WITHDRAWN, reason=reason)
            moving.over(run, ProcessInstance.State.WITHDRAWN, CANCELLED)
            finish(run)
            ended += 1
    return ended
