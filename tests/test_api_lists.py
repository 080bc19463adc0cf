"""Lists of the API are read as columns (`access.reading`): for every list and role the same as from the records."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from leadtocash.foundation.access import api as listing
from leadtocash.foundation.access.reading import _plan
from leadtocash.foundation.accounts import tokens
from leadtocash.foundation.accounts.models import Position, User

pytestmark = pytest.mark.django_db


def views() -> Iterator[tuple[str, Any]]:
    """The address of every paged list of records, and its view."""
    for part in get_resolver().url_patterns:
        if not isinstance(part, URLResolver) or not str(part.app_name).endswith("-api"):
            continue
        for one in part.url_patterns:
            kind: Any = getattr(getattr(one, "callback", None), "cls", None)
            lists = (getattr(one.callback, "actions", None) or {}).get("get") == "list"
            if not (isinstance(one, URLPattern) and lists and issubclass(kind, listing.RecordViewSet)):
                continue
            if kind.pagination_class is not None:  # a few records are answered whole, by the serializer
                yield reverse(f"{part.app_name}:{one.name}"), kind(action="list", request=None, format_kwarg=None)


def one_of_each_role() -> list[User]:
    rows = Position.objects.filter(person__is_active=True).select_related("person").order_by("pk")
    return list({one.role_id: one.person for one in rows}.values())


@pytest.mark.req("PLT-3")
def test_a_list_says_what_the_serializer_says_of_its_records(company: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """As a whole or by the fields asked for: each person asks every list in one way, in turn; who sees all, in both."""
    different, compared = [], set[str]()
    for turn, person in enumerate(one_of_each_role()):
        client = Client()
        client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {tokens.issue(person, at=company.past.now)}"
        for place, (address, view) in enumerate(views()):
            plan = _plan(view.get_serializer_class())
            readable = ",".join(name for name, one in plan.items() if one is not None)
            ways = ["", f"?fields={readable}&ordering="]
            for query in ways if person.username == "chenlx" else [ways[(place + turn) % 2]]:
                as_columns = client.get(address + query)
                if as_columns.status_code != 200 or not as_columns.json()["results"]:
                    continue
                compared.add(address)
                with monkeypatch.context() as records:
                    records.setattr(listing, "reading_of", lambda *_: None)
                    as_records = client.get(address + query)
                if (as_columns.status_code, as_columns.content) != (as_records.status_code, as_records.content):
                    pairs = zip(as_columns.json()["results"], as_records.json()["results"], strict=True)
                    first = next((a, b) for a, b in pairs if json.dumps(a) != json.dumps(b))
                    different.append((person.username, address, first))
    assert different == []
    assert len(compared) > 10
