"""A list as a board: a lane for each stage or state, cards in it, how many and how much."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import OperationalError, connection, models, transaction
from django.db.models import Case, CharField, Count, Q, Sum, Value, When
from django.utils.functional import Promise

from leadtocash.foundation.web import formats
from leadtocash.foundation.web.lists import parts
from leadtocash.foundation.web.lists.modes.base import AskedList, Cells, Moves, narrowed, slice_of
from leadtocash.foundation.web.lists.paging import Order

CARDS = 20
#: milliseconds the sums of all lanes may take before each lane is counted no further than MANY
PATIENCE = 400
MANY = 1_000


#: of each lane by its key: count, total, second
Sums = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, kw_only=True)
class Lane:
    """where: the rows that stand in it; to: what a dropped card posts, else its key; note: small print beside it."""

    key: str
    label: Promise | str
    where: Q
    note: str = ""
    to: str = ""


@dataclass(frozen=True, kw_only=True)
class Board:
    """lanes: (person, the value of `switch`) -> lanes; only: which rows of the list it shows.

    title, sub, money, day, foot: keys of columns on a card (foot also functions of row and today); money is summed in
    the head of a lane, and so is `second`. known: (asked list, switch's value, lanes) -> the sums of each lane by its
    key as {count, total, second}, where they are kept and need not be added up; None where they are not.
    late: row, today -> is its foot said in red. switch: name of a Choice filter of which the board always shows one
    value (the sales method). move: where drops post `to`; without it `note` says why nothing moves.
    """

    lanes: Callable[[Any, str], Sequence[Lane]]
    title: str
    sub: str = ""
    money: str = ""
    second: str = ""
    known: Callable[[AskedList, str, Sequence[Lane]], Sums | None] | None = None
    day: str = ""
    foot: Sequence[str | Callable[[Any, Any], str]] = ()
    late: Callable[[Any, Any], bool] | None = None
    only: Callable[[models.QuerySet[Any], Any, Any], models.QuerySet[Any]] | None = None
    order: str = ""
    switch: str = ""
    move: Moves | None = None
    note: Promise | str = ""


def shown(one: AskedList, board: Board) -> dict[str, Any]:
    """What `web/_board.html` takes."""
    options, value = _switch(one, board)
    rows = _rows(one, board, value)
    lanes = board.lanes(one.person, value)
    kept = board.known(one, value, lanes) if board.known is not None else None
    sums = _told(one, board, kept, exact=True, lanes=lanes) if kept is not None else _sums(one, board, rows, lanes)
    return {
        "template": "web/_board.html",
        "lanes": [{**_lane(one, board, rows, lane), **sums[lane.key]} for lane in lanes],
        "switch": options, "note": board.note if board.move is None else "", "movable": board.move is not None,
        "refresh_url": parts.url(one.params),
    }  # fmt: skip


def more(one: AskedList, board: Board, key: str, cursor: str) -> dict[str, Any] | None:
    """The next cards of a lane; None for a lane that is not there."""
    _options, value = _switch(one, board)
    lane = next((lane for lane in board.lanes(one.person, value) if lane.key == key), None)
    return None if lane is None else _lane(one, board, _rows(one, board, value), lane, cursor)


def _switch(one: AskedList, board: Board) -> tuple[list[dict[str, Any]], str]:
    """The values of the switch with their addresses, and the one that holds."""
    found = next((f for f in one.page.filters if f.name == board.switch), None)
    if found is None:
        return [], ""
    choices = found.choices(one.person)
    asked = one.params.get(board.switch, "")
    value = asked if asked in {value for value, _label in choices} else choices[0][0] if choices else ""
    return [
        {"label": label, "url": parts.url(one.params, **{board.switch: key, "cursor": None}), "current": key == value}
        for key, label in choices
    ], value


def _rows(one: AskedList, board: Board, value: str) -> models.QuerySet[Any]:
    rows = narrowed(one, board.only)
    found = next((f for f in one.page.filters if f.name == board.switch), None)
    return found.narrow(rows, {board.switch: value}, one.person) if found is not None else rows


def _lane(one: AskedList, board: Board, rows: models.QuerySet[Any], lane: Lane, cursor: str = "") -> dict[str, Any]:
    asked = one.params.get("ordering")
    order = board.order.removeprefix("-")
    orders = one.orders if asked or not order else [Order(order, descending=board.order.startswith("-"))]
    piece = slice_of(one, rows.filter(lane.where), orders, cursor, CARDS)
    cells, moves = Cells.of(one), board.move(piece.rows, one.person) if board.move else {}
    address = parts.url(one.params, part="lane", lane=lane.key, cursor=piece.next) if piece.next else ""
    return {
        "key": lane.key, "to": lane.to or lane.key, "label": lane.label, "note": lane.note,
        "cards": [_card(one, board, cells, row, moves.get(row.pk, "")) for row in piece.rows], "more_url": address,
    }  # fmt: skip


def _card(one: AskedList, board: Board, cells: Cells, row: Any, move: str) -> dict[str, Any]:
    return {
        "pk": row.pk, "url": row.get_absolute_url(), "title": cells.text(board.title, row) or str(row),
        "sub": cells.text(board.sub, row), "money": cells.text(board.money, row), "day": cells.text(board.day, row),
        "foot": [text for text in (_foot(one, cells, part, row) for part in board.foot) if text],
        "late": board.late is not None and board.late(row, one.today),
        "move": move,
    }  # fmt: skip


def _foot(one: AskedList, cells: Cells, part: str | Callable[[Any, Any], str], row: Any) -> str:
    return part(row, one.today) if callable(part) else cells.text(part, row)


def _sums(one: AskedList, board: Board, rows: models.QuerySet[Any], lanes: Sequence[Lane]) -> dict[str, dict[str, Any]]:
    """How many and how much in each lane: of all where that is quick, else of the first ones, and then so said."""
    cells = Cells.of(one).columns
    values: dict[str, Any] = {"count": Count("pk")}
    for name, key in (("total", board.money), ("second", board.second)):
        column = cells.get(key)
        if column is not None and column.order:
            values[name] = Sum(one.page.computed.get(column.order, column.order))
    exact = True
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('statement_timeout', %s, true)", [str(PATIENCE)])
            found = _at_once(rows.order_by(), lanes, values)
            cursor.execute("SELECT set_config('statement_timeout', '0', true)")
    except OperationalError:
        exact = False
        found = {lane.key: rows.filter(lane.where).order_by()[:MANY].aggregate(**values) for lane in lanes}
    return _told(one, board, found, exact=exact, lanes=lanes)


def _at_once(rows: models.QuerySet[Any], lanes: Sequence[Lane], values: dict[str, Any]) -> dict[str, dict[str, Any]]:
    if not lanes:
        return {}
    whens = [When(lane.where, then=Value(lane.key)) for lane in lanes]
    marked = rows.annotate(lane_key=Case(*whens, default=Value(""), output_field=CharField()))
    return {row["lane_key"]: row for row in marked.values("lane_key").annotate(**values)}


def _told(
    one: AskedList, board: Board, found: Sums, *, exact: bool, lanes: Sequence[Lane]
) -> dict[str, dict[str, Any]]:
    """The sums of each lane in words; `exact`: not only of the first ones."""
    cells = Cells.of(one).columns
    second = cells.get(board.second)
    told = {}
    for lane in lanes:
        sums = found.get(lane.key) or {"count": 0}
        first = not exact and sums["count"] >= MANY

        def said(key: str, name: str, sums: Mapping[str, Any] = sums, *, first: bool = first) -> str:
            text = formats.wan(sums.get(name) or 0) if key in cells else ""
            return f"≥ {text}" if first and text else text

        told[lane.key] = {
            "count": f"{sums['count']:,}{'+' if first else ''}", "total": said(board.money, "total"),
            "more": said(board.second, "second"), "more_label": second.label if second is not None else "",
        }  # fmt: skip
    return told
