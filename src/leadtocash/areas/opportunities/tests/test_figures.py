"""The kept figures of the pipeline say what the opportunities add up to, whoever changes what at the same time."""

from __future__ import annotations

import random
from datetime import date
from decimal import Decimal
from functools import partial

import pytest
from django.db import transaction
from tests.cast import NOW
from tests.together import failures

from leadtocash.areas.opportunities import actions, figures, queries, rules
from leadtocash.areas.opportunities.figures import Sums
from leadtocash.areas.opportunities.models import Opportunity, PipelineFigure, Stage
from leadtocash.areas.opportunities.tests.factories import a_stage, an_opportunity
from leadtocash.foundation.access.gate import open_to
from leadtocash.foundation.access.models import Participation
from leadtocash.foundation.kernel.checks import checks

pytestmark = [pytest.mark.django_db, pytest.mark.req("OPP-3")]


def everything(rows):
    return rows


def seen(person, narrow=everything, **more):
    """Position of the stage and month -> (count, amount, weighted), as text."""
    found = figures.by_stage_and_month(person, narrow, **more)
    return {
        (Stage.objects.get(pk=stage).position, month and f"{month:%Y-%m}"): (s.count, str(s.amount), str(s.weighted))
        for (stage, month), s in found.items()
    }


def still_true():
    return list(figures.drifted()) == []


def test_they_follow_every_change_of_an_opportunity(cast):
    act = cast.act("wang")
    one = an_opportunity(act, amount=Decimal("1000.05"), expected_close_on=date(2026, 12, 15))
    first = rules.weighted(Decimal("1000.05"), a_stage(1).probability)
    assert seen(cast.wang) == {(1, "2026-12"): (1, "1000.05", str(first))}
    actions.change_stage(one, a_stage(2), act=act)
    actions.change_opportunity(one, {"amount": Decimal("333.33"), "expected_close_on": None}, act=act)
    second = rules.weighted(Decimal("333.33"), a_stage(2).probability)
    assert seen(cast.wang) == {(2, None): (1, "333.33", str(second))}
    actions.win_opportunity(one, act=act, amount=Decimal("400.00"))
    assert seen(cast.wang) == {(2, None): (1, "400.00", "400.00")}
    actions.reopen_opportunity(one, act=act, reason="有误")
    actions.lose_opportunity(one, act=act, reason="价格")
    assert seen(cast.wang) == {(2, None): (1, "400.00", "0.00")}
    Opportunity._base_manager.filter(pk=one.pk).update(removed_at=NOW)
    assert seen(cast.wang) == {}
    Opportunity._base_manager.filter(pk=one.pk).update(removed_at=None)
    assert seen(cast.wang) == {(2, None): (1, "400.00", "0.00")}
    Opportunity._base_manager.filter(pk=one.pk).delete()
    assert seen(cast.wang) == {}
    assert still_true()
    figures.fold()
    assert not PipelineFigure.objects.exists()


def test_another_probability_of_a_stage_weighs_all_open_ones_in_it_anew(cast):
    an_opportunity(cast.act("wang"), amount=Decimal("99.99"))
    an_opportunity(cast.act("zhao"), amount=Decimal("10.00"))
    Stage.objects.filter(pk=a_stage(1).pk).update(probability=33, max_probability=40)
    assert seen(cast.feng) == {(1, None): (2, "109.99", str(Decimal("33.00") + Decimal("3.30")))}
    assert still_true()


def test_a_person_sees_the_figures_of_his_scope_and_of_what_was_opened_to_him(cast):
    for who, amount in (("wang", 100), ("wang", 200), ("zhao", 1000)):
        an_opportunity(cast.act(who), amount=Decimal(amount), expected_close_on=date(2026, 12, 3))
    counts = {
        who: seen(getattr(cast, who)).get((1, "2026-12"), (0,))[0] for who in ("wang", "li", "zhao", "feng", "qian")
    }
    assert counts == {"wang": 2, "li": 2, "zhao": 1, "feng": 3, "qian": 0}
    open_to(Opportunity.objects.get(amount=1000), cast.wang, why=Participation.Why.MEMBER, act=cast.act("zhao"))
    open_to(Opportunity.objects.get(amount=100), cast.wang, why=Participation.Why.MEMBER, act=cast.act("zhao"))
    assert seen(cast.wang)[1, "2026-12"][:2] == (3, "1300.00")
    mine = seen(cast.li, lambda rows: rows.filter(owner_id=cast.wang.pk), owners=True)
    assert mine[1, "2026-12"][:2] == (2, "300.00")
    hidden = seen(cast.li, lambda rows: rows.filter(owner_id=cast.zhao.pk), owners=True)
    assert hidden == {}


