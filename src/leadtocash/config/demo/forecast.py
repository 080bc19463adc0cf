"""How the demonstration's forecasts were kept week by week, and what its managers put beside them."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from django.db.models import Q, Sum

from leadtocash.areas.opportunities import actions as opportunities
from leadtocash.areas.opportunities.models import Opportunity
from leadtocash.config.demo.basics import Company, rows
from leadtocash.foundation.accounts.models import Department, User
from leadtocash.foundation.accounts.people import main_department
from leadtocash.foundation.kernel.act import system_act
from leadtocash.insight.forecast import actions, fitting, rules

WEEKS, WEEK = 10, 5  # working days
LATER = 24  # days by which a signing is put off
MANAGER, SELLER, DIRECTOR = "liqiang", "wangmin", "fengyi"
LEAST, STEP = Decimal(1_200_000), Decimal(100_000)  # targets of sellers in a quarter


def tell(company: Company) -> None:
    """Signings put off, own categories, forecasts of past weeks, probabilities, a manager's number, targets."""
    _put_off(company)
    now = system_act(company.past.now, where="demo")
    fitting.fit(act=system_act(company.past.at(WEEKS * WEEK + 1), where="demo"))
    for weeks in range(WEEKS, -1, -1):
        actions.snapshot(act=system_act(company.past.at(weeks * WEEK), where="demo"))
    version = fitting.fit(act=now)
    fitting.refresh(version, today=now.today)
    _call(company)
    _targets(company)


def _put_off(company: Company) -> None:
    """Every fourth open deal was put off, some twice; of some their owners judge otherwise than the stage says."""
    deals = Opportunity.objects.filter(state=Opportunity.State.OPEN).select_related("owner", "stage").order_by("pk")
    for place, deal in enumerate(deals):
        if place % 4 == 0 and deal.expected_close_on is not None:
            for back in (0.3, 0.2) if place % 8 == 0 else (0.3,):
                day = deal.expected_close_on + timedelta(days=LATER)
                deal = opportunities.change_opportunity(  # noqa: PLW2901 - as it is now
                    deal, {"expected_close_on": day}, act=company.by(deal.owner, back)
                )
        elif place % 7 == 3:
            category = Opportunity.Forecast.BEST if place % 2 else Opportunity.Forecast.OMITTED
            opportunities.change_opportunity(deal, {"forecast": category}, act=company.by(deal.owner, 0.3))


def _call(company: Company) -> None:
    words = {row["key"]: row["value"] for row in rows("header")}
    manager, seller = company.people[MANAGER], company.people[SELLER]
    month = company.past.day(0).replace(day=1)
    for back, amount in ((4, Decimal(1_800_000)), (1, Decimal(1_500_000))):
        actions.call(month, amount, words["call_reason"], person=seller, act=company.by(manager, back))


def _targets(company: Company) -> None:
    """Each who has deals is to win nearly all of the quarter's; his region a tenth more than its people together; one
    of them less, later."""
    quarter = rules.period_of("", today=company.past.day(0))
    sellers = list(User.objects.filter(pk__in=Opportunity.objects.values("owner")).order_by("pk"))
    director, region = company.people[DIRECTOR], main_department(company.people[MANAGER])
    shares = {seller: _share(seller, quarter) for seller in sellers}
    for seller, share in shares.items():
        actions.set_target(quarter, share, person=seller, act=company.by(director, 30))
    under = [share for seller, share in shares.items() if _is_under(region, main_department(seller))]
    if region is not None and under:
        actions.set_target(quarter, sum(under, Decimal()) * 11 / 10, department=region, act=company.by(director, 30))
    words = {row["key"]: row["value"] for row in rows("header")}
    last = rules.Period(quarter.months[-1], 1)
    seller = company.people[SELLER]
    share = shares.get(seller, LEAST) / 4
    actions.set_target(last, share, reason=words["target_changed"], person=seller, act=company.by(director, 2))


def _share(seller: User, quarter: rules.Period) -> Decimal:
    """What he has won and might win in the quarter, in whole hundred thousands, but not less than the least."""
    days = (quarter.first, quarter.last)
    of_quarter = Q(state="won", closed_on__range=days) | Q(state="open", expected_close_on__range=days)
    found = Opportunity.objects.filter(of_quarter, owner=seller).aggregate(amount=Sum("amount"))
    return max(LEAST, (found["amount"] or 0) // STEP * STEP)


def _is_under(region: Department | None, department: Department | None) -> bool:
    return region is not None and department is not None and department.path.startswith(region.path)
