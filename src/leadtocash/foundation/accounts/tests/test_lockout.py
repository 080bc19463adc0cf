"""Guessing is slow, is counted over processes, and tells nothing (PLT-6)."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from leadtocash.foundation.accounts import lockout, policy
from leadtocash.foundation.accounts.models import SignInCounter, SignInEvent

pytestmark = pytest.mark.req("PLT-6")
NOW = timezone.now()


def wrong(name="wang", at=NOW, address="10.0.0.1"):
    try:
        lockout.reserve(name, address, at=at)
    except lockout.Locked as locked:
        return locked.until
    return None


def test_three_tries_are_free_then_each_waits_longer_then_the_account_is_locked(db):
    assert [wrong() for _ in range(4)] == [None] * 4
    assert wrong() == NOW + timedelta(seconds=1)
    at = NOW + timedelta(seconds=2)
    assert wrong(at=at) is None
    assert wrong(at=at) == at + timedelta(seconds=2)
    at += timedelta(seconds=3)
    assert wrong(at=at) is None
    assert wrong(at=at) == at + timedelta(minutes=15)
    assert wrong(at=at + timedelta(minutes=16)) is None


def test_a_name_nobody_has_is_locked_with_the_same_sentence(cast):
    def sentence(name):
        client = Client()
        for _ in range(9):
            SignInCounter.objects.update(locked_until=None)
            answer = client.post("/sign-in/", {"username": name, "password": "wrong"})
        return answer.context["form"].non_field_errors()[0][:12]

    lasting = sentence("wang")
    SignInCounter.objects.all().delete()
    assert sentence("nobody-here") == lasting
    assert lasting != ""


def test_while_locked_the_right_password_is_refused_too_and_an_administrator_unlocks(cast):
    rules = policy.current()
    now = timezone.now()
    SignInCounter.objects.create(
        kind="account", key=lockout.key_of("wang"), failures=rules.tries_account, last_at=now,
        locked_until=now + timedelta(minutes=10),
    )  # fmt: skip
    right = {"username": "wang", "password": "demo-password"}
    assert Client().post("/sign-in/", right).status_code == 422
    assert lockout.unlock(cast.wang)
    assert Client().post("/sign-in/", right).status_code == 302
    assert not lockout.unlock(cast.wang)


def test_signing_in_clears_the_account_but_not_what_the_address_tried(cast):
    for name in ("a1", "a2", "a3"):
        Client().post("/sign-in/", {"username": name, "password": "x"})
    Client().post("/sign-in/", {"username": "wang", "password": "demo-password"})
    assert SignInCounter.objects.get(kind="account", key=lockout.key_of("wang")).failures == 0
    assert SignInCounter.objects.get(kind="address").failures == 3


def test_an_address_is_locked_for_every_name(db):
    SignInCounter.objects.create(
        kind="address", key="10.0.0.9", failures=60, last_at=NOW, locked_until=NOW + timedelta(minutes=5)
    )
    assert wrong("somebody", address="10.0.0.9") == NOW + timedelta(minutes=5)
    assert wrong("somebody", address="10.0.0.8") is None


@pytest.mark.django_db(transaction=True)
def test_many_at_once_get_no_more_tries_than_one():
    got = []

    def guess():
        try:
            got.append(wrong("target"))
        finally:
            connection.close()

    threads = [threading.Thread(target=guess) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert got.count(None) == 4


def test_what_was_typed_into_the_wrong_field_is_not_kept(cast):
    Client().post("/sign-in/", {"username": "my-secret-password", "password": "x"})
    line = SignInEvent.objects.get()
    assert (line.name, line.person, line.what, line.why) == ("my…", None, "refused", "wrong")


def test_who_signed_in_when_from_where_and_how_is_written(cast):
    Client().post(
        "/sign-in/", {"username": "wang", "password": "demo-password"}, headers={"User-Agent": "Chrome on Windows"}
    )
    line = SignInEvent.objects.get()
    assert (line.person, line.what, line.how, line.address, line.agent) == (
        cast.wang, "signed_in", "password", "127.0.0.1", "Chrome on Windows",
    )  # fmt: skip
