"""Write an act: closings, openings, tokens, the instance, the journal, the events; in this order, once."""

from __future__ import annotations

from leadtocash.foundation.workflow.engine.inboxes import tell_opened
from leadtocash.foundation.workflow.engine.opening import open_steps
from leadtocash.foundation.workflow.engine.run import Run
from leadtocash.foundation.workflow.models import ProcessInstance, WorkItem


def finish(run: Run, *, undoable: WorkItem | ProcessInstance | None = None) -> ProcessInstance:
    """Write everything the act has gathered.

    `undoable`: the decision (or the start of the process) that may now be taken back, if nothing forbids.
    """
    run.write_closings()
    open_steps(run)
    run.write_tokens()
    possible = undoable is not None and run.can_be_undone
    run.instance.recallable = possible
    run.instance.last_item = undoable.pk if possible and isinstance(undoable, WorkItem) else None
    run.write_instance()
    tell_opened(run)
    run.tell()
    return run.instance
