"""What a process keeps is never older than what its transaction sees, and never what was rolled back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection, transaction

from leadtocash.foundation.accounts.models import Role
from leadtocash.foundation.kernel import stamps
from leadtocash.foundation.kernel.stamps import Kept

pytestmark = [pytest.mark.django_db, pytest.mark.req("ORG-4")]


@pytest.fixture
def names() -> Kept[list[str]]:
    """The names of the roles that begin with "x"."""
    return Kept(
        "organisation", lambda: sorted(Role.objects.filter(code__startswith="x").values_list("name", flat=True))
    )


@contextmanager
def request() -> Iterator[None]:
    stamps._begin()
    yield
    stamps._end()


def a_role(code: str) -> None:
    Role.objects.create(code=code, name=code)


def elsewhere(deed: Callable[[], Any]) -> Any:
    """Done by another connection, in a thread of its own."""

    def done() -> Any:
        try:
            return deed()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(done).result()


def test_within_a_request_one_statement_and_none_where_the_stamps_came_along(names, django_assert_num_queries):
    with request():
        names()
    with request(), django_assert_num_queries(1):
        assert names() == names()
    with request():
        given = Role.objects.annotate(stamps=stamps.column())[0].stamps
        stamps.note(given)
        with django_assert_num_queries(0):
            names()


def test_one_s_own_change_is_seen_at_once_and_what_was_taken_back_is_gone(names):
    with request():
        assert names() == []
        a_role("x1")
        assert names() == ["x1"]
        Role.objects.filter(code="x1").update(name="x2")
        assert names() == ["x2"]
        with transaction.atomic():
            a_role("x3")
            assert names() == ["x2", "x3"]
            transaction.set_rollback(True)
        assert names() == ["x2"]
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM accounts_role WHERE code LIKE 'x%'")
        assert names() == []


@pytest.mark.django_db(transaction=True)
def test_what_was_rolled_back_is_not_taken_for_what_another_has_stored(names):
    with request():
        with transaction.atomic():
            a_role("x1")
            assert names() == ["x1"]
            transaction.set_rollback(True)
        assert names() == []
    elsewhere(lambda: a_role("x2"))
    with request():
        assert names() == ["x2"]


@pytest.mark.django_db(transaction=True)
def test_nobody_else_sees_a_change_before_it_is_committed(names):
    def of_a_request() -> list[str]:
        with request():
            return names()

    assert elsewhere(of_a_request) == []
    with transaction.atomic():
        a_role("x1")
        assert names() == ["x1"]
        assert elsewhere(of_a_request) == []
        assert names() == ["x1"]
    assert elsewhere(of_a_request) == ["x1"]


@pytest.mark.django_db(transaction=True)
def test_two_at_once_wait_for_each_other_and_both_are_seen(names):
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            a_role("x1")
            other = pool.submit(elsewhere, lambda: a_role("x2"))
            assert names() == ["x1"]
        other.result(10)
    with request():
        assert names() == ["x1", "x2"]


@pytest.mark.django_db(transaction=True)
def test_a_long_request_goes_by_what_it_read_the_next_one_does_not(names):
    with request():
        assert names() == []
        elsewhere(lambda: a_role("x1"))
        assert names() == []
    with request():
        assert names() == ["x1"]
