"""Which servers are taken, and the one sentence the others get."""

from __future__ import annotations

import pytest

from leadtocash.config import database
from leadtocash.config.sentences import PlainError
from leadtocash.config.tests.conftest import create

FIT = {"version": 150004, "encoding": "UTF8", "ctype": "C.UTF-8", "provider": "c", "locale": ""}


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"ctype": "zh_CN.UTF-8"},
        {"ctype": "en_US.utf8"},
        {"provider": "i", "locale": "zh-Hans", "ctype": "en_US.UTF-8"},
        {"version": 180001, "ctype": "C", "provider": "b", "locale": "C.UTF-8"},
    ],
)
def test_a_server_that_knows_chinese_letters_is_taken(said: dict) -> None:
    database.refuse_unfit(**{**FIT, **said})


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"version": 140011}, r"runs PostgreSQL 14\.11; 15 or newer is needed"),
        ({"ctype": "C"}, "LC_CTYPE C, which does not know Chinese letters"),
        ({"ctype": "POSIX"}, "LC_CTYPE POSIX"),
        ({"ctype": "C", "provider": "b", "locale": "C"}, "LC_CTYPE C"),
        ({"encoding": "SQL_ASCII"}, "stores text as SQL_ASCII"),
    ],
)
def test_an_unfit_server_is_refused_with_what_to_do(said: dict, sentence: str) -> None:
    with pytest.raises(PlainError, match=sentence):
        database.refuse_unfit(**{**FIT, **said})


def test_a_real_database_with_lc_ctype_c_is_refused_and_one_with_c_utf_8_taken(server: str) -> None:
    with pytest.raises(PlainError, match="LC_CTYPE C,"):
        database.examine(create(server, "LC_COLLATE 'C' LC_CTYPE 'C'"))
    assert database.examine(create(server)) >= 15


def test_a_server_that_does_not_answer_is_one_clear_sentence() -> None:
    with pytest.raises(PlainError, match=r"cannot be reached: .*Connection refused"):
        database.examine("postgresql://nobody@127.0.0.1:1/none")


def test_database_url_is_used_where_it_is_given(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", server)
    monkeypatch.setenv("LEADTOCASH_DATA", "/nonexistent")
    with database.database() as url:
        assert url == server
        assert database.own_home() is None
