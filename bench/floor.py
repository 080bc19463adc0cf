"""The same work by a bare WSGI application and psycopg: no sign-in, no data scope, no rules, no history to prove.

What it answers in is the least that HTTP and Python cost; the product is measured against it in the same run.
"""

from __future__ import annotations

import json
import os
import threading
import urllib.parse
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from typing import Any

import psycopg
from psycopg.rows import dict_row

LIST = """SELECT o.id, o.name, c.name AS customer, o.sp, o.stage, o.close, o.rev, o.rev * o.prob / 100 AS weighted,
    o.prob, o.created FROM floor_opp o JOIN floor_cust c ON c.id = o.cust_id WHERE sp = %(sp)s AND stage = %(stage)s
    ORDER BY close LIMIT 50"""
HITS = """SELECT id, name, cname, sp, stage, close, rev, prob, created FROM floor_opp
    WHERE {0} ORDER BY close LIMIT 50"""
SAME = "zh_grams(name || ' ' || cname) @@ %(grams)s::tsquery AND strpos(name || ' ' || cname, %(word)s) > 0"
SUMS = """SELECT stage, date_trunc('month', close) AS month, count(*), sum(rev), sum(rev * prob) / 100 AS weighted
    FROM floor_opp GROUP BY 1, 2 ORDER BY 1, 2"""
NEW = """INSERT INTO floor_opp (name, cust_id, sp, stage, prob, rev, created, close, cname)
    VALUES (%(name)s, %(customer)s, %(sp)s, 1, 10, 1000, now(), current_date, 'x') RETURNING id, name, stage"""
MOVE = """WITH was AS (SELECT id, stage FROM floor_opp WHERE id = %(id)s FOR UPDATE), moved AS (UPDATE floor_opp o
    SET stage = was.stage + 1, updated = now() FROM was WHERE o.id = was.id RETURNING
    o.id, was.stage AS old, o.stage AS new)
    INSERT INTO floor_hist (opp_id, field, old, new, who) SELECT id, 'stage', old, new, 1
    FROM moved RETURNING opp_id, new"""
STATEMENTS = {
    "W1": (LIST, "SELECT count(*) FROM floor_opp WHERE sp = %(sp)s AND stage = %(stage)s"),
    "W2": (HITS.format(SAME), f"SELECT count(*) FROM floor_opp WHERE {SAME}"),
    "W3": (SUMS,),
    "W4": (NEW,),
    "W5": (MOVE,),
    "W6": (
        "SELECT o.*, c.name AS customer FROM floor_opp o JOIN floor_cust c ON c.id = o.cust_id WHERE o.id = %(id)s",
        "SELECT * FROM floor_hist WHERE opp_id = %(id)s ORDER BY id DESC LIMIT 30",
    ),
}
_mine = threading.local()


def rows(connection: psycopg.Connection[Any], operation: str, values: dict[str, Any]) -> list[list[dict[str, Any]]]:
    """The rows of each statement of one operation."""
    with connection.cursor(row_factory=dict_row) as cursor:
        return [cursor.execute(one, values).fetchall() for one in STATEMENTS[operation]]  # type: ignore[arg-type]


def application(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    """/W1?sp=1&stage=2 …: the operation's rows as JSON."""
    if not hasattr(_mine, "connection"):
        _mine.connection = psycopg.connect(os.environ["DATABASE_URL"], autocommit=True, prepare_threshold=1)
    operation = environ["PATH_INFO"].strip("/")
    if not operation:
        start("200 OK", [("Content-Length", "0")])
        return []
    values: dict[str, Any] = dict(urllib.parse.parse_qsl(environ["QUERY_STRING"]))
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    values |= json.loads(body) if body else {}
    answer = json.dumps(rows(_mine.connection, operation, values), default=_plain, ensure_ascii=False).encode()
    start("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(answer)))])
    return [answer]


def _plain(value: Any) -> Any:
    return float(value) if isinstance(value, Decimal) else value.isoformat() if isinstance(value, date) else str(value)
