"""Which pages are measured, by whom, and the bare SQL of the rows each shows."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from leadtocash.foundation.accounts.models import User, UserSession
from leadtocash.foundation.accounts.session_store import SessionStore
from leadtocash.foundation.web.lists.page import PAGE_SIZE, ListPage

SLOW = 15  # milliseconds from which a query's plan is worth reading


@dataclass(frozen=True, kw_only=True)
class Case:
    """One page for one person; expected: what its body must show to count."""

    who: str
    person: User
    what: str
    path: str
    sql: str
    values: tuple[Any, ...]
    rows: int
    expected: str = ""


def cases(people: dict[str, User], size: int, *, with_inbox: bool) -> list[Case]:
    """The same pages for everybody."""
    from leadtocash.areas.projects.tables.projects import PROJECTS

    try:
        address = reverse("projects:list")
    except NoReverseMatch:
        raise SystemExit("the project list has no page yet") from None
    wanted = {
        "first page": {},
        "page 200, or the last": {"cursor": "200"},
        "state: arrived": {"state": "arrived"},
        "search: a code": {"search": f"XM-{size // 2 + 1:07}"},
        "search: part of a code": {"search": f"{size // 2 + 1:07}"[-5:]},
        "search: common word (2 signs)": {"search": "轴承"},
        "search: rarer word (4 signs)": {"search": "滚珠丝杠"},
        "search: one customer": {"search": f"第{size // 10 + 1}有限公司"},
        "search: nothing found": {"search": "查无此项"},
    }
    found = []
    for who, person in people.items():
        for what, params in wanted.items():
            found.append(_of_list(PROJECTS, address, who, person, what, dict(params)))
        found.append(_counts(PROJECTS, address, who, person))
        if with_inbox:
            found += _inbox(who, person)
    return found


def _of_list(page: ListPage, address: str, who: str, person: User, what: str, params: dict[str, str]) -> Case:
    rows = page.selected(params, person, timezone.localdate())
    if params.get("cursor"):
        params["cursor"] = _deep(page, rows, int(params["cursor"]))
    with CaptureQueriesContext(connection) as seen:
        piece = page.slice(rows, params)
    statement, values = _statement(seen)
    query = "&".join(f"{name}={value}" for name, value in params.items())
    shown = str(piece.rows[0].code) if piece.rows else ""
    return Case(
        who=who, person=person, what=what, path=_quoted(f"{address}?{query}" if query else address), sql=statement,
        values=values, rows=len(piece.rows), expected=shown,
    )  # fmt: skip


def _deep(page: ListPage, rows: Any, number: int) -> str:
    """The cursor before this page, or before the last one where there are fewer."""
    known = rows.order_by().values("pk")[: (number - 1) * PAGE_SIZE + 1].count()
    before = min((number - 1) * PAGE_SIZE, max((known - 1) // PAGE_SIZE, 1) * PAGE_SIZE)
    return page.slice(rows, {}, before).next


def _counts(page: ListPage, address: str, who: str, person: User) -> Case:
    rows = page.selected({}, person, timezone.localdate())
    with CaptureQueriesContext(connection) as seen:
        page.slice(rows, {})
    statement, values = _statement(seen)
    return Case(
        who=who, person=person, what="counts of the views (after the page)", path=f"{address}?part=views",
        sql=statement, values=values, rows=len(page.views),
    )  # fmt: skip


def _inbox(who: str, person: User) -> list[Case]:
    try:
        address = reverse("workflow:inbox")
    except NoReverseMatch:
        print("  the inbox has no page yet", file=sys.stderr)
        return []
    statement = (
        "SELECT i.*, n.title, n.record_kind, n.record_id FROM workflow_workitem i JOIN workflow_processinstance n "
        "ON n.id = i.instance_id WHERE i.assignee_id = %s AND i.state = 'open' "
        "ORDER BY i.opened_at DESC, i.id DESC LIMIT 51"
    )
    return [Case(who=who, person=person, what="inbox", path=address, sql=statement, values=(person.pk,), rows=50)]


def queries_of(case: Case, *, explain: bool) -> int:
    """How many statements the page makes; with explain, the plan of each slow one goes to the error output."""
    settings.ALLOWED_HOSTS = ["*"]
    client = Client()
    client.force_login(case.person)
    client.get(case.path)
    with CaptureQueriesContext(connection) as seen:
        client.get(case.path)
    if explain:
        for query in seen.captured_queries:
            if query["sql"].startswith("SELECT"):
                _explain(case, query["sql"])
    return len(seen.captured_queries)


def _explain(case: Case, statement: str) -> None:
    """Print the plan of a statement that the database itself needs long for; the machine may just have been busy."""
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN (ANALYZE, BUFFERS) " + statement.replace("%", "%%"), ())
        plan = [str(line[0]) for line in cursor.fetchall()]
    needed = float(plan[-1].split()[-2])
    if needed >= SLOW:
        print(f"\n-- {case.who}, {case.what}: {needed:.0f} ms\n{statement}", *plan, sep="\n   ", file=sys.stderr)


def session(person: User) -> str:
    """The key of a session in which this person is signed in."""
    store = SessionStore()
    store[SESSION_KEY] = str(person.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = person.get_session_auth_hash()
    store.create()
    now = timezone.now()
    UserSession.objects.create(person=person, session_key=store.session_key, since=now, seen_at=now)
    return str(store.session_key)


def _statement(seen: CaptureQueriesContext) -> tuple[str, tuple[Any, ...]]:
    """The last statement that was captured: psycopg wants its percent signs doubled only with values."""
    return str(seen.captured_queries[-1]["sql"]).replace("%", "%%"), ()


def _quoted(path: str) -> str:
    from urllib.parse import quote

    return quote(path, safe="/?&=-_.")
