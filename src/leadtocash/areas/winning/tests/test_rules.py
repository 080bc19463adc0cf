"""How well the people of a deal are known, and what is alarming; pure."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest

from leadtocash.areas.winning import drawing, rules
from leadtocash.areas.winning.models import Influence, Stakeholder
from leadtocash.areas.winning.rules import Person

pytestmark = pytest.mark.req("OPP-5")
TODAY = date(2026, 11, 22)
WEIGHTS = {"levels": 15, "roles": 20, "phases": 10, "coach": 20, "met": 15, "standing": 20}
STAGES = [(1, "立项"), (2, "接触")]


def person(name="陈志远", level="decide", **values):
    return Person(name=name, level=level, **values)


def parts(*people):
    found = rules.coverage(people, stages=STAGES, weights=WEIGHTS, today=TODAY, days=30)
    return {part.key: part.points for part in found} | {"score": rules.score(found)}


def test_the_coverage_counts_what_is_known_by_the_companys_weights():
    assert parts() == {"levels": 0, "roles": 0, "phases": 0, "coach": 0, "met": 0, "standing": 0, "score": 0}
    boss = person(roles=["decide", "finance"], standing="S", decides_in=[1, 2], met_on=TODAY - timedelta(days=30))
    user = person("徐峰", "operate", roles=["use", "technical"], standing="C")
    buyer = person("郑玉梅", "manage", roles=["purchase"], standing="E")
    whole = parts(boss, user, buyer)
    assert whole == {"levels": 15, "roles": 20, "phases": 10, "coach": 20, "met": 15, "standing": 20, "score": 100}
    assert parts(boss)["score"] == 5 + 8 + 10 + 15 + 20
    assert parts(person(standing="N"), person(standing="B"))["standing"] == 5


def test_weights_need_not_add_up_to_a_hundred_and_none_counts_nothing():
    found = rules.coverage([person(standing="C")], stages=[], weights=dict.fromkeys(WEIGHTS, 1), today=TODAY, days=30)
    assert rules.score(found) == 39  # a third of the levels, the coach, the standing: 2⅓ of 6
    nothing = rules.coverage([person()], stages=[], weights=dict.fromkeys(WEIGHTS, 0), today=TODAY, days=30)
    assert rules.score(nothing) == 0


@pytest.mark.parametrize(
    ("people", "codes"),
    [
        ([], []),
        ([person(met_on=TODAY)], ["no_coach"]),
        ([person(met_on=TODAY, standing="C")], []),
        ([person(met_on=TODAY, standing="B")], ["no_coach", "blocker"]),
        ([person(level="manage", standing="B")], ["no_coach"]),
        ([person(standing="C", met_on=TODAY - timedelta(days=31))], ["not_met"]),
        ([person(level="operate", standing="C")], []),
        ([person(level="operate", standing="C", is_key=True)], ["not_met"]),
        ([person(level="operate", standing="C", roles=["decide"])], ["not_met"]),
        ([person(standing="C", left=True, met_on=TODAY)], ["no_coach", "left"]),
    ],
)
def test_what_is_alarming(people, codes):
    assert [one.code for one in rules.alerts(people, today=TODAY, days=30)] == codes


def test_a_coach_counts_from_his_level_upwards():
    people = [person("徐峰", "operate", standing="C"), person("林海", "manage", standing="S")]
    assert [len(rules.coaches(people, from_level=level)) for level in ("operate", "manage", "decide")] == [1, 0, 0]


def on_map(pk, level, place=None):
    return Stakeholder(pk=pk, level=level, place=place, standing="N")


def test_people_of_a_level_stand_beside_each_other_without_overlapping():
    people = [on_map(1, "decide", 500), on_map(2, "decide", 510), on_map(3, "decide", 1000), on_map(4, "operate")]
    shapes = drawing.drawn(people, [])
    assert [(band.level.value, len(band.nodes)) for band in shapes.bands] == [
        ("decide", 3), ("manage", 0), ("operate", 1),
    ]  # fmt: skip
    xs = [node.x for node in shapes.bands[0].nodes]
    assert all(right - left >= drawing.NODE_WIDTH for left, right in pairwise(xs))
    assert xs[-1] + drawing.NODE_WIDTH <= drawing.WIDTH - drawing.RIGHT


def test_a_full_level_grows_by_a_row_and_keeps_its_people_within():
    shapes = drawing.drawn([on_map(pk, "manage") for pk in range(1, 7)], [])
    band = shapes.bands[1]
    assert {node.y for node in band.nodes} == {band.y + 18, band.y + 18 + 98}
    assert all(node.y + drawing.NODE_HEIGHT <= band.y + band.height for node in band.nodes)


def test_arrows_lead_from_card_to_card_and_none_to_somebody_who_is_gone():
    people = [on_map(1, "operate"), on_map(2, "decide"), on_map(3, "operate")]
    arrows = [
        Influence(source_id=1, target_id=2),
        Influence(source_id=1, target_id=3),
        Influence(source_id=1, target_id=9),
    ]
    found = drawing.drawn(people, arrows).arrows
    assert [one.path[0] for one in found] == ["M", "M"]
    assert "C" in found[0].path
    assert "L" in found[1].path