@pytest.mark.parametrize("who", ["wang", "li", "zhao", "zheng", "feng", "chen", "qian"])
def test_they_equal_the_list_of_everybody(cast, who):
    chance = random.Random(5)
    for owner in ("wang", "zhao", "wang", "zhao", "wang"):
        one = an_opportunity(cast.act(owner), amount=Decimal(chance.randrange(10_000)) / 100)
        actions.change_stage(one, a_stage(chance.randint(2, 5)), act=cast.act(owner))
        Opportunity.objects.filter(pk=one.pk).update(learnt=chance.choice((None, 7, 93)))
    open_to(one, cast.zhao, why=Participation.Why.COPIED, act=cast.act("wang"))
    listed = dict[tuple[int, date | None], Sums]()
    for row in queries.listed(getattr(cast, who)):
        cell = (row.stage_id, row.expected_close_on)
        listed[cell] = listed.get(cell, Sums()) + Sums(1, row.amount, row.weighted, row.learnt_weighted)
    assert figures.by_stage_and_month(getattr(cast, who), everything) == listed


def test_they_know_what_deals_count_to_and_whose_they_are(cast):
    for forecast, amount in (("", 10), ("omitted", 20), ("omitted", 30)):
        an_opportunity(cast.act("wang"), amount=Decimal(amount), forecast=forecast)
    found = figures.grouped(cast.li, everything, ("owner_id", "forecast"), owners=True)
    assert {cell: (s.count, s.amount) for cell, s in found.items()} == {
        (cast.wang.pk, ""): (1, Decimal(10)),
        (cast.wang.pk, "omitted"): (2, Decimal(50)),
    }
    assert still_true()


def test_the_check_finds_a_planted_difference_and_rebuilding_mends_it(cast):
    an_opportunity(cast.act("wang"), amount=Decimal("100.00"))
    assert list(checks.get("pipeline")()) == []
    PipelineFigure.objects.filter(owner_id=cast.wang.pk).update(weighted=Decimal("0.01"))
    found = list(checks.get("pipeline")())
    assert [one.code for one in found] == ["pipeline_figures"]
    assert "0.01" in found[0].sentence
    figures.rebuild()
    assert still_true()


def test_folding_changes_no_figure(cast):
    one = an_opportunity(cast.act("wang"), expected_close_on=date(2026, 12, 3))
    for position in (2, 3, 4):
        actions.change_stage(one, a_stage(position), act=cast.act("wang"))
    before = seen(cast.wang)
    figures.fold()
    assert seen(cast.wang) == before
    assert PipelineFigure.objects.count() == 2
    assert still_true()


@pytest.mark.django_db(transaction=True)
def test_whoever_works_at_the_same_time_waits_for_nobody_and_nothing_is_lost(cast):
    """Four people move opportunities to and fro between the same two cells, one folds, one rebuilds."""
    ids = [an_opportunity(cast.act("wang"), amount=Decimal(10 + n)).pk for n in range(8)]
    stages = [a_stage(n).pk for n in (1, 2)]

    def move(own):
        for turn in range(15):
            with transaction.atomic():
                for pk in own if turn % 2 else reversed(own):
                    Opportunity.objects.filter(pk=pk).update(stage=stages[(turn + pk) % 2], amount=turn)

    def keep(work):
        for _turn in range(15):
            work()

    work = [*(partial(move, ids[n::4]) for n in range(4)), partial(keep, figures.fold), partial(keep, figures.rebuild)]
    assert failures(work) == []
    assert still_true()
    assert sum(count for count, _amount, _weighted in seen(cast.wang).values()) == 8
