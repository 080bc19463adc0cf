"""Sweeps written once over every address: no failure, no leak, both languages, no query per row.

They run over a small demo company, which has a record of every kind in many states.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.template.base import Template
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver

from leadtocash.foundation.access.api import RecordViewSet
from leadtocash.foundation.accounts import tokens
from leadtocash.foundation.accounts.models import Position, User
from leadtocash.foundation.documents.printing import Printer
from leadtocash.foundation.web import errors
from tests.browsing import client as client_of

pytestmark = pytest.mark.django_db
SKIPPED = ("static/", "sign-out/", "language/")
HAN = re.compile(r"[\u3400-\u9fff]")
#: a hit in the policy, which everybody reads, whatever else is called by the same word
HANDBOOK = re.compile(r'<li>(?:(?!</li>).)*?href="/handbook/.*?</li>', re.DOTALL)


@pytest.fixture(scope="module", autouse=True)
def _sweeping(company: Any) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        kinds.cache_clear()
        quickly(patch)
        yield


def quickly(patch: pytest.MonkeyPatch) -> None:
    """Nothing is left out, only not done twice.

    Templates are rendered as by the server, without the test client's copy of every context of every include; a form,
    whose page is rendered each time, is set in type once for each title; and the page that says "not found" is drawn
    once for each person and language.
    """
    lay_out, laid_out = Printer.lay_out, dict[str, bytes]()
    page, pages = errors._page, dict[tuple[Any, ...], bytes]()

    def drawn(request: HttpRequest, status: int, title: str, message: str) -> HttpResponse:
        key = (status, getattr(getattr(request, "user", None), "pk", None), title)
        if key not in pages:
            pages[key] = page(request, status, title, message).content
        return HttpResponse(pages[key], status=status)

    def once(printer: Printer, html: str) -> bytes:
        title = html.partition("<title>")[2].partition("</title>")[0]
        if title not in laid_out:
            laid_out[title] = lay_out(printer, html)
        return laid_out[title]

    patch.setattr(Template, "_render", lambda template, context: template.nodelist.render(context))
    patch.setattr(Printer, "lay_out", once)
    patch.setattr(errors, "_page", drawn)


def routes() -> list[str]:
    """Every address of the site, as a route."""
    return [route for route, _callback in _routes(get_resolver().url_patterns, "")]


def _routes(patterns: Any, prefix: str) -> Iterator[tuple[str, Any]]:
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _routes(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern):
            yield route, pattern.callback


@cache
def kinds() -> dict[str, type[Any]]:
    """Models that know who may see them, by the address of their page ("/contracts/7/" -> contracts)."""
    found: dict[str, type[Any]] = {}
    for model in apps.get_models():
        if not hasattr(model, "access") or not hasattr(model, "get_absolute_url"):
            continue
        pages = {
            row.pk: row.get_absolute_url().strip("/").split("/") for row in model._base_manager.order_by("pk")[:50]
        }
        if pages and all(len(parts) == 2 and parts[1] == str(pk) for pk, parts in pages.items()):
            found.setdefault(next(iter(pages.values()))[0], model)  # a part that shows its whole comes after it
    return found


def address(route: str, ids: dict[str, list[int]]) -> str | None:
    """The route with real ids filled in; None where none is known."""
    plain = re.sub(r"\(\?P<(\w+)>[^)]*\)", r"<\1>", route)
    plain = re.sub(r"\\[Z.]|\^|\$|\?", "", plain)
    first = plain.removeprefix("api/v1/").split("/")[0]
    if "<" in plain:
        pks = ids.get(first) or [1]
        plain = re.sub(r"<(?:int:)?(?:pk|[a-z]+_id)>", str(pks[0]), plain)
        plain = plain.replace("<str:slug>", "S0-2.4.3").replace("<str:kind>", "contracts.contract")
        plain = plain.replace("<str:key>", "contract_review").replace("<key>", "contract_review")
    return None if "<" in plain or plain.startswith(SKIPPED) else "/" + plain


def addresses(ids: dict[str, list[int]]) -> list[str]:
    found = {address(route, ids) for route in routes()}
    return sorted(a for a in found if a and not a.endswith(".(P<format>[a-z0-9]+)/") and "format" not in a)


#: these try every address, and post to it; of all others each tries every third address, in turn
POSTING = ("wangmin", "wufang")
EVERYWHERE = ("admin", *POSTING)
TURNS = 3
#: beside one person of each role: sellers and a manager whose scope lies elsewhere
ELSEWHERE = ("wangmin", "zhaokai", "lvfang", "wufang")


def those_who_try() -> list[User]:
    """One person of every role the company has, some from other regions, and a stranger without any position."""
    of_role: dict[int, User] = {}
    for position in Position.objects.select_related("person").order_by("person__username"):
        of_role.setdefault(position.role_id, position.person)
    stranger = User.objects.create_user("nobody", "Stranger")
    chosen = {
        person.pk: person for person in [*of_role.values(), *User.objects.filter(username__in=ELSEWHERE), stranger]
    }
    return list(chosen.values())


@dataclass
class Seen:
    """What became of one visit to an address, and the words of its page."""

    who: str
    url: str
    status: int
    words: list[str]


def own_ids(person: User) -> dict[str, list[int]]:
    """For each kind a record this person may see, else one he may not."""
    found = {}
    for name, model in kinds().items():
        mine = model._default_manager.visible_to(person).values_list("pk", flat=True).first()
        found[name] = [mine or model._base_manager.values_list("pk", flat=True).first() or 1]
    return found


def visit(client: Client, who: str, url: str) -> Seen:
    answer = client.get(url)
    html = answer.status_code == 200 and answer.get("Content-Type", "").startswith("text/html")
    return Seen(who, url, answer.status_code, labels(answer.content.decode()) if html else [])


@pytest.fixture(scope="module")
def visits(company: Any) -> list[Seen]:
    """Every address with a record of his own, in Chinese: by three people all, by the others in turn."""
    seen = []
    with transaction.atomic():
        for turn, person in enumerate(those_who_try()):
            client = client_of(person)
            client.raise_request_exception = False
            client.cookies["lc_lang"] = "zh-hans"
            for place, url in enumerate(addresses(own_ids(person))):
                his = person.username in EVERYWHERE or (place + turn) % TURNS == 0
                if his and not url.startswith("/api/"):
                    seen.append(visit(client, person.username, url))
        transaction.set_rollback(True)
    return seen


@pytest.mark.slow
@pytest.mark.req("ORG-4")
def test_no_address_fails_for_any_role(visits: list[Seen]) -> None:
    """GET of every address: an answer, never a failure."""
    assert [f"{s.url} by {s.who}: {s.status}" for s in visits if s.status >= 500] == []


@pytest.mark.slow
@pytest.mark.req("ORG-4")
def test_no_empty_post_fails(company: Any) -> None:
    wrong: list[str] = []
    for person in User.objects.filter(username__in=POSTING):
        client = client_of(person)
        client.raise_request_exception = False
        for url in addresses(own_ids(person)):
            if url.startswith("/api/"):
                continue
            with transaction.atomic():
                posted = client.post(url)
                transaction.set_rollback(True)
            if posted.status_code >= 500:
                wrong.append(f"POST {url} by {person.username}: {posted.status_code}")
    assert wrong == [], "\n".join(wrong)


def routes_with_own_number() -> dict[str, list[str]]:
    """For each kind the routes where its number follows its name; a part's own number stands elsewhere."""
    own, found = re.compile(r"(?:api/v1/)?([\w-]+)/<"), {name: list[str]() for name in kinds()}
    for route in routes():
        if (one := own.match(route)) and one[1] in found:
            found[one[1]].append(route)
    return found


