"""A page knows its person by one statement, and nobody who may not be known any more."""

from __future__ import annotations

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from leadtocash.foundation.accounts.models import User, UserSession

pytestmark = [pytest.mark.django_db, pytest.mark.req("PLT-2")]


def signed_in(client) -> bool:
    return client.get("/notices/numbers/").status_code == 200


def test_session_person_and_stamps_are_one_statement(page):
    client = page("wang")
    client.get("/notices/numbers/")
    with CaptureQueriesContext(connection) as seen:
        client.get("/notices/numbers/")
    asked = " ".join(one["sql"] for one in seen)
    assert [
        asked.count(f'FROM "{table}"') for table in ("django_session", "accounts_usersession", "accounts_user")
    ] == [1, 1, 0]
    assert asked.count("FROM kernel_stamp") == 1


def test_without_an_entry_in_the_list_the_session_counts_as_django_says(page):
    client = page("wang")
    UserSession.objects.all().delete()
    assert signed_in(client)


@pytest.mark.parametrize("change", [{"is_active": False}, {"password": "another"}])
def test_who_has_left_or_has_another_password_is_signed_out(page, cast, change):
    client = page("wang")
    User.objects.filter(pk=cast.people["wang"].pk).update(**change)
    assert not signed_in(client)


def test_an_expired_session_and_one_entered_for_somebody_else_are_nobody_s(page, cast):
    client, other = page("wang"), page("li")
    Session.objects.filter(pk=client.session.session_key).update(expire_date=timezone.now())
    assert not signed_in(client)
    UserSession.objects.filter(session_key=other.session.session_key).update(person=cast.people["wang"])
    response = other.get("/me/")
    assert response.wsgi_request.user == cast.people["li"]
