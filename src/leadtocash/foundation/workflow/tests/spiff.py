"""SpiffWorkflow as the oracle for the token game, its join patched.

Unpatched (3.0 to 3.2), a parallel join on the second round of a loop counts branches of the first round and opens too
early. The patch leaves out tasks of an earlier round: those that lie behind a completed join on the way to this one.
"""

from __future__ import annotations

from typing import Any

import pytest

pytest.importorskip("SpiffWorkflow")

from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.specs.mixins.parallel_gateway import ParallelGateway
from SpiffWorkflow.util.task import TaskState


def _of_an_earlier_round(gateway: Any, mine: Any, other: Any) -> bool:
    ancestors, task = set(), other
    while task is not None:
        ancestors.add(task.id)
        task = task.parent
    task = mine.parent
    while task is not None and task.id not in ancestors:
        if task.task_spec.name == gateway.name and task.state == TaskState.COMPLETED:
            return True
        task = task.parent
    return False


def _all_branches_came(gateway: Any, mine: Any) -> bool:
    waiting = set(gateway.inputs)

    def came(task: Any) -> None:
        while task is not None:
            if task.task_spec in waiting:
                waiting.remove(task.task_spec)
                return
            task = task.parent

    for task in mine.workflow.get_tasks(spec_name=gateway.name):
        if task.is_descendant_of(mine):
            came(task)
        elif mine.is_descendant_of(task) or _of_an_earlier_round(gateway, mine, task):
            continue
        elif task.parent.state == TaskState.COMPLETED and task.parent.task_spec in waiting:
            waiting.remove(task.parent.task_spec)
    return not waiting


class Oracle:
    """One run of a definition in SpiffWorkflow."""

    def __init__(self, xml: bytes, key: str, data: dict[str, Any]) -> None:
        parser = BpmnParser()
        parser.add_bpmn_str(xml)
        self.workflow = BpmnWorkflow(parser.get_spec(key), {})
        self.workflow.task_tree.data.update(data)
        self.workflow.do_engine_steps()
        self.said: dict[str, str] = {}

    def _ready(self) -> list[Any]:
        return self.workflow.get_tasks(state=TaskState.READY, manual=True)  # type: ignore[no-any-return]

    def standing(self) -> list[str]:
        """The steps at which there is something to do."""
        return sorted(task.task_spec.name for task in self._ready())

    def complete(self, step: str, outcome: str) -> None:
        task = next(task for task in self._ready() if task.task_spec.name == step)
        self.said[f"{step}_outcome"] = outcome
        for known in self.workflow.get_tasks():  # one set of values for all branches, as the engine has it
            known.data.update(self.said)
        task.run()
        self.workflow.do_engine_steps()


@pytest.fixture
def patched_join(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ParallelGateway, "_check_threshold_unstructured", _all_branches_came)
