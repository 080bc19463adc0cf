"""The pictures of the desk: sums by stage, month and state. Each bar opens the list it was added up from."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

from django.db.models import Count, Q, Sum
from django.db.models.functions import TruncMonth
from django.utils.translation import gettext as _

from leadtocash.areas.opportunities.models import Stage
from leadtocash.areas.projects.models import Project
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.web.formats import in_wan, unit_of
from leadtocash.foundation.web.lists.filters.dating import months_on
from leadtocash.foundation.web.lists.places import places
from leadtocash.insight.home.scopes import Scope

BEFORE, AFTER = 3, 5  # months shown beside the present one
AGES = (30, 90, 180)  # days since the project was opened, the upper bounds of the age groups
OPEN_STATES = (
    Project.State.PREPARING, Project.State.IN_APPROVAL, Project.State.SET_UP, Project.State.ARRIVED,
    Project.State.SIGNED_OFF,
)  # fmt: skip
Chart = Mapping[str, Any]


def _wan(amount: Decimal | None) -> float:
    return float(in_wan(amount or Decimal(0)).replace(",", ""))


def _chart(
    key: str, words: str, data: dict[str, Any], rows: Sequence[tuple[str, ...]], heads: tuple[str, ...]
) -> Chart:
    """The picture, and the same as a table for whoever cannot see it."""
    return {
        "chart": json.dumps(data),
        "chart_id": f"chart-{key}",
        "words": words,
        "table": {"heads": heads, "rows": rows},
    }


def funnel(person: User, scope: Scope, now: datetime, today: date) -> Chart:
    """Open opportunities by the stages of the method most of them follow: how many, and 10k yuan."""
    params = {"state": "open", **scope.params}
    rows = places.get("opportunities").rows(params, person, today)
    by_stage = {row["stage"]: row for row in rows.values("stage").annotate(n=Count("pk"), amount=Sum("amount"))}
    stages = list(Stage.objects.filter(pk__in=by_stage).select_related("method").order_by("method", "position"))
    several = len({stage.method_id for stage in stages}) > 1
    names = [f"{stage.method} · {stage}" if several else str(stage) for stage in stages]
    counts = [by_stage[stage.pk]["n"] for stage in stages]
    amounts = [_wan(by_stage[stage.pk]["amount"]) for stage in stages]
    links = [places.get("opportunities").address({**params, "stage": str(stage.pk)}) for stage in stages]
    data = {
        "kind": "bar", "categories": names, "unit": unit_of("wan"), "links": links,
        "series": [{"name": _("Amount"), "tone": "hope", "data": amounts}],
    }  # fmt: skip
    table = [(name, f"{n:,}", f"{amount:,.2f}") for name, n, amount in zip(names, counts, amounts, strict=True)]
    return _chart("funnel", _("Open opportunities by stage"), data, table, (_("Stage"), _("Count"), unit_of("wan")))


def money(person: User, scope: Scope, now: datetime, today: date) -> Chart:
    """What falls due in each month, and what came in: three months back, five ahead; 10k yuan with tax."""
    months = [months_on(today, step) for step in range(-BEFORE, AFTER + 2)]
    low, after = months[0], months[-1]
    period = {"from": low.isoformat(), "to": (after - timedelta(days=1)).isoformat()}
    due = {"due_on_from": period["from"], "due_on_to": period["to"], **scope.params}
    came = {"received_on_from": period["from"], "received_on_to": period["to"], "voided_on": "empty", **scope.params}
    expected = _by_month(places.get("receivables").rows(due, person, today), "due_on")
    received = _by_month(places.get("receipts").rows(came, person, today), "received_on")
    labels = [month.strftime("%Y-%m") for month in months[:-1]]
    expects = [_wan(expected.get(month)) for month in months[:-1]]
    receives = [_wan(received.get(month)) for month in months[:-1]]
    ends = [end - timedelta(days=1) for end in months[1:]]
    links = [
        places.get("receivables").address(
            {"due_on_from": start.isoformat(), "due_on_to": end.isoformat(), **scope.params}
        )
        for start, end in zip(months[:-1], ends, strict=True)
    ]
    data = {
        "kind": "bar", "categories": labels, "unit": unit_of("wan"), "links": links,
        "series": [
            {"name": _("To be received"), "tone": "promise", "data": expects},
            {"name": _("Received"), "tone": "done", "data": receives},
        ],
    }  # fmt: skip
    table = [(a, f"{b:,.2f}", f"{c:,.2f}") for a, b, c in zip(labels, expects, receives, strict=True)]
    return _chart(
        "money", _("Money expected and received"), data, table, (_("Month"), _("To be received"), _("Received"))
    )


def _by_month(rows: Any, field: str) -> dict[date, Decimal]:
    found = rows.annotate(month=TruncMonth(field)).values("month").annotate(total=Sum("amount"))
    return {row["month"]: row["total"] for row in found}


def projects(person: User, scope: Scope, now: datetime, today: date) -> Chart:
    """Projects that are not closed, by state; in each bar how long ago they were opened."""
    rows = places.get("projects").rows({"state": ",".join(OPEN_STATES), **scope.params}, person, today)
    bounds = [None, *(now - timedelta(days=days) for days in AGES), None]
    groups = {
        f"age{place}": Count("pk", filter=_between(older, younger))
        for place, (younger, older) in enumerate(pairwise(bounds))
    }
    found = {row["state"]: row for row in rows.values("state").annotate(**groups)}
    names = [
        _("up to %(days)s days") % {"days": AGES[0]},
        *(_("%(low)s to %(high)s days") % {"low": low + 1, "high": high} for low, high in pairwise(AGES)),
        _("more than %(days)s days") % {"days": AGES[-1]},
    ]
    counts = [[found.get(state, {}).get(key, 0) for state in OPEN_STATES] for key in groups]
    labels = [str(state.label) for state in OPEN_STATES]
    data = {
        "kind": "stack", "categories": labels, "unit": _("projects"), "whole": True,
        "links": [places.get("projects").address({"state": state, **scope.params}) for state in OPEN_STATES],
        "series": [
            {"name": name, "tone": tone, "data": values}
            for name, tone, values in zip(names, ("done", "promise", "wait", "late"), counts, strict=True)
        ],
    }  # fmt: skip
    table = [(label, *(str(values[place]) for values in counts)) for place, label in enumerate(labels)]
    return _chart("projects", _("Projects by state and age"), data, table, (_("State"), *names))


def _between(older: datetime | None, younger: datetime | None) -> Q:
    """Opened after `older` and not after `younger`."""
    condition = Q()
    if older is not None:
        condition &= Q(created_at__gt=older)
    return condition & Q(created_at__lte=younger) if younger is not None else condition
