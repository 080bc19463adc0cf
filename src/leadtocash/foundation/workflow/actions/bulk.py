"""Decide many items at once, each by itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.errors import RuleError, Stale
from leadtocash.foundation.workflow.actions.work_items import Decision, decide
from leadtocash.foundation.workflow.definitions import graph_of
from leadtocash.foundation.workflow.models import WorkItem

MOST = 100


@dataclass(frozen=True)
class Decided:
    """What became of one item: decided, or why not."""

    item: WorkItem
    refusal: RuleError | Stale | None = None

    @property
    def ok(self) -> bool:
        return self.refusal is None


def decide_many(
    items: Sequence[WorkItem],
    decision: Decision,
    *,
    act: Act,
    comment: str = "",
    revisions: Mapping[int, int | None] | None = None,
) -> list[Decided]:
    """Approve or reject many items, each in its own transaction: one that is refused does not hold the others up.

    Only steps whose definition allows it (bulk="yes"). `revisions`: by item, the record's revision that was shown
    in the list. Raises RuleError when there are too many.
    """
    if len(items) > MOST:
        raise RuleError(_("At most %(n)d at once.") % {"n": MOST}, code="too_many_items")
    seen = revisions or {}
    return [_one(item, decision, act, comment, seen.get(item.pk)) for item in items]


def _one(item: WorkItem, decision: Decision, act: Act, comment: str, revision: int | None) -> Decided:
    graph = graph_of(item.instance.definition_id)
    node = graph.nodes[item.activity.node]
    try:
        if graph.rule(node, "bulk") != "yes":
            raise RuleError(
                _("“%(step)s” is decided one by one, with the document before one's eyes.") % {"step": node.label},
                code="not_in_bulk",
                clause=node.clause,
            )
        decide(item, decision, act=act, revision=revision, comment=comment)
    except (RuleError, Stale) as refusal:
        return Decided(item, refusal)
    return Decided(item)
