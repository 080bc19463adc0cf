"""The first start: once, by one browser, then never again."""

from __future__ import annotations

import threading
from datetime import datetime

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.utils import timezone
from tests.cast import nobody

from leadtocash.config.shipping import ship
from leadtocash.foundation.accounts.models import Department, User
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.errors import RuleError
from leadtocash.foundation.packs import founding, limits
from leadtocash.foundation.packs.models import Founding, PackImport

FORM = {
    "company": "恒信装备",
    "name": "张管",
    "username": "Zhang",
    "password": "correct-horse-9",
    "again": "correct-horse-9",
    "pack": "contract_management",
}


@pytest.fixture
def empty(db):
    """A company nobody has used: shipped roles and processes, no people."""
    limits.forget()
    nobody()
    ship()  # a test that commits empties what was shipped
    yield
    limits.forget()


def test_every_page_leads_a_stranger_to_the_welcome_page(empty):
    for address in ("/", "/sign-in/", "/contracts/"):
        answer = Client().get(address)
        assert (answer.status_code, answer.headers.get("Location")) == (302, "/welcome/")
    body = Client().get("/welcome/").content.decode()
    assert all(words in body for words in ("项目型销售", "质量流程与大客户评审", "业务指引", "公司名称"))


def test_the_company_is_set_up_and_its_administrator_signed_in(empty):
    client = Client()
    answer = client.post("/welcome/", FORM, follow=True)
    body = answer.content.decode()
    assert answer.redirect_chain[0] == ("/", 302)
    assert all(words in body for words in ("恒信装备 已建好", "下一步", "部门"))
    person = User.objects.get(username="zhang")
    assert (person.check_password(FORM["password"]), Department.objects.get().name) == (True, "恒信装备")
    assert limits.number("receivables.notice_days") == 15
    assert Founding.objects.get().by == person
    assert PackImport.objects.get().applied_by == person
    assert client.get("/administration/roles/").status_code == 200


def test_afterwards_it_is_gone_for_ever(empty):
    Client().post("/welcome/", FORM)
    assert Client().get("/welcome/").status_code == 404
    answer = Client().post("/welcome/", {**FORM, "username": "thief"}, follow=True)
    assert answer.redirect_chain == [("/sign-in/", 302)]
    assert "公司已经建好，请登录。" in answer.content.decode()
    User.objects.update(password="!")
    assert Client().get("/welcome/").status_code == 404
    assert Client().get("/").headers["Location"].startswith("/sign-in/")


def test_a_company_in_use_has_no_welcome_page(cast):
    assert Client().get("/welcome/").status_code == 404
    assert Client().get("/sign-in/").status_code == 200


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"password": "short", "again": "short"}, "10"),
        ({"password": "1234567890123", "again": "1234567890123"}, "数字"),
        ({"again": "something-else"}, "两次密码不一样"),
        ({"username": "张三"}, "小写"),
        ({"company": " "}, "必填"),
        ({"pack": "nobody"}, "nobody"),
    ],
)
def test_what_is_wrong_is_told_at_the_field_and_nothing_is_made(empty, change, words):
    answer = Client().post("/welcome/", {**FORM, **change})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not User.objects.exists()
    assert not Founding.objects.exists()


def test_people_taken_over_without_passwords_do_not_shut_it(empty):
    User.objects.create_user("zhang", "张老")
    assert founding.is_open()
    Client().post("/welcome/", FORM)
    assert User.objects.get(username="zhang").name == "张管"


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_of_two_browsers_at_once_one_wins(transactional_db):
    """Both are let in before either has finished; the second waits and finds the company there."""
    ship()
    nobody()
    results: list[str] = []
    start = threading.Barrier(2)

    def found(name: str, at: datetime) -> None:
        wish = founding.Wish(
            company=f"公司{name}", username=name, name=name, password="correct-horse-9", pack="project_sales"
        )
        start.wait()
        try:
            founding.found_company(wish, act=Act(by=None, at=at, door="web"))
            results.append("made")
        except RuleError as refusal:
            results.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=found, args=(name, timezone.now())) for name in ("aaa", "bbb")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == ["already_set_up", "made"]
    assert (User.objects.count(), Department.objects.count(), Session.objects.count()) == (1, 1, 0)
