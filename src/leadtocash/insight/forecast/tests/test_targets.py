"""Targets of people and departments, the gap to them, and how the forecast grew from week to week."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from tests.cast import NOW

from leadtocash.areas.opportunities.models import Opportunity
from leadtocash.areas.opportunities.tests.factories import a_stage, an_opportunity
from leadtocash.foundation.access.gate import NotAllowed
from leadtocash.foundation.accounts.people import main_department
from leadtocash.foundation.exchange.importable import Given
from leadtocash.foundation.kernel.act import system_act
from leadtocash.insight.forecast import actions, figures, rules, trend
from leadtocash.insight.forecast.importing import Targets as Importing
from leadtocash.insight.forecast.models import SnapshotFigure, Target
from leadtocash.insight.forecast.scopes import Scope
from leadtocash.insight.forecast.targets import Targets

pytestmark = [pytest.mark.django_db, pytest.mark.req("OPP-11")]
TODAY = NOW.date()
QUARTER = rules.period_of("", today=TODAY)
MONTH = rules.Period(QUARTER.first, 1)


def a_deal(cast, amount, who="wang", stage=1):
    deal = an_opportunity(cast.act(who, at=NOW), amount=Decimal(amount), expected_close_on=QUARTER.last)
    Opportunity.objects.filter(pk=deal.pk).update(stage=a_stage(stage))
    return deal


def target(cast, amount, who="li", period=QUARTER, **whose):
    return actions.set_target(period, amount and Decimal(amount), act=cast.act(who), **{"reason": "年度分解", **whose})


def test_a_quarter_is_divided_into_its_months_to_the_cent(cast):
    made = target(cast, 100, person=cast.wang)
    assert [one.amount for one in made] == [Decimal("33.33"), Decimal("33.34"), Decimal("33.33")]
    assert Targets(Scope(QUARTER, cast.li)).whole == Decimal(100)
    assert Targets(Scope(QUARTER, cast.zhao)).whole is None


def test_the_same_again_changes_nothing_and_another_needs_a_reason(cast):
    target(cast, 100, period=MONTH, person=cast.wang)
    assert target(cast, 100, period=MONTH, person=cast.wang) == []
    with pytest.raises(ValidationError):
        target(cast, 90, period=MONTH, person=cast.wang, reason="")
    target(cast, 90, period=MONTH, person=cast.wang)
    target(cast, None, period=MONTH, person=cast.wang)
    told = Target.objects.order_by("pk").values_list("amount", "is_latest")
    assert list(told) == [(Decimal(100), False), (Decimal(90), False), (None, True)]
    assert Targets(Scope(QUARTER, cast.li)).whole is None


def test_whoever_leads_others_sets_theirs_only(cast):
    for who, whose in (("li", cast.zhao), ("wang", cast.wang)):
        with pytest.raises(NotAllowed):
            target(cast, 1, who=who, person=whose)
    with pytest.raises(ValidationError):
        target(cast, 1)


def test_a_department_has_its_own_target_else_that_of_those_below_it(cast):
    target(cast, 90, person=cast.wang)
    region = main_department(cast.li)
    found = Targets(Scope(QUARTER, cast.feng))
    assert found.of_departments[region.pk] == found.whole == Decimal(90)
    target(cast, 120, who="feng", department=region)
    found = Targets(Scope(QUARTER, cast.feng))
    assert (found.of_departments[region.pk], found.whole) == (Decimal(120), Decimal(120))
    assert sum(found.of_months.values()) == Decimal(120)
    rows = figures.rows(Scope(QUARTER, cast.feng), "owner")
    assert [(row.key, row.target) for row in rows] == [(cast.wang.pk, Decimal(90)), (None, Decimal(30))]


def test_the_gap_is_what_is_neither_won_nor_committed_and_open_deals_cover_it(cast):
    target(cast, 1000, person=cast.wang)
    a_deal(cast, 300, stage=6)
    a_deal(cast, 1400)
    (row,) = figures.rows(Scope(QUARTER, cast.li), "owner")
    assert (row.commit, row.gap, row.coverage) == (Decimal(300), Decimal(700), Decimal(2))
    target(cast, 200, person=cast.wang)
    whole, _rows = figures.table(Scope(QUARTER, cast.li), "product")
    assert (whole.gap, whole.coverage) == (Decimal(-100), None)


def test_targets_come_from_a_table_and_are_taken_back_as_they_were(cast):
    target(cast, 50, period=MONTH, person=cast.wang)
    importing, act = Importing(), cast.act("li")
    given = {"month": MONTH.first, "person": cast.wang.username, "amount": Decimal(80)}
    row, unknown = Given(number=2, values=given), Given(number=3, values={**given, "person": "nobody"})
    importing.understand([row, unknown], act=act)
    assert [key for key, _sentence in unknown.faults] == ["person"]
    importing.change([row], act=act, fill=False)
    assert (row.faults, row.record.amount, row.before) == ([], Decimal(80), {"amount": Decimal(50)})
    importing.restore(row.record, row.before, act=act)
    assert Target.objects.get(is_latest=True).amount == Decimal(50)


def test_the_page_the_form_and_the_api_say_the_same(cast, page, api):
    given = {"period": QUARTER.key, "person": cast.wang.pk, "amount": "300", "reason": ""}
    assert page("li").post("/forecast/targets/new/", {**given, "period": "x"}).status_code == 422
    assert page("wang").post("/forecast/targets/new/", given).status_code == 403
    assert page("li").post("/forecast/targets/new/", given).status_code == 302
    answer = api("li").post("/api/v1/forecast-targets/", {**given, "amount": "600.00"}, format="json")
    assert answer.status_code == 400
    answer = api("li").post("/api/v1/forecast-targets/", {**given, "amount": "600.00", "reason": "上调"}, format="json")
    assert [one["amount"] for one in answer.json()] == ["200.00"] * 3
    total = api("li").get(f"/api/v1/forecast/?period={QUARTER.key}&by=owner").json()["total"]
    assert (total["target"], total["gap"], total["coverage"]) == ("600.00", "600.00", "0.00")
    text = page("li").get(f"/forecast/?period={QUARTER.key}&by=owner").content.decode()
    assert "0.06" in text
    assert page("li").get("/forecast/targets/?view=all").status_code == 200


# ---------------------------------------------------------------- from week to week
def test_what_was_kept_stays_with_those_it_belonged_to(cast):
    deal = a_deal(cast, 100, stage=6)
    earlier = TODAY - timedelta(days=7)
    Opportunity.objects.filter(pk=deal.pk).update(amount=Decimal(100))
    kept = actions.snapshot(act=system_act(NOW, where="test"))
    assert SnapshotFigure.objects.filter(snapshot=kept).count() == 2
    kept.day = earlier
    kept.save()
    a_deal(cast, 40, stage=6)
    points = trend.trend(Scope(QUARTER, cast.wang), today=TODAY)
    assert [(one.day, one.commit) for one in points] == [(earlier, Decimal(100)), (TODAY, Decimal(140))]
    narrowed = trend.trend(Scope(QUARTER, cast.li, {"owner": str(cast.wang.pk)}), today=TODAY)
    assert [one.commit for one in narrowed] == [Decimal(100), Decimal(140)]
    assert [one.commit for one in trend.trend(Scope(QUARTER, cast.zhao), today=TODAY)] == [0, 0]
    assert trend.drifted() == []
    SnapshotFigure.objects.filter(owner_id=None).update(amount=1)
    assert [one.code for one in trend.drifted()] == ["forecast_figures"]


def test_the_trend_is_drawn_and_told_over_the_api(cast, page, api):
    a_deal(cast, 100, stage=6)
    today = date.today()
    assert "<svg" in page("li").get("/forecast/trend/").content.decode()
    (point,) = api("li").get("/api/v1/forecast/trend/").json()
    assert (point["day"], point["won"]) == (today.isoformat(), "0.00")
    assert page("qian").get("/forecast/trend/").status_code == 403
