"""The demo company as a whole: which sales there are, how far each has come, what waits for whom."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Any

from django.utils import timezone

from leadtocash.areas.opportunities import actions as opportunities
from leadtocash.areas.opportunities.models import Opportunity, SalesMethod, Stage
from leadtocash.areas.receivables import actions as money_in
from leadtocash.config.demo import (
    approvals,
    bids,
    customers,
    forecast,
    gates,
    leads,
    market,
    methods,
    presales,
    processes,
    turns,
    visits,
    winning,
)
from leadtocash.config.demo.basics import PASSWORD, Company, make_catalogue, make_people, rows
from leadtocash.config.demo.pace import pace_of
from leadtocash.config.demo.sale import Sale
from leadtocash.config.demo.times import Past
from leadtocash.foundation.authority.actions import ship_authority
from leadtocash.foundation.kernel.act import Act, system_act
from leadtocash.foundation.search.keeping import paused, rebuild
from leadtocash.foundation.workflow import actions as workflow
from leadtocash.foundation.workflow.models import ProcessDefinition

Say = Callable[[str], None]
SEED = 20261121
SHOWN = "wangmin"  # most people look at the demonstration as this account manager: more sales are hers
FORGOTTEN = 40  # working days back to which nothing lies open
#: (last step, working days since, how many such sales); `turn` names what happens afterwards
PLAN: list[tuple[str, float, int, str]] = [
    ("drafted", 3, 4, ""),
    ("submitted", 1, 2, ""),
    ("submitted", 2, 2, "some_opinions"),
    ("submitted", 6, 1, "some_opinions"),
    ("submitted", 9, 1, "one_opinion"),
    ("submitted", 4, 2, "second_round"),
    ("reviewed", 1, 3, ""),
    ("reviewed", 5, 1, ""),
    ("authorised", 0.4, 3, ""),
    ("registered", 1, 3, ""),
    ("registered", 5, 1, ""),
    ("filled_in", 0.5, 1, ""),
    ("filled_in", 3, 1, ""),
    ("checked", 1, 2, ""),
    ("set_up", 1, 2, "support"),
    ("ordered", 4, 2, ""),
    ("part_arrived", 3, 2, "change_waits"),
    ("all_there", 0.5, 1, ""),
    ("arrived", 2, 2, "support"),
    ("arrived", 7, 2, "some_serials"),
    ("arrived", 9, 1, ""),
    ("arrived", 12, 2, ""),
    ("arrived", 17, 1, "some_serials"),
    ("handed_in", 0.5, 2, ""),
    ("signed_off", 1, 2, ""),
    ("closing", 1, 2, "some_confirm"),
    ("confirmed", 0.5, 1, ""),
    ("closed", 1, 2, ""),
    ("recognised", 10, 3, ""),
    ("recognised", 45, 4, ""),
    ("recognised", 120, 4, ""),
    ("recognised", 220, 3, ""),
    ("set_up", 12, 1, "cancelled"),
    ("ordered", 8, 1, "cancellation_waits"),
]
VIRTUAL: list[tuple[str, float, str]] = [
    ("registered", 3, ""),
    ("ordered", 6, ""),
    ("arrived", 5, ""),
    ("all_there", 180, ""),
    ("set_up", 24, "formal_drafted"),
]


@dataclass(frozen=True)
class Plan:
    """How much of a company: sales (last step, working days since, how many, turn), virtual ones, deals, customers."""

    sales: tuple[tuple[str, float, int, str], ...]
    virtual: tuple[tuple[str, float, str], ...]
    deals: int
    customers: int


WHOLE = Plan(tuple(PLAN), tuple(VIRTUAL), 140, 80)
#: for tests: little, but a record of every kind
SMALL = Plan(
    (
        ("submitted", 1, 1, ""),
        ("submitted", 4, 1, "second_round"),
        ("set_up", 1, 1, "support"),
        ("part_arrived", 3, 1, "change_waits"),
        ("arrived", 12, 1, "some_serials"),
        ("closing", 1, 1, "some_confirm"),
        ("recognised", 10, 1, ""),
        ("ordered", 8, 1, "cancellation_waits"),
    ),
    (("registered", 70, ""),),
    12,
    12,
)


def accounts() -> list[tuple[str, str, str]]:
    """Who may sign in to look at what: user name, password, what one sees there."""
    shown = ("wangmin", "liqiang", "zhoujing", "sunli", "qianhui", "wufang", "chuwei", "zhenggd", "fengyi", "admin")
    titles = {row["login"]: f"{row['name']} {row['title']}" for row in rows("people")}
    return [(login, PASSWORD, titles[login]) for login in shown]


def build(*, say: Say, now: datetime | None = None, plan: Plan = WHOLE) -> Company:
    """Make the company; the command takes away one left half-made. The search learns of it at the end, at once."""
    with paused():
        company = _build(say, now, plan)
    rebuild()
    return company


def _build(say: Say, now: datetime | None, plan: Plan) -> Company:
    company = Company(past=Past(now or timezone.now()))
    company.words = {row["key"]: row["value"] for row in rows("header")}
    chance = random.Random(SEED)  # noqa: S311 - the same company every time
    founded = system_act(company.past.at(415), where="demo")
    ship_authority(act=founded)
    ProcessDefinition.objects.filter(published_by=None).update(published_at=founded.at)
    make_people(company)
    make_catalogue(company)
    customers.make_customers(company, most=plan.customers)
    customers.set_rules(company)
    market.make_competitors(company)
    winning.keep_library(company)
    approvals.absences(company)
    say(f"{len(company.people)} people, {len(company.customers)} customers, {len(company.products)} products")
    sales = _sales(company, chance, plan, say)
    leads.tell(company, deals=plan.deals)
    _deals(company, chance, plan.deals)
    bids.tell(company)
    market.tell(company)
    visits.tell(company)
    presales.tell(company)
    winning.tell(company)
    say(f"{sales} contracts with their projects")
    customers.live(company)
    approvals.tell(company)
    _time_passes(company)
    act = system_act(company.past.now, where="demo")
    money_in.remind(act=act)
    methods.tell(company)
    forecast.tell(company)
    return company


def _sales(company: Company, chance: random.Random, plan: Plan, say: Say) -> int:
    told = [(step, idle + n * 0.7, turn, "formal") for step, idle, count, turn in plan.sales for n in range(count)]
    told += [(step, idle, turn, "virtual") for step, idle, turn in plan.virtual]
    told.sort(key=lambda one: -one[1])  # the oldest first: numbers and versions follow the days
    subjects = list(rows("subjects"))
    chance.shuffle(company.customers)
    shown = [one for one in company.customers if company.seller_of(one).username == SHOWN]
    changed = False
    for number, (step, idle, turn, kind) in enumerate(told):
        if idle < processes.CHANGED - 20 and not changed:
            processes.second_version(company)
            changed = True
        customer = company.customers[number % len(company.customers)]
        if shown and number % 5 == 4:
            customer = shown[number // 5 % len(shown)]
        subject = subjects[(number * 7 + 3) % len(subjects)]
        sale = Sale(
            company=company,
            customer=customer,
            seller=company.seller_of(customer),
            subject=subject["subject"],
            product_models=subject["models"].split(),
            chance=chance,
            kind=kind,
            discount=chance.choice((0.98, 0.95, 0.93, 0.91, 0.88, 0.8)),
            scale=chance.choice((1, 1, 1, 2, 2, 4)),
            pace=pace_of(number),
        )
        sale.tell(step, idle=idle, before=turns.before(sale, number))
        if turn:
            getattr(turns, turn)(sale)
        if number % 10 == 9:
            say(f"… {number + 1} / {len(told)}")
    return len(told)


def _time_passes(company: Company) -> None:
    """What reminders and reports upwards came due in the last weeks, each on its day."""
    for back in range(FORGOTTEN, -1, -1):
        act = system_act(company.past.at(back), where="demo")
        while workflow.fire_timers(act=act):
            pass
    while workflow.fire_timers(act=system_act(company.past.now, where="demo")):
        pass
    workflow.turn_of_the_day(act=system_act(company.past.now, where="demo"))


def _win(deal: Opportunity, last: Stage, act: Act, *, reason: str) -> None:
    """Won from the last stage, past the gates and reviews before it."""
    deal = gates.move_on(deal, last, lambda: act)
    gates.pass_gate(deal, [deal.stage], act=act)
    opportunities.win_opportunity(deal, act=act, reason=reason)


def _deals(company: Company, chance: random.Random, count: int) -> None:
    """Opportunities that are still open, lost, or just won."""
    method = SalesMethod.objects.get(is_default=True)
    stages = list(Stage.objects.filter(method=method).order_by("position"))
    subjects = list(rows("subjects"))
    for number in range(count):
        customer = chance.choice(company.customers)
        seller = company.seller_of(customer)
        back = chance.uniform(3, 60)
        subject = subjects[number % len(subjects)]
        models = subject["models"].split()
        lines: list[dict[str, Any]] = [
            {
                "product": company.products[model],
                "quantity": chance.choice((1, 2, 2, 3, 6)),
                "unit_price": (company.products[model].list_price * Decimal("1.06")).quantize(Decimal("0.01")),
            }
            for model in models
        ]
        values = {
            "name": subject["subject"],
            "customer": customer,
            "need": company.words["need"],
            "source": leads.source_of(number),
            "next_step": company.words["next_step"],
            "next_step_on": company.past.day(max(back - 20, 0)),
            "expected_close_on": company.past.day(0) + (company.past.day(0) - company.past.day(back)),
        }
        deal = opportunities.create_opportunity(values, lines=lines, act=company.by(seller, back))
        for stage in stages[1 : chance.randint(1, len(stages))]:
            back = max(back - chance.uniform(1, 9), 0.2)
            deal = gates.move_on(deal, stage, partial(company.by, seller, back))
        winning.write_needs(deal, act=company.by(seller, back / 1.5), lost=number % 3 == 1)
        if number % 14 == 13:
            _win(deal, stages[-1], company.by(seller, back / 2), reason=company.words["win_reason"])
        elif number % 3 == 2:
            gates.pass_gate(deal, [deal.stage], act=company.by(seller, back / 2), all_of_it=False)
        elif number % 3 == 1:
            market.lose(deal, number, reason=company.words["lost_reason"], act=company.by(seller, back / 2))
