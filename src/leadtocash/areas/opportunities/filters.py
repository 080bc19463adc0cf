"""Conditions of the list of opportunities that are no plain field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from leadtocash.areas.opportunities.models import Opportunity
from leadtocash.foundation.web.lists import Choice

WON = Opportunity.State.WON


@dataclass(frozen=True, kw_only=True)
class Reached(Choice):
    """How far a deal has come in the funnel: the phase of its stage, or won; said so that indexes can answer."""

    def narrow(self, rows: QuerySet[Any], params: Mapping[str, str], person: Any) -> QuerySet[Any]:
        """Raises ValidationError for what is no step."""
        chosen = self.chosen(params, person)
        phases = [value for value in chosen if value != WON]
        wanted = Q(state=WON) if WON in chosen else Q()
        if phases:
            wanted |= ~Q(state=WON) & Q(stage__phase__in=phases)
        return rows.filter(wanted)
