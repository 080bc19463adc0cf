"""Counts in the menu: kept for a minute, counted anew after whatever the person does himself."""

import pytest
from django.core.cache import cache

from leadtocash.foundation.web import navigation


@pytest.fixture
def counted(monkeypatch, settings):
    settings.MENU_COUNTS_KEPT = 60
    calls: list[str] = []

    def count(person):
        calls.append(person.username)
        return len(calls), False

    entry = navigation.Entry(group="top", label="x", icon="x", url_name="home:home", count=count)
    monkeypatch.setitem(navigation.entries._things, "test", entry)
    yield calls
    cache.clear()


def test_a_count_is_kept_until_the_person_does_something(counted, page):
    wang, li = page("wang"), page("li")
    for _visit in range(3):
        wang.get("/customers/")
    assert counted == ["wang"]
    li.get("/customers/")
    li.post("/me/", {})
    wang.get("/customers/")
    assert counted == ["wang", "li"]
    wang.post("/me/", {})
    wang.get("/customers/")
    assert counted[-1] == "wang"
