"""End processes: given up by who started them or an administrator, or because their record is given up."""

from __future__ import annotations

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from leadtocash.foundation.access.gate import allowed
from leadtocash.foundation.access.scoping import kind_of
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.errors import Missing, RuleError
from leadtocash.foundation.workflow import verbs
from leadtocash.foundation.workflow.engine import moving
from leadtocash.foundation.workflow.engine.finishing import finish
from leadtocash.foundation.workflow.engine.run import Run, lock, lock_running
from leadtocash.foundation.workflow.models import ProcessInstance, WorkItem
from leadtocash.foundation.workflow.permissions import ADMINISTER

CANCELLED, GIVEN_UP = "cancelled", "given_up"
State = ProcessInstance.State


def end_running(record: models.Model, *, act: Act, reason: str, process: str = "") -> int:
    """End every process that runs on a record (only `process` where it is named), whoever has it now; give how many.

    Nothing of them stays in an inbox. Listeners hear ProcessEnded with the outcome "given_up". The caller has asked
    whether the person may give the record up.
    """
    running = ProcessInstance.objects.filter(record_kind=kind_of(record), record_id=record.pk, state=State.RUNNING)
    if process:
        running = running.filter(process=process)
    ended = 0
    with transaction.atomic():
        for instance in running.order_by("pk"):
            run = lock(instance, act=act)
            if run is None:
                continue
            run.journal(verbs.WITHDRAWN, reason=reason)
            moving.over(run, State.WITHDRAWN, GIVEN_UP)
            finish(run)
            ended += 1
    return ended


def cancel(instance: ProcessInstance, *, act: Act, reason: str) -> ProcessInstance:
    """Give a running process up; nothing of it stays in an inbox, and its record can be changed again.

    Who started it may, as the definition says: always, until somebody else has acted, or never; an administrator
    always. Listeners hear ProcessEnded with the outcome "cancelled". Raises RuleError otherwise.
    """
    with transaction.atomic():
        run = lock_running(instance, act=act)
        words = reason.strip()
        if not words:
            raise RuleError(_("Say why: a comment is needed here."), code="comment_missing")
        if not allowed(act.person, ADMINISTER):
            _check_starter(run)
        run.journal(verbs.CANCELLED, reason=words)
        moving.over(run, State.WITHDRAWN, CANCELLED)
        return finish(run)


def _check_starter(run: Run) -> None:
    instance, me, rule = run.instance, run.act.person, run.graph.cancel
    if me.pk != instance.started_by_id:
        starter = instance.started_by.name if instance.started_by else "–"
        raise RuleError(
            _("Only who started the process (%(who)s) or an administrator can give it up.") % {"who": starter},
            code="not_yours_to_cancel",
        )
    if rule == "nobody":
        raise RuleError(
            _("This process is not given up half-way; an administrator can do it where it must be."),
            code="no_cancelling",
            clause=run.graph.clause,
        )
    if rule == "starter":
        return
    acted = WorkItem.objects.filter(instance=instance, state=WorkItem.State.DONE, automatic="").exclude(assignee=me)
    first = acted.select_related("assignee", "activity").order_by("closed_at", "pk").first()
    if first is None:
        return
    raise RuleError(
        _("%(who)s has acted already, so it can no longer be given up. Ask for it to be sent back.")
        % {"who": first.assignee.name},
        code="others_acted",
        missing=[
            Missing(
                what=run.graph.nodes[first.activity.node].label,
                who=first.assignee.name,
                since=timezone.localdate(first.closed_at) if first.closed_at else None,
            )
        ],
    )
