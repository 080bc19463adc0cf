"""People, needs and evidence for tests, made through the actions."""

from __future__ import annotations

from typing import Any

from leadtocash.areas.customers.tests.factories import a_contact
from leadtocash.areas.opportunities.models import Opportunity
from leadtocash.areas.winning import actions
from leadtocash.areas.winning.models import Evidence, Need, Stakeholder
from leadtocash.foundation.kernel.act import Act


def a_stakeholder(
    deal: Opportunity, act: Act, *, name: str = "陈志远", standing: str = "N", **values: Any
) -> Stakeholder:
    """A new contact of the deal's customer on its map, on the operating level unless said."""
    contact = a_contact(deal.customer, act, name=name)
    given = {"level": "operate", **values}
    return actions.add_stakeholder(deal, given, contact=contact, standing=standing, evidence="会上当众表态", act=act)


def a_need(deal: Opportunity, act: Act, **values: Any) -> Need:
    return actions.add_need(deal, {"title": "断网也不能丢录像", **values}, act=act)


def some_evidence(act: Act, **values: Any) -> Evidence:
    return actions.add_evidence({"title": "同规模码头案例", "kind": "case", **values}, act=act)