@pytest.mark.slow
@pytest.mark.req("ORG-4")
def test_records_outside_the_scope_are_404_on_page_and_api_and_in_no_list(company: Any) -> None:
    """Outside the scope there is no page, no API answer, no post, no line in a list or an export.

    What may be sent to the API is tried by the next test.
    """
    routes_of_kind = routes_with_own_number()
    leaks: list[str] = []
    for person in those_who_try():
        client = client_of(person)
        client.raise_request_exception = False
        bearer = {"Authorization": f"Bearer {tokens.issue(person, at=company.past.now)}"}
        for name, model in kinds().items():
            visible = set(model._default_manager.visible_to(person).values_list("pk", flat=True))
            hidden = model._base_manager.exclude(pk__in=visible).order_by("pk").first()
            if hidden is None:
                continue
            for route in routes_of_kind[name]:
                url = address(route, {name: [hidden.pk]})
                if not url or str(hidden.pk) not in url.split("/"):
                    continue
                extra = {"headers": bearer} if url.startswith("/api/") else {}
                for verb in ("get",) if extra else ("get", "post"):
                    with transaction.atomic():
                        answer = getattr(client, verb)(url, **extra)
                        transaction.set_rollback(True)
                    if answer.status_code not in (403, 404, 405):
                        leaks.append(f"{verb} {url} by {person.username}: {answer.status_code}")
            leaks += list_leaks(client, bearer, person, name, hidden)
    assert leaks == [], "\n".join(leaks)


