"""Visits, trials and journals of the demo company: what its sellers did in the last weeks and plan for the next."""

from __future__ import annotations

from datetime import time, timedelta

from django.utils.timezone import localdate

from leadtocash.areas.opportunities.models import Opportunity
from leadtocash.areas.visits import actions
from leadtocash.areas.visits.actions import journals, plans, trials
from leadtocash.areas.visits.models import Trial
from leadtocash.config.demo.basics import Company, rows
from leadtocash.config.demo.times import money
from leadtocash.foundation.access.scoping import kind_of
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.calendar import days
from leadtocash.foundation.workflow import actions as workflow
from leadtocash.foundation.workflow.models import WorkItem

NEGLECTED = 6  # nobody was in touch for every sixth deal
BACK = 19
#: how far each demonstration trial has come, and working days since it was asked for
TRIALS = (("called_back", 14.0), ("running", 9.0), ("approved", 5.0), ("asked", 2.0))


def tell(company: Company) -> None:
    """Every open deal has been worked on, but for the neglected ones; sellers have plans, and owe some minutes."""
    stories = list(rows("visits"))
    deals = Opportunity.objects.filter(state=Opportunity.State.OPEN).exclude(customer=None).order_by("pk")
    for number, deal in enumerate(deals.select_related("customer", "owner")):
        if number % NEGLECTED == NEGLECTED - 1:
            continue
        seller = company.people[deal.owner.username]
        age = days.between(deal.opened_on, localdate(company.past.now))
        _held(company, deal, stories[number % len(stories)], seller, back=min(1 + number * 5 % BACK, age))
        if number % 2 == 0:
            _planned(company, deal, stories[(number + 3) % len(stories)], seller, ahead=number % 9)
        if number % 7 == 3:
            _owed(company, deal, stories[0], seller, back=1 + number % 5)
    for (step, back), words, deal in zip(TRIALS, rows("trials"), deals.select_related("customer"), strict=False):
        _trial(company, deal, words, step, back)
    _journals(company)
    _plans(company)


def _held(company: Company, deal: Opportunity, story: dict[str, str], seller: User, *, back: float) -> None:
    act = company.by(seller, back)
    values = {
        **_about(deal, story), "day": act.today, "said": story["said"], "next_step": story["next_step"],
        "next_step_on": act.today + timedelta(days=7),
    }  # fmt: skip
    promised = {"party": story["party"], "what": story["commitment"], "due_on": act.today + timedelta(days=5)}
    commitments = [{**promised, "who": seller.name if story["party"] == "ours" else ""}] if story["commitment"] else []
    actions.log_visit(values, commitments, act=act)


def _planned(company: Company, deal: Opportunity, story: dict[str, str], seller: User, *, ahead: int) -> None:
    act = company.by(seller, 0.4)
    day = localdate(company.past.now) + timedelta(days=ahead)
    actions.plan_visit({**_about(deal, story), "day": day, "begins": time(9 + ahead % 3 * 2, 30)}, act=act)


def _owed(company: Company, deal: Opportunity, story: dict[str, str], seller: User, *, back: float) -> None:
    """It took place, and the minutes are still missing."""
    act = company.by(seller, back)
    actions.hold_visit(actions.plan_visit({**_about(deal, story), "day": act.today}, act=act), act=act)


def _about(deal: Opportunity, story: dict[str, str]) -> dict[str, object]:
    met = list(deal.customer.contacts.all()[:1]) if deal.customer else []
    return {
        "kind": story["kind"], "purpose": story["purpose"], "place": story["place"], "customer": deal.customer,
        "opportunity": deal, "contacts": met,
    }  # fmt: skip


def _trial(company: Company, deal: Opportunity, words: dict[str, str], step: str, back: float) -> None:
    """A trial asked for so many working days back, told up to a step."""
    seller = company.people[deal.owner.username]
    act = company.by(seller, back)
    wanted = {"wanted_on": act.today + timedelta(days=10), "opportunity": deal, "customer": deal.customer}
    trial = trials.ask_trial({**words, **wanted}, act=act)
    if step == "asked":
        return
    trial = trials.assign_trial(trial, seller, act=company.by(_holder(trial), back - 0.6))
    act = company.by(_holder(trial), back - 1.6)
    workflow.decide(_item(trial), "approve", act=act, revision=trial.revision)
    if step == "approved":
        return
    trial.refresh_from_db()
    act = company.by(_holder(trial), back - 4)
    trial = trials.hand_over_trial(trial, act.today, act=act)
    if step == "called_back":
        act = company.by(seller, back - 8)
        trials.call_back(trial, {"result": "buy", "said": words["goal"]}, act=act)


def _item(trial: Trial) -> WorkItem:
    items = WorkItem.objects.filter(instance__record_kind=kind_of(trial), instance__record_id=trial.pk)
    return items.filter(state=WorkItem.State.OPEN).select_related("assignee").order_by("pk")[0]


def _holder(trial: Trial) -> User:
    return _item(trial).assignee


def _journals(company: Company) -> None:
    """Two sellers have handed in the journal of the last days."""
    for seller, words in zip(company.sellers_of("SH"), rows("journals"), strict=False):
        act = company.by(seller, 0.3)
        journal = journals.write_journal(
            {**words, "first_day": company.past.day(4), "last_day": company.past.day(0)}, act=act
        )
        journals.hand_in(journal, act=act)


def _plans(company: Company) -> None:
    """Key-account plans of this year, by quarter."""
    year = localdate(company.past.now).year
    owned = [(one, one.owner) for one in company.customers if one.owner is not None]
    for words, (customer, seller) in zip(rows("account_plans"), owned, strict=False):
        values = {"customer": customer, "year": year, "goals": words["goals"], "target": money(words["target"])}
        activity = {"kind": words["kind"], "times": int(words["times"]), "what": words["what"]}
        quarters = [{"quarter": quarter, **activity} for quarter in range(1, 5)]
        plans.write_plan(values, quarters, act=company.by(seller, 60))
