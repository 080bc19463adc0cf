"""The layout of pictures: whatever is drawn, nothing lies on anything else."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from lxml import etree

from leadtocash.foundation.workflow.bpmn import parse
from leadtocash.foundation.workflow.graph import Kind
from leadtocash.foundation.workflow.nesting import nested
from leadtocash.foundation.workflow.picture import drawing
from leadtocash.foundation.workflow.picture.layout import lay_out
from leadtocash.foundation.workflow.picture.words import wrapped
from leadtocash.foundation.workflow.tests.drawing import do, draw
from leadtocash.foundation.workflow.tests.generating import definition


@pytest.mark.req("WFL-1")
@pytest.mark.parametrize("seed", range(60))
def test_every_node_has_its_row_and_every_track_is_free(seed: int) -> None:
    graph = nested(parse(definition("p", random.Random(seed))))
    layout = lay_out(graph)
    assert sorted(layout.rows) == sorted(graph.nodes)
    drawn = Counter(arrow.flow.id for arrow in layout.arrows)
    assert drawn == Counter(flow.id for node in graph.nodes.values() for flow in graph.flows_from(node))
    place = {name: row for row, name in enumerate(layout.rows)}
    taken: dict[int, list[tuple[int, int]]] = {}
    for arrow in layout.arrows:
        span = sorted((place[arrow.source], place[arrow.target]))
        if arrow.track:
            assert all(span[1] < a or span[0] > b for a, b in taken.get(arrow.track, []))
            taken.setdefault(arrow.track, []).append((span[0], span[1]))
        elif graph.nodes[arrow.source].kind == Kind.FORK or graph.nodes[arrow.target].kind == Kind.JOIN:
            inside = arrow.target if graph.nodes[arrow.source].kind == Kind.FORK else arrow.source
            column = layout.columns[inside]
            between = layout.rows[span[0] + 1 : span[1]]
            assert all(abs(layout.columns[name] - column) >= 0.5 for name in between if name != inside)
    assert etree.fromstring(drawing.draw(graph, {}).encode()).get("role") == "img"


def test_branches_stand_beside_each_other_under_their_fork() -> None:
    lines = ("start > fork", "fork > a > join", "fork > fork2", "fork2 > b > join2", "fork2 > c > join2")
    xml = draw("p", *lines, "join2 > join", "join > end", a=do(), b=do(), c=do())
    columns = lay_out(nested(parse(xml))).columns
    assert columns == {
        "start": 1.0, "fork": 1.0, "join": 1.0, "end": 1.0, "a": 0.0, "fork2": 1.5, "b": 1.0, "c": 2.0, "join2": 1.5,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("words", "width", "lines"),
    [
        ("", 100, []),
        ("abc def", 100, ["abc def"]),
        ("abcdef ghijkl", 50, ["abcdef", "ghijkl"]),
        ("各部门会签意见", 48, ["各部门会", "签意见"]),
        ("看 A 级", 36, ["看 A", "级"]),
        ("由他负责；毛利低", 48, ["由他负", "责；毛利", "低"]),
        ("字" * 100, 120, ["字" * 10] * 5 + ["字" * 10 + "…"]),
    ],
)
def test_text_is_broken_into_lines(words: str, width: float, lines: list[str]) -> None:
    assert wrapped(words, width) == lines
