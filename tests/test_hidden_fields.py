"""What one may not see shows nowhere: each protected value is looked for on page, export, API, paper, search, history.

Over the small demo company, each protected field of a record gets a value that stands nowhere else; one person of
every role then opens all addresses that could show it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from django.db import models

from leadtocash.foundation.access import fields
from leadtocash.foundation.accounts import tokens
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.custom_fields import definitions
from leadtocash.foundation.custom_fields import seeing as custom
from leadtocash.foundation.custom_fields.actions import define
from leadtocash.foundation.documents.printing import Printer
from leadtocash.foundation.journal.models import Entry
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.search import keeping
from leadtocash.foundation.search.sources import sources
from leadtocash.foundation.web.lists.page import lists
from tests.browsing import client as client_of
from tests.browsing import queries as queries_of
from tests.browsing import text
from tests.test_sweeps import _sweeping, address, kinds, routes, those_who_try

__all__ = ["_sweeping"]
pytestmark = pytest.mark.django_db


NAMED = re.compile(r"\(\?P<(\w+)>[^)]*\)")


@dataclass
class Secret:
    """A value put into one field of one record, and how it may be written."""

    record: models.Model
    name: str
    value: Any

    @property
    def key(self) -> tuple[str, str]:
        return fields.kind_of(self.record), self.name

    def open_to(self, person: User) -> bool:
        """May this person read it?"""
        return fields.sees(person, self.record, self.name)

    def stands_in(self, body: str) -> bool:
        plain = str(self.value)
        return any(one in body for one in (plain, f"{self.value:,}" if isinstance(self.value, Decimal) else plain))


@dataclass
class CustomSecret(Secret):
    """A value in a custom field that only one role sees."""

    field: Any

    def open_to(self, person: User) -> bool:
        return custom.sees(person, self.field)


@pytest.fixture
def secrets(company: Any) -> list[Secret]:
    """One record of each protected kind with its own values, also in its history."""
    found = []
    for kind, rules in fields.kinds().items():
        model = apps.get_model(kind)
        record = model._default_manager.order_by("-pk").first()
        assert record is not None, f"the demo company has no {kind}"
        names = [name for name in rules if name in {f.name for f in model._meta.concrete_fields}]
        for name in names:
            number = len(found) + 1
            value: Any = Decimal(f"{1_713 + number}.{37 + number}")
            if not isinstance(model._meta.get_field(name), models.DecimalField):
                value = f"qx{number}zz71306@example.com" if name == "email" else f"139{71_306_000 + number}"
            model._base_manager.filter(pk=record.pk).update(**{name: value})
            found.append(Secret(record, name, value))
        told = {one.name: [None, str(one.value)] for one in found if one.record is record}
        Entry.objects.create(
            kind=kind, record_id=record.pk, at=company.past.now, verb=_verb(kind), door="page", changes=told
        )
        record.refresh_from_db()
    return [*found, *_custom(company, len(found))]


def _custom(company: Any, start: int) -> Iterator[Secret]:
    """A custom field of each kind that takes part, seen by the general manager."""
    act = Act(by=User.objects.get(username="admin"), at=company.past.now)
    for number, model in enumerate(definitions.kinds(), start=start + 1):
        record: Any = model._default_manager.order_by("-pk").first()
        values = {"kind": fields.kind_of(record), "code": "secret", "label": "\u5bc6", "type": "text"}
        field = define({**values, "seen_by": ["general_manager"], "in_list": True}, act=act)
        value = f"qx{number}zz71306"
        model._base_manager.filter(pk=record.pk).update(extra={"secret": value})
        Entry.objects.create(
            kind=values["kind"], record_id=record.pk, at=company.past.now, verb=_verb(values["kind"]), door="page",
            changes={field.path: [None, value]},
        )  # fmt: skip
        if values["kind"] in sources:
            keeping.keep(values["kind"], [record.pk])
        record.refresh_from_db()
        yield CustomSecret(record, field.path, value, field)


def _verb(kind: str) -> str:
    known = Entry.objects.filter(kind=kind).order_by("seq").values_list("verb", flat=True).first()
    return known or Entry.objects.values_list("verb", flat=True)[0]


@pytest.fixture(autouse=True)
def papers(monkeypatch: pytest.MonkeyPatch) -> None:
    """A paper is looked at as the HTML it is set from."""
    monkeypatch.setattr(Printer, "lay_out", lambda printer, html: html.encode())


def places(secret: Secret) -> Iterator[str]:
    """Every address that shows the record, or something it belongs to: page, tabs, papers, lists, exports, API."""
    record: Any = secret.record
    ids: dict[str, list[int]] = {}
    while record is not None:
        for name, model in kinds().items():
            if isinstance(record, model):
                ids[name] = [record.pk]
                yield f"{record.get_absolute_url()}?tab=history"
                yield from (f"{record.get_absolute_url()}?tab={tab}" for tab in ("lines", "contacts", "purchasing"))
                yield from (f"/{name}/", f"/{name}/?export=csv")
                if isinstance(secret.record, model):
                    yield f"/{name}/?search={secret.value}"
        parent = record.access.parent
        record = getattr(record, parent) if parent else None
    if isinstance(secret.record, apps.get_model("projects", "purchase")):
        ids["purchases"] = [secret.record.pk]
    for route in routes():
        first = route.replace("^", "").removeprefix("api/v1/").split("/")[0]
        found = address(NAMED.sub(r"<\1>", route), ids) if first in ids else None
        if found and "format" not in found:
            yield found
    if hasattr(secret.record, "get_absolute_url"):
        yield f"/search/?q={secret.value}"
        yield f"/api/v1/search/?q={secret.value}"


def shows(body: str, url: str, secret: Secret) -> bool:
    if "search" in url:  # the words themselves come back: what counts is whether the record is found by them
        return str(secret.value) in url and secret.record.get_absolute_url().split("?")[0] in body  # type: ignore[attr-defined]
    return secret.stands_in(body)


def witnesses(secrets: list[Secret]) -> list[tuple[User, list[Secret]]]:
    """For each field two who read its record without it, and three who see it: whoever cannot read the record at all is
    tried by the sweeps."""
    people, chosen = those_who_try(), dict[User, list[Secret]]()
    for one in secrets:
        seen_by = type(one.record)._default_manager.filter(pk=one.record.pk)
        readers = [person for person in people if seen_by.visible_to(person)]
        seeing = [person for person in readers if one.open_to(person)]
        blind = [person for person in readers if person not in seeing]
        for person in (*blind[:2], *seeing[:3]):
            chosen.setdefault(person, []).append(one)
    return list(chosen.items())


@pytest.mark.slow
@pytest.mark.req("PLT-6")
def test_what_one_may_not_see_shows_nowhere_and_what_one_may_see_shows_somewhere(
    company: Any, secrets: list[Secret]
) -> None:
    leaks, seen = [], set[tuple[str, str]]()
    for person, theirs in witnesses(secrets):
        addresses: dict[str, list[Secret]] = {}
        for secret in theirs:
            for url in dict.fromkeys(places(secret)):
                addresses.setdefault(url, []).append(secret)
        client = client_of(person)
        client.raise_request_exception = False
        bearer = {"Authorization": f"Bearer {tokens.issue(person, at=company.past.now)}"}
        may = {id(one): one.open_to(person) for one in theirs}
        for url, those in addresses.items():
            answer = client.get(url, headers=bearer if url.startswith("/api/") else {})
            body = text(answer) if answer.status_code == 200 else ""
            for one in those:
                if not shows(body, url, one):
                    continue
                if may[id(one)]:
                    seen.add(one.key)
                else:
                    leaks.append(f"{url} shows {'.'.join(one.key)} to {person.username}")
    assert leaks == [], "\n".join(leaks)
    assert {one.key for one in secrets} - seen == set()


@pytest.mark.req("PLT-6")
def test_nobody_sorts_or_filters_by_what_he_may_not_see(company: Any) -> None:
    """For every list and person: no column, filter, order or search leads to a field wholly hidden from him."""
    for person in those_who_try():
        for page in lists.values():
            mine = page.seen_by(person)
            model = mine.rows(person).model
            paths = [c.order for c in mine.visible_columns(person) if c.order]
            paths += [f.path for f in mine.visible_filters(person)] + list(mine.search)
            for path in paths:
                found = fields.find(model, path)
                if found is None:
                    continue
                prefix, of, name = found
                rule = fields.rules_of(of)[name]
                assert str(fields.seen_q(person, of, rule.permission, prefix)) == "(AND: )", (page.name, path)


@pytest.mark.req("PLT-3")
def test_an_api_list_asks_the_database_as_often_for_many_rows_as_for_few(company: Any) -> None:
    person = User.objects.get(username="chenlx")
    client = client_of(person)
    client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {tokens.issue(person, at=company.past.now)}"
    grown = []
    for name, model in kinds().items():
        if client.get(f"/api/v1/{name}/").status_code != 200 or model._base_manager.count() < 4:
            continue
        few, many = (queries_of(client, f"/api/v1/{name}/?page_size={size}") for size in (2, 50))
        if many > few + 1:
            grown.append(f"{name}: {few} for two rows, {many} for a page")
    assert grown == []
