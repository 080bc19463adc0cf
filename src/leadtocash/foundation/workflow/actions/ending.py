"""End processes: given up by who started them or an administrator, or because their record is given up; begin again."""

from __future__ import annotations

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from leadtocash.foundation.access.gate import allowed
from leadtocash.foundation.access.scoping import kind_of
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.errors import Missing, Offer, RuleError
from leadtocash.foundation.workflow import verbs
from leadtocash.foundation.workflow.definitions import graph_of
from leadtocash.foundation.workflow.engine import moving
from leadtocash.foundation.workflow.engine.desk import holder
from leadtocash.foundation.workflow.engine.finishing import finish
from leadtocash.foundation.workflow.engine.run import Run, lock, lock_running
from leadtocash.foundation.workflow.events import ProcessRestarted
from leadtocash.foundation.workflow.models import Activity, ProcessInstance, WorkItem
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


def restart(record: models.Model, *, act: Act, reason: str, process: str = "") -> int:
    """Begin the processes on a record again, because what they decide on has changed; give how many.

    Only those whose definition says edit="restart" and in which somebody decides now. What was decided so far no
    longer counts; whoever has it loses it, and the first step opens again for the same starter. The area's action
    calls it last, in its transaction.
    """
    begun = 0
    with transaction.atomic():
        for instance in deciding_on(record):
            if (process and instance.process != process) or instance.graph.edit != "restart":
                continue
            run = lock(instance, act=act)
            if run is None:
                continue
            _begin_again(run, reason.strip())
            begun += 1
    return begun


def check_editable(record: models.Model, *, act: Act, process: str = "") -> None:
    """May the record be changed, as far as its processes are concerned?

    Raises RuleError while somebody decides on it in a process with edit="refuse": with who has it, since when,
    and the way to take it back. With edit="restart" the change is free, and `restart` must follow it. `process`:
    only what this one forbids.
    """
    for instance in deciding_on(record):
        graph = graph_of(instance.definition_id)
        if graph.edit != "refuse" or (process and instance.process != process):
            continue
        rows = WorkItem.objects.filter(instance=instance, state=WorkItem.State.OPEN).select_related(
            "assignee", "activity"
        )
        missing = [holder(item, graph.nodes[item.activity.node]) for item in rows.order_by("pk")]
        mine = act.by is not None and act.by.pk == instance.started_by_id
        raise RuleError(
            _("“%(process)s” is under way; until it is decided the document cannot be changed.")
            % {"process": graph.label},
            code="under_approval",
            clause=graph.clause,
            missing=missing,
            offer=Offer(
                label=_("Take it back") if mine else _("Show the process"),
                href=f"/process-instances/{instance.pk}/",
            ),
        )


def deciding_on(record: models.Model) -> list[ProcessInstance]:
    """The running processes on a record in which somebody has a decision to make now."""
    rows = ProcessInstance.objects.filter(record_kind=kind_of(record), record_id=record.pk, state=State.RUNNING)
    instances = list(rows.order_by("pk"))
    if not instances:
        return []
    standing = Activity.objects.filter(instance__in=instances, is_open=True).values_list("instance_id", "node")
    open_steps: dict[int, list[str]] = {}
    for instance_id, node in standing:
        open_steps.setdefault(instance_id, []).append(node)
    return [one for one in instances if any(_decides(one, node) for node in open_steps.get(one.pk, ()))]


def _decides(instance: ProcessInstance, node: str) -> bool:
    step = instance.graph.nodes[node]
    return bool(step.assign) and step.work == "decide"


def _begin_again(run: Run, reason: str) -> None:
    instance = run.instance
    run.journal(verbs.RESTARTED, reason=reason)
    moving.end_tokens(run, list(run.tokens.values()))
    instance.values, instance.restarts = {}, instance.restarts + 1
    run.record_changed()
    run.new_round()
    token = run.begin()
    run.publish(ProcessRestarted(act=run.act, instance_id=instance.pk, reason=reason))
    moving.leave(run, token, run.graph.nodes[run.graph.start])
    finish(run)


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
