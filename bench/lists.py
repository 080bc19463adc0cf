"""Every list round a million deals, for one with few customers, a manager and one who sees everything.

Whole pages inside of one process, without HTTP: the list as it opens, each order, filter, view and search, the pages
behind, the counts of the views, the beginning of an export. Beside each the page's own rows by psycopg alone.
Milliseconds of processor time, Python's and the database's, so that other work on the machine does not count.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import psycopg

from bench import machine
from bench.workload import database
from leadtocash.config import postgres

SIZE, SLOW = 1_000_000, 150.0
#: the lists by their names, with the names of their addresses
LISTS = {
    "customers": "customers:list", "customer_pool": "customers:pool", "contacts": "customers:contacts",
    "leads": "leads:list", "lead-pool": "leads:pool", "visits": "visits:list", "commitments": "visits:commitments",
    "sales-journals": "visits:journals", "stakeholders": "winning:stakeholders", "needs": "winning:needs",
    "values": "winning:values", "rivals": "winning:rivals", "barriers": "winning:barriers",
    "evidence": "winning:library", "competitors": "market:competitors", "competitor_prices": "market:prices",
    "opportunities": "opportunities:list", "presales": "presales:list", "presales_actions": "presales:actions",
    "bids": "bids:list", "bid_bonds": "bids:bonds", "bid_items": "bids:items",
}  # fmt: skip
#: what is searched for in every list: two signs that many have, four signs, something nobody has
WORDS = {"common": "\u8f74\u627f", "rarer": "\u6eda\u73e0\u4e1d\u6760", "nothing": "\u67e5\u65e0\u6b64\u9879"}


@dataclass(frozen=True)
class Taken:
    """What one page took, in milliseconds; sql: its rows alone."""

    who: str
    name: str
    what: str
    page: float
    sql: float

    @property
    def kind(self) -> str:
        return self.what.partition(":")[0]


def main(words: Sequence[str]) -> int:
    """Fill a database, unless a kept one is full already, and print the worst of each kind and all slow ones."""
    options = _options(words)
    if options.inside:
        return _inside(options)
    kept = nullcontext(postgres.Home(options.keep)) if options.keep else machine.scratch_home()
    with kept as home, postgres.running(home) as url:
        (home.root / "static").mkdir(exist_ok=True)
        environ = database(url, home, options.size)
        subprocess.run([sys.executable, "-m", "bench", "lists", *words, "--inside"], env=environ, check=True)
    return 0


def _options(words: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="dev.py bench lists", description=__doc__)
    parser.add_argument("--size", type=int, default=SIZE, help="opportunities")
    parser.add_argument("--requests", type=int, default=3, help="how often each page is asked for")
    parser.add_argument("--only", type=lambda text: text.split(","), default=list(LISTS), help="only these lists")
    parser.add_argument("--who", default="", help="only this one")
    parser.add_argument("--keep", type=Path, help="folder of a database to use again")
    parser.add_argument("--write", type=Path, help="keep the tables in this file")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args(words)


def _inside(options: argparse.Namespace) -> int:
    import django

    django.setup()
    from django.conf import settings
    from django.db import connection

    from bench import around, deals

    settings.ALLOWED_HOSTS = ["*"]
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as bare:
        deals.filled(bare, options.size, None)
        around.filled(bare, options.size)
        connection.ensure_connection()
        clock = machine.Clock(bare, connection.connection)
        found = [
            taken
            for who, person in around.people().items()
            if options.who in ("", who)
            for name in options.only
            for taken in _of_list(name, who, person, bare, clock, options.requests)
        ]
    text = report(found, options.size)
    print(text)
    if options.write:
        options.write.write_text(text + "\n", "utf-8")
    return 0


def _of_list(
    name: str, who: str, person: Any, bare: psycopg.Connection[Any], clock: machine.Clock, times: int
) -> Iterator[Taken]:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from django.urls import reverse

    from leadtocash.foundation.web.lists.page import lists
    from leadtocash.foundation.web.lists.rendering import asked, exported

    address, page = reverse(LISTS[name]), lists[name]
    client = Client(headers={"accept-language": "zh-hans"})
    client.force_login(person)
    if client.get(address, secure=True).status_code != 200:
        return

    def get(params: Mapping[str, str]) -> None:
        if (status := client.get(address, params, secure=True).status_code) != 200:
            raise SystemExit(f"{address}?{urlencode(params)}: {status}")

    def begin() -> None:
        next(exported(asked(page, {}, person)), None)

    for what, params in _cases(page, person):
        call = begin if what == "export" else partial(get, params)
        with CaptureQueriesContext(connection) as seen:
            took = clock.middle(call, times, SLOW)
        rows = [one["sql"] for one in seen.captured_queries if _of_rows(one["sql"])]
        statement = rows[-1] if rows else ""
        sql = clock.middle(partial(_fetch, bare, statement), times, SLOW) if statement else 0.0
        yield Taken(who, name, what, took, sql)
        if took > SLOW:
            print(f"  {who}, {name}, {what}: {took:.0f} ms, rows {sql:.0f}", file=sys.stderr, flush=True)


def _fetch(bare: psycopg.Connection[Any], statement: str) -> None:
    bare.execute(statement).fetchall()  # type: ignore[arg-type]


def _of_rows(statement: str) -> bool:
    """Is it the statement of the rows of a page?"""
    return statement.startswith("SELECT") and statement.rstrip().endswith("LIMIT 51")


def _cases(page: Any, person: Any) -> Iterator[tuple[str, dict[str, str]]]:
    """All that a list can be asked for."""
    yield "opened", {}
    cursor = ""
    for number in range(2, 5):
        if not (cursor := page.slice(page.rows(person), {"cursor": cursor}).next):
            break
        yield f"next: page {number}", {"cursor": cursor}
    for column in page.visible_columns(person):
        if column.order:
            yield f"order: {column.key}", {"ordering": column.key}
    for one in page.visible_filters(person):
        for params in _values(one, page, person):
            yield f"filter: {one.name}", params
    for view in page.views:
        yield f"view: {view.key}", {"view": view.key}
    if page.views:
        yield "counts", {"part": "views"}
    for what, words in WORDS.items() if page.search else ():
        yield f"search: {what}", {"search": words}
    yield "export", {}


def _values(one: Any, page: Any, person: Any) -> Iterator[dict[str, str]]:
    """A value for a filter, of words two: of a choice the first, of another record one that occurs."""
    from leadtocash.foundation.web.lists import Choice, DateRange, Flag, Money, Person, Range, Relation, Text

    if isinstance(one, Person | Relation):
        found = page.rows(person).exclude(**{one.path: None}).order_by().values_list(one.path, flat=True)[:1]
        yield from ({one.name: str(value)} for value in found)
    elif isinstance(one, Choice):
        yield from ({one.name: value} for value, _label in one.choices(person)[:1])
    elif isinstance(one, Flag):
        yield {one.name: "1"}
    elif isinstance(one, DateRange):
        yield {one.name: "last_90_days"}
    elif isinstance(one, Money | Range):
        yield {f"{one.name}_from": "100"}
    elif isinstance(one, Text):
        yield {one.name: WORDS["common"]}
        yield {one.name: WORDS["nothing"]}


def report(found: Sequence[Taken], size: int) -> str:
    """The worst of each kind of each list, and all that took long."""
    kinds = list(dict.fromkeys(one.kind for one in found))
    lines = [f"{size:,} opportunities; page in ms of processor time, its rows by psycopg alone in brackets.", ""]
    lines += [f"| who | list | {' | '.join(kinds)} |", f"|---|---|{'---:|' * len(kinds)}"]
    for who, name in dict.fromkeys((one.who, one.name) for one in found):
        cells = []
        for kind in kinds:
            those = [one for one in found if (one.who, one.name, one.kind) == (who, name, kind)]
            worst = max(those, key=lambda one: one.page, default=None)
            cells.append(f"{worst.page:.0f} ({worst.sql:.0f})" if worst else "")
        lines.append(f"| {who} | {name} | {' | '.join(cells)} |")
    slow = sorted((one for one in found if one.page > SLOW), key=lambda one: -one.page)
    lines += ["", f"{len(slow)} of {len(found)} pages took more than {SLOW:.0f} ms:", ""]
    lines += [f"- {one.who}, {one.name}, {one.what}: {one.page:.0f} ({one.sql:.0f})" for one in slow]
    return "\n".join(lines)
