"""The map of a buying centre as shapes: where bands, people and arrows lie; pure. Lengths are units of the picture."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from leadtocash.areas.winning.models import ACROSS, Influence, Level, Stakeholder

WIDTH = 812
LEFT, RIGHT = 120, 14  # room for the level's name, and at the other side
NODE_WIDTH, NODE_HEIGHT = 148, 64
GAP, ROW_GAP = 14, 34  # between neighbours, between rows of one band
PADDING, BAND_GAP, TOP = 18, 8, 4
PER_ROW = 4
TIPS = ("plain", "strong", "bad", "line")  # how the points of arrows look
SPAN = WIDTH - LEFT - RIGHT - NODE_WIDTH  # how far a person can be moved to the right

LEVELS: Sequence[Level] = tuple(reversed(Level))


@dataclass(frozen=True)
class Node:
    """A person: the upper left corner of his card."""

    stakeholder: Stakeholder
    x: int
    y: int


@dataclass(frozen=True)
class Band:
    """A level: its upper edge, its height, who stands on it."""

    level: Level
    y: int
    height: int
    nodes: tuple[Node, ...]


@dataclass(frozen=True)
class Arrow:
    """An influence: the path from one card's edge to another's."""

    influence: Influence
    path: str


@dataclass(frozen=True)
class Map:
    bands: tuple[Band, ...]
    arrows: tuple[Arrow, ...]

    @property
    def nodes(self) -> Iterator[Node]:
        return (node for band in self.bands for node in band.nodes)

    @property
    def height(self) -> int:
        last = self.bands[-1]
        return last.y + last.height + TOP


def drawn(stakeholders: Sequence[Stakeholder], influences: Sequence[Influence]) -> Map:
    """Lay out everybody by level, left to right by his place, and the arrows between them."""
    bands, y = [], TOP
    for level in LEVELS:
        nodes = tuple(_band([one for one in stakeholders if one.level == level], y + PADDING))
        rows = max(-(-len(nodes) // PER_ROW), 1)
        height = 2 * PADDING + rows * NODE_HEIGHT + (rows - 1) * ROW_GAP
        bands.append(Band(level, y, height, nodes))
        y += height + BAND_GAP
    places = {node.stakeholder.pk: node for band in bands for node in band.nodes}
    return Map(tuple(bands), tuple(_arrows(influences, places)))


def _band(people: Sequence[Stakeholder], y: int) -> Iterator[Node]:
    """Rows of at most PER_ROW, each person where he was put or where there is room."""
    placed = sorted(people, key=lambda one: (one.place is None, one.place or 0, one.pk))
    for first in range(0, len(placed), PER_ROW):
        row = placed[first : first + PER_ROW]
        down = y + first // PER_ROW * (NODE_HEIGHT + ROW_GAP)
        for one, x in zip(row, _across([one.place for one in row]), strict=True):
            yield Node(one, x, down)


def _across(places: Sequence[int | None]) -> list[int]:
    """Where cards of one row lie: as wished, pushed apart where they would overlap."""
    step, found = NODE_WIDTH + GAP, list[int]()
    for place in places:
        wished = 0 if place is None else place * SPAN // ACROSS
        found.append(max(wished, found[-1] + step) if found else wished)
    most = SPAN
    for index in range(len(found) - 1, -1, -1):
        found[index] = min(found[index], most)
        most = found[index] - step
    return [LEFT + x for x in found]


def _arrows(influences: Sequence[Influence], places: Mapping[int, Node]) -> Iterator[Arrow]:
    for one in influences:
        source, target = places.get(one.source_id), places.get(one.target_id)
        if source and target:
            yield Arrow(one, _path(source, target))


def _path(source: Node, target: Node) -> str:
    """Beside each other a line from side to side, further apart in a row an arc below, else from edge to edge."""
    if source.y == target.y:
        apart = target.x - source.x
        if abs(apart) < 2 * NODE_WIDTH:
            start, end = (source.x + NODE_WIDTH, target.x) if apart > 0 else (source.x, target.x + NODE_WIDTH)
            middle = source.y + NODE_HEIGHT // 2
            return f"M{start} {middle}L{end} {middle}"
        return _curve(source, target, lambda node: node.y + NODE_HEIGHT, bend=22)
    if source.y > target.y:
        return _curve(source, target, lambda node: node.y if node is source else node.y + NODE_HEIGHT)
    return _curve(source, target, lambda node: node.y + NODE_HEIGHT if node is source else node.y)


def _curve(source: Node, target: Node, edge: Callable[[Node], int], *, bend: int | None = None) -> str:
    """From the middle of one card's edge, a little towards the other, to that of the other."""
    lean = max(min((target.x - source.x) // 4, NODE_WIDTH // 3), -NODE_WIDTH // 3)
    x1, x2 = source.x + NODE_WIDTH // 2 + lean, target.x + NODE_WIDTH // 2 - lean
    y1, y2 = edge(source), edge(target)
    half1, half2 = (y1 + bend, y2 + bend) if bend is not None else ((y1 + y2) // 2, (y1 + y2) // 2)
    return f"M{x1} {y1}C{x1} {half1} {x2} {half2} {x2} {y2}"
