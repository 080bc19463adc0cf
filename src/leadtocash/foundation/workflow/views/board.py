"""The open work of one process as a board: a column for each step, a card for each document one may see."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from leadtocash.foundation.web.acting import person_of
from leadtocash.foundation.workflow import overviews
from leadtocash.foundation.workflow.clocks import clock_for
from leadtocash.foundation.workflow.definitions import graph_of, newest
from leadtocash.foundation.workflow.views.inbox import capped


@require_GET
def board(request: HttpRequest, key: str) -> HttpResponse:
    """Columns are the steps of the newest version; work of older versions stands in the step of the same name."""
    definition = newest(key)
    if definition is None:
        raise Http404
    nodes = [node for node in graph_of(definition.pk).nodes.values() if node.waits]
    lanes = overviews.board(definition, person_of(request), nodes)
    amounts = overviews.amounts(card.instance for lane in lanes for card in lane.cards)
    now = timezone.now()
    shown = [
        {
            "node": lane.node,
            "count": capped(lane.total),
            "more": lane.more,
            "late": sum(1 for card in lane.cards if card.due_at and card.due_at < now),
            "cards": [_card(card, amounts, now) for card in lane.cards],
        }
        for lane in lanes
    ]
    return render(request, "workflow/board.html", {"title": definition.label, "definition": definition, "lanes": shown})


def _card(activity: Any, amounts: dict[tuple[str, int], Any], now: Any) -> dict[str, Any]:
    instance = activity.instance
    names = list(dict.fromkeys(item.assignee.name for item in activity.having))
    return {
        "activity": activity,
        "amount": amounts.get((instance.record_kind, instance.record_id)),
        "clock": clock_for(activity.opened_at, activity.due_at, now=now),
        "days": (timezone.localdate(now) - timezone.localdate(activity.opened_at)).days,
        "names": names[:2],
        "others": max(len(names) - 2, 0),
    }
