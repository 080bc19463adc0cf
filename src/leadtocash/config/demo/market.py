"""Whom the demo company sells against and with, what the market asks of it, and why it loses."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from leadtocash.areas.market import actions
from leadtocash.areas.market.models import CloseReason, Competitor
from leadtocash.areas.opportunities import actions as opportunities
from leadtocash.areas.opportunities.models import Opportunity
from leadtocash.config.demo.basics import Company, rows
from leadtocash.foundation.kernel.act import Act

WHY = ("price", "relation", "specification", "delivery", "no_budget", "price", "technology", "dropped")
NOBODY = ("no_budget", "dropped")


def make_competitors(company: Company) -> None:
    """The rivals, each with a price of theirs that was seen."""
    seller = company.people["wangmin"]
    for place, row in enumerate(rows("competitors")):
        known = {name: row[name] for name in ("name", "region", "products", "strengths", "weaknesses")}
        rival = actions.create_competitor({**known, "short_name": row["short"]}, act=company.by(seller, 380 - place))
        act = company.by(seller, 40 - 7 * place)
        seen = {"seen_on": act.today, "what": row["model"], "price": Decimal(row["price"])}
        actions.add_price(rival, {**seen, "source": company.words["price_source"]}, act=act)


def lose(deal: Opportunity, number: int, *, reason: str, act: Act) -> Opportunity:
    """Lose a deal, each number for another reason to another rival, or to nobody."""
    why = CloseReason.objects.get(code=WHY[number // 3 % len(WHY)])
    rivals = list(Competitor.objects.order_by("pk"))
    rival = None if why.code in NOBODY else rivals[number % len(rivals)]
    return opportunities.lose_opportunity(deal, act=act, closed_for=why, lost_to=rival, reason=reason)


def tell(company: Company) -> None:
    """Partners with their agreements, what customers asked for, and a research report."""
    seller = company.people["wangmin"]
    act = company.by(seller, 30)
    for place, row in enumerate(rows("partners")):
        ends = act.today + timedelta(days=60 + 200 * place)
        known = {name: row[name] for name in ("name", "kind", "level", "region", "scope")}
        partner = actions.create_partner({**known, "agreed_from": act.today, "agreed_until": ends}, act=act)
        actions.add_person(partner, {"name": row["person"], "position": row["position"]}, act=act)
    customers = [one for one in company.customers if company.seller_of(one) == seller]
    for place, row in enumerate(rows("demands")):
        act = company.by(seller, 20 - 6 * place)
        asked = {"title": row["title"], "details": row["details"], "channel": row["channel"], "asked_on": act.today}
        demand = actions.record_demand({**asked, "customer": customers[place % len(customers)]}, act=act)
        if row["answer"]:
            head = company.people["chuwei"]
            actions.answer_demand(demand, row["state"], answer=row["answer"], act=company.by(head, 10 - 3 * place))
    act = company.by(seller, 12)
    row = next(iter(rows("reports")))
    report = actions.begin_report({**row, "since": company.past.day(40), "until": company.past.day(15)}, act=act)
    actions.issue_report(report, act=company.by(seller, 11))
