"""The people of demonstration deals, what they need, what proves our answers."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from functools import cache
from typing import Any

from leadtocash.areas.customers import actions as customers
from leadtocash.areas.customers.models import Contact, Customer
from leadtocash.areas.market.models import Competitor
from leadtocash.areas.opportunities import queries as opportunities
from leadtocash.areas.opportunities.models import Opportunity
from leadtocash.areas.visits import actions as visits
from leadtocash.areas.winning import actions
from leadtocash.areas.winning.models import Evidence, Stakeholder
from leadtocash.config.demo.basics import Company, rows
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.money import cents

#: checks of the gates that are met by knowing the people
CHECKS = {"accepts_us", "buying_centre", "coach", "decision_maker"}
#: who influences whom, by their place in the table of people
INFLUENCES = ((4, 1, "strong", "for"), (5, 1, "weak", "for"), (1, 0, "strong", "for"), (3, 0, "weak", "for"))
AGAINST = (2, 0, "strong", "against")
SOME = 3  # of a deal that only begins


def tell(company: Company) -> None:
    """However few deals there are, of one that is open the people, the rivals and the needs are known."""
    deal = Opportunity.objects.filter(state=Opportunity.State.OPEN).exclude(customer=None).order_by("pk").first()
    if deal is None or Stakeholder.objects.exists():
        return
    act = company.by(company.people[deal.owner.username], 0.3)
    know_people(deal, act=act)
    enter_rivals(deal, act=act)
    write_needs(deal, act=act, lost=False)


def know_people(deal: Opportunity, *, act: Act, all_of_them: bool = True) -> None:
    """Put the people of the customer on the map of a deal that has none, with who influences whom."""
    if deal.customer is None or deal.stakeholders.exists():
        return
    told = _people() if all_of_them else _people()[-SOME:]
    stages = [stage.pk for stage in opportunities.stages_of(deal.method_id)]
    made = {row["order"]: _stakeholder(deal, deal.customer, row, stages, act=act) for row in told}
    against = deal.pk % 4 == 0
    if against and 2 in made:
        made[2] = actions.change_standing(made[2], standing="E", evidence=_word("against"), act=act)
    for source, target, strength, kind in (*INFLUENCES, *((AGAINST,) if against else ())):
        if source in made and target in made:
            actions.set_influence(made[source], made[target], strength=strength, kind=kind, act=act)


def enter_rivals(deal: Opportunity, *, act: Act) -> None:
    """Who else bids for the deal, how he is met, and the barrier set against him; the helper of the first is known."""
    told = list(rows("rivals"))
    chosen = [told[deal.pk % len(told)], *([told[(deal.pk + 1) % len(told)]] if deal.pk % 3 else [])]
    against = deal.stakeholders.filter(standing="E").first()
    for row in chosen:
        competitor = Competitor.objects.filter(short_name=row["competitor"]).first()
        if competitor is None or deal.rivals_here.filter(competitor=competitor).exists():
            continue
        values = {name: row[name] for name in ("strategy", "strengths", "weaknesses", "plan")}
        price = cents(deal.amount * Decimal(row["share"]))
        rival = actions.add_rival(deal, {**values, "competitor": competitor, "price": price, "coach": against}, act=act)
        against = None
        if row["barrier"]:
            given = {"text": row["barrier"], "wording": row["wording"], "kind": row["kind"], "rival": rival}
            barrier = actions.add_barrier(deal, given, act=act)
            actions.move_barrier(barrier, "placed", act=act)


def keep_library(company: Company) -> None:
    """The evidence library, kept by marketing; one piece ends soon."""
    act = company.act("guolin", 90)
    for row in rows("library"):
        end = company.past.day(0) + timedelta(days=30 * int(row["months"])) if row["months"] else None
        values = {name: row[name] for name in ("title", "kind", "industry", "text")}
        actions.add_evidence({**values, "issued_on": company.past.day(200), "valid_until": end}, act=act)


def write_needs(deal: Opportunity, *, act: Act, lost: bool) -> None:
    """The needs of a deal by SPIN, our answers by FABE; the last one is still without an answer. Of deals that will be
    lost nobody has asked."""
    if lost or not deal.stakeholders.exists():
        return
    proofs = {one.title: one for one in Evidence.objects.all()}
    people = list(deal.stakeholders.order_by("-pk"))
    met = [one.contact for one in people if one.standing in ("C", "S")]
    if deal.customer is not None and met:
        told = {"kind": "exchange", "purpose": _word("exchange"), "said": _word("exchanged"), "day": act.today}
        visits.log_visit({**told, "customer": deal.customer, "opportunity": deal, "contacts": met}, act=act)
    for place, row in enumerate(rows("needs")):
        spin = {name: row[name] for name in ("title", "situation", "problem", "implication", "payoff")}
        whose = people[place % len(people)]
        need = actions.add_need(deal, {**spin, "stakeholder": whose}, act=act)
        if row["feature"]:
            fabe: dict[str, Any] = {name: row[name] for name in ("feature", "advantage", "benefit")}
            actions.add_value(need, {**fabe, "evidence": [proofs[row["evidence"]]]}, act=act)


@cache
def _people() -> list[dict[str, Any]]:
    return [{**row, "order": order} for order, row in enumerate(rows("stakeholders"))]


@cache
def _word(key: str) -> str:
    return next(row["value"] for row in rows("header") if row["key"] == key)


def _stakeholder(
    deal: Opportunity, customer: Customer, row: dict[str, Any], stages: list[int], *, act: Act
) -> Stakeholder:
    values = {
        "level": row["level"], "roles": row["roles"].split(), "is_key": bool(row["key"]), "place": int(row["place"]),
        "personality": row["personality"], "business_needs": row["business_needs"],
        "personal_needs": row["personal_needs"],
        "decides_in": [stages[int(n) - 1] for n in row["decides"].split() if int(n) <= len(stages)],
    }  # fmt: skip
    contact = _contact(customer, row, act=act)
    return actions.add_stakeholder(
        deal, values, contact=contact, standing=row["standing"], evidence=row["evidence"], act=act
    )


def _contact(customer: Customer, row: dict[str, Any], *, act: Act) -> Contact:
    """The one with this job at the customer; a new one where there is none."""
    known = customer.contacts.filter(position=row["position"]).first()
    if known is not None:
        return known
    given, surnames = row["given"].split(), _word("surnames")
    name = surnames[(customer.pk * 7 + row["order"] * 5) % len(surnames)] + given[customer.pk % len(given)]
    phone = f"139{customer.pk % 10000:04d}{row['order']:04d}"
    return customers.add_contact(customer, {"name": name, "position": row["position"], "phone": phone}, act=act)
