"""The forecast says what the deals one may see add up to; the waterfall adds up; predictions are kept and judged."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db.models import Sum
from tests.cast import NOW

from leadtocash.areas.opportunities import actions as deals
from leadtocash.areas.opportunities.models import Opportunity, OpportunityLine, Standing
from leadtocash.areas.opportunities.tests.factories import a_stage, an_opportunity
from leadtocash.areas.products.tests.factories import a_product
from leadtocash.foundation.access.gate import NotAllowed
from leadtocash.foundation.kernel.act import system_act
from leadtocash.insight.forecast import actions, figures, fitting, quality, rules, stages, watching, waterfall
from leadtocash.insight.forecast.models import Call, Fit, Prediction, Snapshot
from leadtocash.insight.forecast.scopes import Scope

pytestmark = [pytest.mark.django_db, pytest.mark.req("OPP-11")]
TODAY = NOW.date()
QUARTER = rules.period_of("", today=TODAY)
FORECAST = Opportunity.Forecast


def a_deal(cast, amount, who="wang", day=None, back=0, **more):
    act = cast.act(who, at=NOW - timedelta(days=back))
    day = day or QUARTER.last
    return an_opportunity(act, amount=Decimal(amount), expected_close_on=day, **more)


def placed(deal, position, **more):
    """In another stage without its gate, as the database sees it."""
    stage = a_stage(position)
    Opportunity.objects.filter(pk=deal.pk).update(stage=stage, **more)
    deal.refresh_from_db()
    return deal


def closed(deal, state, on):
    Opportunity.objects.filter(pk=deal.pk).update(
        state=state, closed_on=on, updated_at=NOW - (TODAY - on), close_reason="价格"
    )
    deal.refresh_from_db()
    return deal


@pytest.fixture
def some(cast):
    """Of wang: 100 in the first stage, 200 in the last, 400 left out, 800 won; of zhao 1600 in the fourth."""
    placed(a_deal(cast, 200), 6)
    a_deal(cast, 100)
    a_deal(cast, 400, forecast="omitted")
    closed(placed(a_deal(cast, 800), 6), "won", TODAY)
    placed(a_deal(cast, 1600, who="zhao"), 4)


def test_each_counts_by_its_stage_or_as_its_owner_says(cast, some):
    row = figures.total(Scope(QUARTER, cast.wang))
    assert {key: str(row.of(key).amount) for key in FORECAST.values} == {
        "commit": "200.00", "best": "0.00", "pipeline": "100.00", "omitted": "400.00",
    }  # fmt: skip
    assert (row.commit, row.best_case) == (Decimal(1000), Decimal(1000))
    assert row.weighted == Decimal(800) + Decimal(160) + Decimal(10)


@pytest.mark.parametrize(("who", "best_case"), [("wang", 1000), ("li", 1000), ("zhao", 1600), ("feng", 2600)])
def test_everybody_gets_the_sums_of_what_he_may_see(cast, some, who, best_case):
    scope = Scope(QUARTER, getattr(cast, who))
    assert figures.total(scope).best_case == best_case
    for by in (figures.OWNER, figures.MONTH, figures.PRODUCT):
        assert sum(row.best_case for row in figures.rows(scope, by)) == best_case
    assert figures.rows(scope, figures.DEPARTMENT)[0].best_case == best_case


def test_a_department_holds_those_below_it_and_can_be_looked_at_alone(cast, some):
    found = {row.label: (row.depth, row.best_case) for row in figures.rows(Scope(QUARTER, cast.feng), "department")}
    assert 1000 in {amount for _depth, amount in found.values()}
    assert max(depth for depth, _amount in found.values()) >= 1
    own = Scope(QUARTER, cast.feng, {"department": str(Opportunity.objects.get(amount=100).department_id)})
    assert figures.total(own).best_case == Decimal(1000)


def test_amounts_are_shared_out_to_products_by_the_lines(cast):
    deal = a_deal(cast, 100)
    for place, price in enumerate((1, 3), 1):
        OpportunityLine.objects.create(
            opportunity=deal, position=place, description="x", quantity=1, unit_price=Decimal(price)
        )
    a_deal(cast, 7)
    (row,) = figures.rows(Scope(QUARTER, cast.wang), "product")
    assert (row.key, row.of("pipeline").amount, row.of("pipeline").count) == (None, Decimal(107), 2)


def test_products_add_up_to_the_cent_and_what_is_left_has_no_product(cast):
    products = [a_product() for _number in range(3)]
    for amount in ("100.00", "0.05"):
        deal = a_deal(cast, amount)
        for place, product in enumerate(products, 1):
            OpportunityLine.objects.create(
                opportunity=deal, position=place, product=product, description="x", quantity=1, unit_price=Decimal(1)
            )
    closed(a_deal(cast, 30), "won", TODAY)
    a_deal(cast, 7)
    scope = Scope(QUARTER, cast.wang)
    whole, rows = figures.table(scope, "product")
    assert sum(row.best_case for row in rows) == whole.best_case
    assert sum(row.weighted for row in rows) == whole.weighted
    found = {row.key: row for row in rows}
    assert [str(found[one.pk].of("pipeline").amount) for one in products] == ["33.35", "33.35", "33.35"]
    assert (found[None].of("pipeline").amount, found[None].won.amount) == (Decimal(7), Decimal(30))


def test_a_managers_number_stands_beside_and_those_before_stay(cast):
    a_deal(cast, 100)
    month = QUARTER.first
    for amount in (50, 70):
        actions.call(month, Decimal(amount), "客户推迟", person=cast.wang, act=cast.act("li"))
    (row,) = figures.rows(Scope(QUARTER, cast.li), "owner")
    assert (row.call, row.called, row.of("pipeline").amount) == (Decimal(70), 1, Decimal(100))
    actions.call(month, None, "不再这么看", person=cast.wang, act=cast.act("li"))
    (row,) = figures.rows(Scope(QUARTER, cast.li), "owner")
    assert row.call is None
    told = Call.objects.order_by("pk").values_list("amount", "is_latest")
    assert list(told) == [(Decimal(50), False), (Decimal(70), False), (None, True)]


def test_who_leads_others_may_put_a_number_beside_theirs_only(cast):
    with pytest.raises(NotAllowed):
        actions.call(QUARTER.first, Decimal(1), "试试", person=cast.zhao, act=cast.act("li"))
    with pytest.raises(NotAllowed):
        actions.call(QUARTER.first, Decimal(1), "试试", person=cast.wang, act=cast.act("wang"))
    with pytest.raises(ValidationError):
        actions.call(QUARTER.first, Decimal(1), "试试", act=cast.act("li"))


# ---------------------------------------------------------------- the waterfall
def test_what_came_and_went_is_the_difference_to_the_cent(cast):
    begin = TODAY - timedelta(days=7)
    amounts = {"same": "1.01", "grown": 10, "shrunk": 20, "put_off": 40, "won": 80, "lost": 160}
    before = {name: a_deal(cast, amount, back=20) for name, amount in amounts.items()}
    inward = a_deal(cast, 320, back=20, day=QUARTER.moved(1).last)
    a_deal(cast, 640, back=3)
    a_deal(cast, 5000, who="zhao", back=3)
    act = cast.act("wang", at=NOW - timedelta(days=2))
    deals.change_opportunity(before["grown"], {"amount": Decimal("10.05")}, act=act)
    deals.change_opportunity(before["shrunk"], {"amount": Decimal(15)}, act=act)
    deals.change_opportunity(before["put_off"], {"expected_close_on": QUARTER.moved(1).first}, act=act)
    deals.change_opportunity(inward, {"expected_close_on": QUARTER.last}, act=act)
    closed(before["won"], "won", TODAY)
    deals.lose_opportunity(before["lost"], reason="价格", act=act)
    scope = Scope(QUARTER, cast.wang)
    found = waterfall.waterfall(scope, begin, TODAY, today=TODAY)
    assert {bar: (one.count, str(one.amount)) for bar, one in found.changes.items()} == {
        "new": (1, "640.00"), "pulled_in": (1, "320.00"), "grown": (1, "0.05"), "shrunk": (1, "-5.00"),
        "put_off": (1, "-40.00"), "won": (1, "-80.00"), "lost": (1, "-160.00"),
    }  # fmt: skip
    assert found.opening.amount == Decimal("311.01")
    assert found.closing.amount == figures.total(scope).counted.amount == Decimal("986.06")
    assert [(deal.pk, amount) for deal, amount in waterfall.deals(scope, begin, TODAY, "put_off")] == [
        (before["put_off"].pk, Decimal(-40))
    ]
    early = waterfall.waterfall(scope, begin - timedelta(days=30), begin, today=TODAY)
    assert (early.opening.amount, early.closing.amount) == (0, found.opening.amount)


def test_what_came_and_was_decided_between_the_days_came_and_went(cast):
    closed(a_deal(cast, 50, back=3), "won", TODAY)
    found = waterfall.waterfall(Scope(QUARTER, cast.wang), TODAY - timedelta(days=7), TODAY, today=TODAY)
    assert {bar: one.amount for bar, one in found.changes.items()} == {"new": Decimal(50), "won": Decimal(-50)}
    assert found.opening.amount == found.closing.amount == 0


# ---------------------------------------------------------------- learning and judging
@pytest.fixture
def history(cast):
    """Thirty decided deals that stood ten days in the second stage, 24 of them won."""
    first = a_deal(cast, 1000, back=60)
    stage, old = a_stage(2), [first]
    for number in range(29):
        old.append(Opportunity(**{f.attname: getattr(first, f.attname) for f in first._meta.concrete_fields
                                  if f.name not in ("id", "number", "extra")}, number=f"T{number}"))  # fmt: skip
    for place, deal in enumerate(old):
        deal.stage, deal.stage_since, deal.closed_on = stage, TODAY - timedelta(days=30), TODAY - timedelta(days=20)
        deal.state, deal.updated_at = "won" if place < 24 else "lost", NOW - timedelta(days=20)
    first.save()
    Opportunity.objects.bulk_create(old[1:])
    return old


def test_open_deals_get_the_learnt_probability_at_once_and_each_night(cast, history):
    version = fitting.fit(act=system_act(NOW))
    chance = version.chances.get(stage=a_stage(2), days=7)
    assert (chance.tries, chance.won, chance.basis) == (30, 24, "age")
    assert chance.percent <= a_stage(2).max_probability
    deal = placed(a_deal(cast, 100), 2)
    assert deal.learnt == version.chances.get(stage=a_stage(2), days=0).percent
    Opportunity.objects.filter(pk=deal.pk).update(learnt=None)
    assert fitting.refresh(version, today=TODAY) == 1
    assert fitting.refresh(version, today=TODAY) == 0
    row = figures.total(Scope(QUARTER, cast.wang))
    assert row.counted.learnt == Decimal(deal.learnt)


def test_nothing_new_makes_no_new_version(cast, history):
    first = fitting.fit(act=system_act(NOW))
    assert fitting.fit(act=system_act(NOW + timedelta(days=1))) == first
    assert Fit.objects.count() == 1


def test_a_forecast_is_kept_once_a_day_and_judged_when_deals_are_decided(cast):
    one = placed(a_deal(cast, 100, back=10), 6)
    two = placed(a_deal(cast, 100, back=10), 1)
    for _time in range(2):
        actions.snapshot(act=system_act(NOW - timedelta(days=5)))
    assert (Snapshot.objects.count(), Prediction.objects.count()) == (1, 2)
    told = Prediction.objects.get(opportunity=one)
    assert (told.percent, told.of_method, told.category) == (80, 80, "commit")
    closed(one, "won", TODAY)
    closed(two, "lost", TODAY)
    found = quality.quality(Scope(QUARTER, cast.wang))
    assert (found.count, found.learnt) == (2, pytest.approx((0.2**2 + 0.1**2) / 2))
    assert [(step.count, step.foretold, step.won) for step in found.steps] == [(1, 0.1, 0.0), (1, 0.8, 1.0)]
    assert quality.quality(Scope(QUARTER, cast.zhao)).count == 0


def test_old_forecasts_go(cast):
    actions.snapshot(act=system_act(NOW - timedelta(days=1000)))
    actions.snapshot(act=system_act(NOW))
    actions.forget_old(act=system_act(NOW))
    assert [one.day for one in Snapshot.objects.all()] == [TODAY]


def test_stays_in_a_stage_are_counted_by_how_they_ended(cast):
    for back, lost in ((30, False), (20, True)):
        deal = a_deal(cast, 100, back=back)
        act = cast.act("wang", at=NOW - timedelta(days=back - 10))
        if lost:
            deals.lose_opportunity(deal, reason="价格", act=act)
        else:
            deals.change_stage(deal, a_stage(2), act=act)
    period = rules.Period(QUARTER.first, 12)
    ((_method, found),) = stages.passages(Scope(period, cast.wang))
    assert [(one.stage.position, one.ended, one.onwards, one.lost, one.quartiles) for one in found] == [
        (1, 2, 1, 1, [10.0, 10.0, 10.0])
    ]
    assert stages.decided(Scope(period, cast.wang)).reasons["lost"] == [stages.Reason("价格", 1, Decimal(100))]


def test_deals_to_look_at_say_why(cast):
    old = a_deal(cast, 100, back=90, day=TODAY - timedelta(days=3))
    a_deal(cast, 100, next_step="拜访")
    assert list(watching.watched(watching.open_seen(cast.wang), TODAY)) == [old]
    assert len(watching.reasons_of(old, TODAY)) == 3
    assert list(watching.watched(watching.open_seen(cast.wang), TODAY, watching.SLIPPED)) == []
    assert Standing.objects.aggregate(n=Sum("amount"))["n"] == Decimal(200)
