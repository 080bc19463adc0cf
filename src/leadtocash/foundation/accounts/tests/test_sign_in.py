"""Signing in by page and by token (PLT-6, core)."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from leadtocash.foundation.accounts import lockout, tokens

pytestmark = pytest.mark.req("PLT-6")


def test_nobody_sees_a_page_without_signing_in(db):
    answer = Client().get("/customers/")
    assert (answer.status_code, answer["Location"]) == (302, "/sign-in/?next=%2Fcustomers%2F")


def test_after_signing_in_one_lands_where_one_wanted(cast):
    answer = Client().post("/sign-in/?next=/customers/", {"username": "WANG ", "password": "demo-password"})
    assert (answer.status_code, answer["Location"]) == (302, "/customers/")


@pytest.mark.parametrize("typed", ["ｗａｎｇ", "\u3000Ｗang \u00a0", "\twang\u200b"])
def test_the_user_name_is_understood_however_the_keyboard_wrote_it(cast, typed):
    given = {"username": typed, "password": "demo-password"}
    assert Client().post("/sign-in/", given).status_code == 302
    assert Client().post("/api/v1/tokens/", given).status_code == 200


def test_tries_with_the_name_written_differently_count_for_one_account():
    assert lockout.key_of("ＷＡＮＧ\u3000") == lockout.key_of("wang")


@pytest.mark.parametrize(("name", "password"), [("wang", "wrong"), ("nobody", "demo-password"), ("", "")])
def test_wrong_name_and_wrong_password_get_the_same_answer(cast, name, password):
    answer = Client().post("/sign-in/", {"username": name, "password": password})
    assert answer.status_code == 422
    assert "_auth_user_id" not in answer.client.session


def test_a_foreign_address_is_not_followed(cast):
    answer = Client().post("/sign-in/?next=https://evil.example/", {"username": "wang", "password": "demo-password"})
    assert answer["Location"] == "/"


def test_a_leaver_cannot_sign_in_nor_use_his_token(cast):
    clear = tokens.issue(cast.wang, at=timezone.now())
    cast.wang.is_active = False
    cast.wang.save()
    assert Client().post("/sign-in/", {"username": "wang", "password": "demo-password"}).status_code == 422
    assert Client().get("/api/v1/me/", headers={"Authorization": f"Bearer {clear}"}).status_code == 401


def test_a_token_is_given_for_name_and_password_and_expires(cast):
    answer = Client().post("/api/v1/tokens/", {"username": "wang", "password": "demo-password"})
    clear = answer.json()["token"]
    me = Client().get("/api/v1/me/", headers={"Authorization": f"Bearer {clear}"})
    assert me.json() == {"id": cast.wang.pk, "username": "wang", "name": "王敏", "roles": ["account_manager"]}
    assert tokens.owner_of(clear, at=timezone.now() + timedelta(days=91)) is None


def test_a_wrong_password_gives_no_token(cast):
    answer = Client().post("/api/v1/tokens/", {"username": "wang", "password": "x"})
    assert (answer.status_code, answer.json()["code"]) == (401, "authentication_failed")


def test_the_language_is_changed_for_the_person(cast, page):
    client = page("wang")
    client.post("/language/", {"language": "en"})
    assert "Customers" in client.get("/customers/").content.decode()
    cast.wang.refresh_from_db()
    assert cast.wang.language == "en"


@pytest.mark.parametrize(
    ("current", "new", "changed"),
    [("demo-password", "mei-hua-2026", True), ("wrong", "mei-hua-2026", False), ("demo-password", "12345", False)],
)
def test_one_changes_ones_own_password_knowing_the_old_one(cast, page, current, new, changed):
    client = page("wang")
    answer = client.post("/me/", {"current": current, "new": new})
    cast.wang.refresh_from_db()
    assert (answer.status_code, cast.wang.check_password(new)) == (302 if changed else 422, changed)
    assert client.get("/me/").status_code == 200