def api_addresses() -> list[tuple[type[RecordViewSet], str, list[str]]]:
    """The addresses of records over the API: what serves them, the route, the methods it takes."""
    found = []
    for route, callback in _routes(get_resolver().url_patterns, ""):
        served = getattr(callback, "cls", object)
        if issubclass(served, RecordViewSet) and "<pk>" in route and "<format>" not in route:
            found.append((served, route, [method for method in callback.actions if method != "head"]))
    return found


def hidden_from(person: User, served: type[RecordViewSet]) -> int | None:
    """The number of a record that this person finds neither by its scope nor in the list of this address."""
    rows = served.model._base_manager.exclude(
        pk__in=served.model._default_manager.visible_to(person).values("pk")  # type: ignore[attr-defined]
    )
    if hasattr(served, "page"):
        rows = rows.exclude(pk__in=served.page.rows(person).values("pk"))
    number: int | None = rows.order_by("pk").values_list("pk", flat=True).first()
    return number


@pytest.mark.slow
@pytest.mark.req("ORG-4")
def test_over_the_api_a_record_outside_the_scope_is_not_there_whatever_is_sent(company: Any) -> None:
    """404, or 403 of any number: what is wrong with the body would say that the record exists."""
    told: list[str] = []
    for turn, person in enumerate(those_who_try()):
        client = client_of(person)
        client.raise_request_exception = False
        bearer = {"Authorization": f"Bearer {tokens.issue(person, at=company.past.now)}"}
        hidden: dict[type[RecordViewSet], int | None] = {}
        for place, (served, route, methods) in enumerate(api_addresses()):
            if (place + turn) % TURNS:
                continue
            if served not in hidden:
                hidden[served] = hidden_from(person, served)
            if hidden[served] is None:
                continue
            plain = re.sub(r"\(\?P<\w+>[^)]*\)", "1", route.replace(r"(?P<pk>\d+)", str(hidden[served])))
            url = "/" + re.sub(r"[\^$]", "", plain)
            for method in methods:
                with transaction.atomic():
                    answer = getattr(client, method)(url, headers=bearer)
                    transaction.set_rollback(True)
                if answer.status_code not in (403, 404):
                    told.append(f"{method} {url} by {person.username}: {answer.status_code}")
    assert told == [], "\n".join(told)


