"""What the forecast puts elsewhere: its menu entry, a tab on the deal's page, lists, holds to be checked."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from leadtocash.areas.opportunities import queries, rules
from leadtocash.areas.opportunities.models import Opportunity
from leadtocash.foundation.access.gate import allowed
from leadtocash.foundation.exchange.importable import importables
from leadtocash.foundation.kernel.checks import checks
from leadtocash.foundation.web.acting import act_of
from leadtocash.foundation.web.lists.places import Place, places
from leadtocash.foundation.web.navigation import Entry, entries
from leadtocash.foundation.web.panels import Panel, panels
from leadtocash.insight.forecast import fitting, learning, permissions, trend, watching
from leadtocash.insight.forecast.importing import Targets
from leadtocash.insight.forecast.models import Chance, Prediction
from leadtocash.insight.forecast.tables import TARGETS, WATCH

SHOWN = 20

entries.add(
    "forecast",
    Entry(
        group="sales", label=_("Forecast"), icon="chart-line", url_name="forecast:page", order=40,
        may=lambda person: allowed(person, permissions.VIEW),
    ),
)  # fmt: skip
importables.add("forecast.target", Targets())
checks.add("forecast_figures", trend.drifted)
places.add("forecast_targets", Place(page=TARGETS, url_name="forecast:targets", permission=permissions.VIEW))
places.add("forecast_watch", Place(page=WATCH, url_name="forecast:watch", permission=permissions.VIEW))


def _chance(deal: Opportunity, today: Any) -> Chance | None:
    version = fitting.latest()
    if version is None:
        return None
    span = learning.span_of((today - deal.stage_since).days)
    found: Chance | None = version.chances.filter(stage=deal.stage_id, days=span).first()
    return found


def _said(deal: Opportunity, chance: Chance | None) -> str:
    """The probability in a sentence: what it rests on, and what the method says."""
    if deal.state != rules.OPEN:
        return str(deal.get_state_display())
    if chance is None or chance.basis == Chance.Basis.METHOD:
        values = {"percent": deal.stage.probability, "tries": chance.tries if chance else 0}
        return say("%(percent)s %% by the method; only %(tries)s deals that stood here were decided so far.") % values
    values = {
        "percent": chance.percent, "low": chance.low, "high": chance.high, "tries": chance.tries, "won": chance.won,
        "method": deal.stage.probability,
    }  # fmt: skip
    if chance.basis == Chance.Basis.STAGE:
        return (
            say(
                "%(percent)s %% (%(low)s to %(high)s): of %(tries)s deals that stood in this stage %(won)s were won; "
                "the method says %(method)s %%."
            )
            % values
        )
    return (
        say(
            "%(percent)s %% (%(low)s to %(high)s): of %(tries)s deals that stood here at this age %(won)s were won; "
            "the method says %(method)s %%."
        )
        % values
    )


def _of_deal(request: HttpRequest, deal: Opportunity) -> dict[str, Any]:
    today = act_of(request).today
    chance = _chance(deal, today)
    open_now = deal.state == rules.OPEN
    return {
        "said": _said(deal, chance),
        "category": Opportunity.Forecast(queries.category(deal.forecast, deal.stage.probability)).label,
        "reasons": watching.reasons_of(deal, today) if open_now else [],
        "standings": deal.standings.select_related("stage").order_by("-since", "-pk")[:SHOWN],
        "predictions": Prediction.objects.filter(opportunity=deal)
        .select_related("snapshot").order_by("-snapshot__day")[:SHOWN],
    }  # fmt: skip


panels.add(
    "forecast_of_deal",
    Panel(
        kind="opportunities.opportunity", place="tab", label=_("Forecast"), template="forecast/_deal.html",
        context=_of_deal, order=60,
    ),
)  # fmt: skip
