"""Published definitions: read once per process and kept, for they never change."""

from __future__ import annotations

from functools import lru_cache

from leadtocash.foundation.workflow import bpmn, lint, nesting
from leadtocash.foundation.workflow.graph import Graph
from leadtocash.foundation.workflow.models import ProcessDefinition


def checked(xml: bytes) -> Graph:
    """Read a definition and check everything. Raises bpmn.Refused with all problems."""
    graph = nesting.nested(bpmn.parse(xml))
    if problems := lint.problems(graph):
        raise bpmn.Refused(problems)
    return graph


@lru_cache(maxsize=256)
def graph_of(definition_id: int) -> Graph:
    """The graph of a published version."""
    text = ProcessDefinition.objects.values_list("bpmn", flat=True).get(pk=definition_id)
    return nesting.nested(bpmn.parse(text.encode()))


def newest(key: str) -> ProcessDefinition | None:
    """The version that a new process starts with."""
    return ProcessDefinition.objects.filter(key=key).defer("bpmn").order_by("-version").first()