def list_leaks(client: Client, bearer: dict[str, str], person: User, name: str, hidden: Any) -> list[str]:
    """Lists, exports and search that name a hidden record."""
    mark = next((str(getattr(hidden, f)) for f in ("number", "code", "draft_number") if getattr(hidden, f, "")), "")
    if not mark:
        return []
    leaks = []
    for url in (
        f"/{name}/",
        f"/{name}/?search={mark}",
        f"/{name}/?export=csv",
        f"/search/?q={mark}",
        f"/api/v1/{name}/?search={mark}",
    ):
        answer: Any = client.get(url, headers=bearer if url.startswith("/api/") else {})
        if answer.status_code != 200:
            continue
        body = (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode()
        shown = body.replace(f'value="{mark}"', "").replace(f"q={mark}", "")
        shown = re.sub(rf"search(=|%3D){mark}", "", shown)
        if url.startswith("/search/"):
            shown = shown.replace(f'<span class="sub">{mark}</span>', "")
            shown = HANDBOOK.sub("", shown)
        if url.startswith("/api/"):
            shown = str([row.get("id") for row in answer.json()["results"]])
            mark_here = f"{hidden.pk}"
            if re.search(rf"\b{mark_here}\b", shown):
                leaks.append(f"{url} shows {name} {hidden.pk} to {person.username}")
        elif mark in shown.replace(f">{mark}<i", ""):
            leaks.append(f"{url} shows {mark} to {person.username}")
    return leaks


@pytest.mark.slow
@pytest.mark.req("PLT-1")
def test_no_page_in_chinese_has_english_words(visits: list[Seen]) -> None:
    """Labels, buttons and table heads are in the chosen language; data stays as the company wrote it."""
    latin = re.compile(r"[A-Za-z][A-Za-z ,.'()/-]{3,}")
    wrong = {f"{s.url}: {words}" for s in visits for words in s.words if latin.fullmatch(words)}
    assert sorted(wrong) == []


@pytest.mark.slow
@pytest.mark.req("PLT-1")
def test_no_page_in_english_has_chinese_words(visits: list[Seen]) -> None:
    """Each page once, by one of those who may open it."""
    wrong: set[str] = set()
    pages = {s.url: s.who for s in reversed(visits) if s.words}
    for who in set(pages.values()):
        client = client_of(User.objects.get(username=who))
        client.cookies["lc_lang"] = "en"
        for url in (url for url, his in pages.items() if his == who):
            wrong |= {f"{url}: {words}" for words in visit(client, who, url).words if HAN.search(words)}
    assert sorted(wrong) == []


def labels(html: str) -> list[str]:
    """The words a page brings itself: table heads, labels, headings of cards; no choices, nothing marked as data."""
    html = re.sub(r"<(kbd|select)\b.*?</\1>", "", html, flags=re.DOTALL)
    html = re.sub(r'<(th|label|h2|dt|legend)\b[^>]* translate="no"[^>]*>.*?</\1>', "", html, flags=re.DOTALL)
    found = re.findall(r"<(?:th|label|h2|dt|legend)\b[^>]*>(.*?)</(?:th|label|h2|dt|legend)>", html, re.DOTALL)
    plain = [re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", words)).strip() for words in found]
    return [words for words in plain if words]


@pytest.mark.req("PLT-3")
def test_a_list_asks_the_database_as_often_for_many_rows_as_for_few(company: Any) -> None:
    """No query per row: the first page of each list costs the same for one row as for all."""
    person = User.objects.get(username="chenlx")
    client = client_of(person)
    grown: list[str] = []
    for name, model in kinds().items():
        if client.get(f"/{name}/").status_code != 200:
            continue
        with CaptureQueriesContext(
            connection,
        ) as many:
            client.get(f"/{name}/")
        first = model._base_manager.order_by("-pk").first()
        mark = next((str(getattr(first, f)) for f in ("number", "code", "draft_number") if getattr(first, f, "")), "x")
        with CaptureQueriesContext(connection) as few:
            client.get(f"/{name}/?search={mark}")
        if len(many) > len(few) + 2:
            grown.append(f"/{name}/: {len(few)} for one row, {len(many)} for a page")
    assert grown == []


@pytest.mark.req("PLT-9")
def test_the_invariants_hold_over_the_whole_company(company: Any) -> None:
    from leadtocash.foundation.kernel.checks import run_all

    assert run_all() == []
