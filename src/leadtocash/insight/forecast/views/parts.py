"""What all pages of the forecast share: what is asked for, the switches, the tabs between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leadtocash.areas.opportunities.models import Opportunity
from leadtocash.foundation.access.gate import require
from leadtocash.foundation.web.acting import act_of, person_of
from leadtocash.foundation.web.lists import parts
from leadtocash.insight.forecast import permissions, rules
from leadtocash.insight.forecast.scopes import FILTERS, Scope
from leadtocash.insight.forecast.tables import WATCH

PAGES = (
    ("forecast:page", gettext_lazy("Forecast")),
    ("forecast:week", gettext_lazy("Weekly review")),
    ("forecast:waterfall", gettext_lazy("What changed")),
    ("forecast:trend", gettext_lazy("Trend")),
    ("forecast:watch", gettext_lazy("Deals to look at")),
    ("forecast:stages", gettext_lazy("Stages and reasons")),
    ("forecast:quality", gettext_lazy("How good it is")),
    ("forecast:targets", gettext_lazy("Sales targets")),
    ("forecast:calls", gettext_lazy("Managers' numbers")),
)


@dataclass(frozen=True)
class Asked:
    """The scope somebody asked for, and the sentences about what could not be understood."""

    scope: Scope
    params: parts.Params
    problems: Sequence[str]


def asked_of(request: HttpRequest) -> Asked:
    """Reads `period` and the filters; what cannot be understood is told, and the present quarter shown."""
    person, today = person_of(request), act_of(request).today
    require(person, permissions.VIEW)
    params = parts.params_of(request.GET)
    names = {name for one in FILTERS for name in one.names()}
    narrowed = {name: value for name, value in params.items() if name in names}
    try:
        period = rules.period_of(params.get("period", ""), today=today)
        scope = Scope(period, person, narrowed)
        _tried(scope)
    except ValidationError as error:
        return Asked(Scope(rules.period_of("", today=today), person), {}, error.messages)
    return Asked(scope, params, [])


def _tried(scope: Scope) -> None:
    """Raises ValidationError for filters that cannot be understood."""
    rows: QuerySet[Any] = Opportunity.objects.none()
    scope.narrow(rows)


def shared_of(params: parts.Params) -> dict[str, str]:
    """What goes along from page to page."""
    return {name: value for name, value in params.items() if name in ("period", "owner", "department")}


def frame(asked: Asked, request: HttpRequest, *, title: str, kept: Sequence[str] = ()) -> dict[str, Any]:
    """The names the head of each page takes: tabs, periods, conditions."""
    period, params, today = asked.scope.period, asked.params, act_of(request).today
    shared = shared_of(params)
    words = {"month": _("Month"), "quarter": _("Quarter"), "year": _("Year")}
    return {
        "title": title,
        "period": period,
        "lengths": [
            {
                "label": words[name],
                "url": parts.url(params, period=period.of_length(length, today=today).key),
                "current": period.length == length,
            }
            for name, length in rules.LENGTHS.items()
        ],
        "earlier_url": parts.url(params, period=period.moved(-1).key),
        "later_url": parts.url(params, period=period.moved(1).key),
        "problems": asked.problems,
        "tabs": tabs(request, shared),
        "page": _bar(asked, kept),
    }


def _bar(asked: Asked, kept: Sequence[str]) -> dict[str, Any]:
    """The row of conditions."""
    params, bar = asked.params, replace(WATCH, filters=FILTERS)
    return {
        "chips": parts.chips(bar, params, asked.scope.person),
        "filters": parts.filters(bar, params, asked.scope.person),
        "kept": [(name, params[name]) for name in ("period", *kept) if name in params],
        "narrowed": parts.narrowed(bar, params),
        "clear_url": parts.url({name: params[name] for name in ("period", *kept) if name in params}),
    }


def tabs(request: HttpRequest, shared: parts.Params | None = None) -> list[dict[str, Any]]:
    """The pages of the forecast; the period and the conditions go along to those that know them."""
    here = request.resolver_match.view_name if request.resolver_match else ""
    lists = ("forecast:watch", "forecast:targets", "forecast:calls")
    return [
        {
            "label": label,
            "url": reverse(name) + ("" if name in lists or not shared else parts.url(shared)),
            "current": name == here,
        }
        for name, label in PAGES
    ]
