"""Conditions, tables and verdicts, by table, without a database."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from leadtocash.foundation.authority.tables import Axis, Choices, NoRow, Range, gaps, overlaps, read
from leadtocash.foundation.workflow.engine.deciding import Voice, verdict
from leadtocash.foundation.workflow.expressions import NotACondition, UnknownFact, holds, names, parse

KNOWN = {"amount": Decimal("100.50"), "margin": Decimal("0.1"), "kind": "virtual", "flag": True, "none": None}


@pytest.mark.parametrize(
    ("text", "true"),
    [
        ("amount > 100", True),
        ("amount >= 100.5", True),
        ("margin < 0.1", False),
        ("margin == 0.1", True),
        ("100 < amount < 101", True),
        ("margin > -0.5", True),
        ("kind == 'virtual' and not flag", False),
        ("kind == 'formal' or flag", True),
        ("kind in ['formal', 'virtual']", True),
        ("'x' not in none", True),
        ("none == 'x'", False),
        ("none != 'x'", True),
        ("flag", True),
    ],
)
def test_conditions(text: str, true: bool) -> None:
    assert holds(text, KNOWN) is true


@pytest.mark.parametrize(
    "text",
    [
        "open('x')",
        "a.b",
        "[x for x in y]",
        "lambda: 1",
        "a + b",
        "a[0]",
        "f'{a}'",
        "a := 1",
        "",
        "a b",
        "-a",
        "b'x' == a",
        "(" * 300 + "a" + ")" * 300,
        "a == " + "1" * 600,
    ],
)
def test_what_is_not_a_condition(text: str) -> None:
    with pytest.raises(NotACondition):
        parse(text)


def test_ordering_an_unknown_fact_names_it() -> None:
    with pytest.raises(UnknownFact) as caught:
        holds("none > 5", KNOWN)
    assert (caught.value.name, names("none > 5 and a == b")) == ("none", {"none", "a", "b"})


def table(*rows: dict[str, Any]) -> Any:
    return read(
        {"inputs": ["amount", "grade"], "outputs": ["x"], "rows": [{"when": r, "then": {"x": 1}} for r in rows]}
    )


AXES = {"amount": Axis(minimum=Decimal(0)), "grade": Axis(choices=("A", "B"))}


@pytest.mark.parametrize(
    ("rows", "overlapping", "open_parts"),
    [
        ([{}], [], []),
        ([{"amount": {"to": 5}}, {"amount": {"from": 5}}], [], []),
        ([{"amount": {"to": 6}}, {"amount": {"from": 5}}], [(0, 1)], []),
        ([{"amount": {"to": 5}}, {"amount": {"from": 7}}], [], [{"amount": Range(Decimal(5), Decimal(7))}]),
        ([{"grade": "A"}], [], [{"grade": Choices(frozenset("B"))}]),
        ([{"grade": ["A", "B"]}, {"amount": {"from": 9}}], [(0, 1)], []),
        (
            [{"amount": {"to": 5}}, {"amount": {"from": 5}, "grade": "A"}],
            [],
            [{"amount": Range(Decimal(5), None), "grade": Choices(frozenset("B"))}],
        ),
        ([{"amount": {"from": 0}}], [], []),
    ],
)
def test_gaps_and_overlaps(rows: list[dict[str, Any]], overlapping: list[Any], open_parts: list[Any]) -> None:
    boxes = [box for box, _values in table(*rows).rows]
    assert (list(overlaps(boxes)), gaps(boxes, AXES)) == (overlapping, open_parts)


def test_a_range_holds_its_beginning_and_not_its_end() -> None:
    one = table({"amount": {"from": 5, "to": 9}})
    assert one.decide({"amount": Decimal(5)}) == (1, {"x": 1})
    for outside in (Decimal(9), Decimal("4.99"), None):
        with pytest.raises(NoRow):
            one.decide({"amount": outside})


Y, N, P = Voice.YES, Voice.NO, Voice.PENDING


@pytest.mark.parametrize(
    ("said", "mode", "reject", "expected"),
    [
        ([Y, Y], "all", "at_once", Y),
        ([Y, P], "all", "at_once", P),
        ([N, P], "all", "at_once", N),
        ([N, P], "all", "after_all", P),
        ([N, Y], "all", "after_all", N),
        ([N, P], "any", "at_once", P),
        ([Y, P], "any", "after_all", Y),
        ([N, N], "any", "at_once", N),
        ([Y, Y, P, P, P], "ratio:0.4", "at_once", Y),
        ([Y, P, P, P, P], "ratio:0.4", "at_once", P),
        ([N, N, N, N, P], "ratio:0.4", "at_once", N),
        ([Y, Y, Y, P, P, P, P, P, P, P], "ratio:0.3", "at_once", Y),
    ],
)
def test_verdicts(said: list[Voice], mode: str, reject: str, expected: Voice) -> None:
    assert verdict(said, mode=mode, reject=reject) == expected
