"""Lists of what grows with the company open, and are searched, by indexes: with a million rows as with ten."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.urls import get_resolver

from leadtocash.foundation.search.grams import Grams
from leadtocash.foundation.web.lists.page import ListPage, lists
from leadtocash.foundation.web.lists.paging import is_walked
from leadtocash.foundation.web.lists.searching import INDEXED

GROWING = (
    "opportunities", "customers", "contacts", "leads", "lead-pool", "visits", "commitments", "stakeholders", "needs",
    "values", "rivals", "barriers", "bids", "presales",
)  # fmt: skip
#: of commitments one has few: they are read quicker than all the places of a word are found
BY_ROW = ("what__icontains", "who__icontains")


@pytest.fixture(autouse=True)
def declared() -> None:
    """All lists are declared once their addresses are known."""
    assert get_resolver().url_patterns


def _grams(model: type[models.Model]) -> set[str]:
    """The fields of a model with a gram index."""
    found = set()
    for index in model._meta.indexes:
        for expression in index.expressions if isinstance(index, GinIndex) else ():
            if isinstance(expression, Grams):
                found |= {source.name for source in expression.get_source_expressions()}
    return found


def _end(model: Any, path: str) -> tuple[type[models.Model], str]:
    """The model and the field at the end of a path."""
    *steps, name = path.split("__")
    for step in steps:
        model = model._meta.get_field(step).related_model
    return model, name


def _texts(page: ListPage, model: type[models.Model]) -> Iterator[str]:
    """The paths a list is searched by, and those filters that promise to be quick."""
    yield from page.search
    for one in page.filters:
        if getattr(one, "lookup", "") == INDEXED.strip("_"):
            yield f"{one.path}{INDEXED}"


@pytest.mark.req("PLT-3")
@pytest.mark.parametrize("name", GROWING)
def test_a_growing_list_is_searched_by_gram_indexes_only(name: str, cast: Any) -> None:
    page = lists[name]
    model = page.model_of(cast.chen)
    for path in _texts(page, model):
        if name == "commitments" and path in BY_ROW:
            continue
        assert path.endswith(INDEXED), path
        end, field = _end(model, path.removesuffix(INDEXED))
        assert field in _grams(end), path


@pytest.mark.req("PLT-3")
@pytest.mark.parametrize("name", GROWING)
def test_a_growing_list_opens_along_an_index(name: str, cast: Any) -> None:
    page = lists[name]
    assert is_walked(page.model_of(cast.chen), page.orders_of({})[0])
