"""Change a record while somebody decides on it: refused, or the approval begins again, as the definition says."""

from __future__ import annotations

from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leadtocash.foundation.access.scoping import kind_of
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.errors import Offer, RuleError
from leadtocash.foundation.workflow import verbs
from leadtocash.foundation.workflow.definitions import graph_of
from leadtocash.foundation.workflow.engine import moving
from leadtocash.foundation.workflow.engine.desk import holder
from leadtocash.foundation.workflow.engine.finishing import finish
from leadtocash.foundation.workflow.engine.run import Run, lock
from leadtocash.foundation.workflow.events import ProcessRestarted
from leadtocash.foundation.workflow.models import Activity, ProcessInstance, WorkItem

#: said on the form before anything is saved
WARNING = gettext_lazy("This is under approval. Saving restarts the approval: everybody is asked again.")
#: said in the journal: why it began again
CHANGED = gettext_lazy("The document was changed while it was under approval.")


def restarts_on_edit(record: models.Model, *, process: str = "") -> bool:
    """Does changing the record now begin an approval again (only `process`, where it is named)?

    Where it does, the record may be changed although it is under approval; the area's own state does not forbid it.
    """
    return any(one.graph.edit == "restart" for one in deciding_on(record) if process in ("", one.process))


def restart(record: models.Model, *, act: Act, reason: str = "", process: str = "") -> int:
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
            _begin_again(run, reason.strip() or str(CHANGED))
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
    rows = ProcessInstance.objects.filter(
        record_kind=kind_of(record), record_id=record.pk, state=ProcessInstance.State.RUNNING
    )
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
