"""Pages, refusals and papers for readers of traditional characters; nothing simplified but what people entered."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from tests.cast import Cast

ENTERED = {"上海办事处", "李强", "随程序提供。"}  # kept as data when it was entered
PAGES = ("/", "/opportunities/", "/contracts/", "/projects/", "/inbox/", "/handbook/", "/authority/", "/me/")


@pytest.mark.req("PLT-1")
def test_main_pages_are_in_traditional_characters(cast: Cast, page: Any) -> None:
    """Every character of every sentence is looked at in the kernel's test; here the pages say them at all."""
    from opencc import OpenCC

    up, down = OpenCC("s2t"), OpenCC("t2s")
    client = page("wang")
    client.post("/language/", {"language": "zh-hant"})
    left = {}
    for address in PAGES:
        answer = client.get(address, follow=True)
        html = answer.content.decode()
        assert (answer["Content-Language"], 'lang="zh-hant"' in html) == ("zh-hant", True)
        html = re.sub(r'<button name="language".*?</button>|<script.*?</script>', " ", html, flags=re.DOTALL)
        words = [word for word in re.sub(r"<[^>]+>", " ", html).split() if word not in ENTERED]
        both = set("台准群斗采里游占")  # right in either way of writing
        wrong = {c for c in set("".join(words)) - both if up.convert(c) != c == down.convert(c)}
        if wrong:
            left[address] = [word for word in words if wrong & set(word)]
    assert left == {}
    cast.wang.refresh_from_db()
    assert cast.wang.language == "zh-hant"


@pytest.mark.parametrize(
    ("header", "language"),
    [("zh-TW", "zh-hant"), ("zh-HK,en;q=0.5", "zh-hant"), ("zh-CN", "zh-hans"), ("en", "zh-hans"), ("", "zh-hans")],
)
def test_who_has_not_chosen_reads_the_characters_of_the_browser(cast: Cast, header: str, language: str) -> None:
    answer = Client().get("/sign-in/", headers={"Accept-Language": header})
    assert answer["Content-Language"] == language


def test_an_unknown_language_is_not_taken(page: Any, cast: Cast) -> None:
    page("wang").post("/language/", {"language": "xx"})
    cast.wang.refresh_from_db()
    assert cast.wang.language == "zh-hans"


@pytest.mark.req("PLT-1")
def test_the_api_refuses_in_the_characters_asked_for(cast: Cast, api: Any) -> None:
    said = {
        asked: api("wang").post("/api/v1/customers/", {}, format="json", headers={"Accept-Language": asked}).json()
        for asked in ("zh-TW", "zh-CN", "en-US;q=0.9")
    }
    assert [said[asked]["fields"]["name"][0] for asked in said] == [
        "此為必需欄位。",
        "该字段是必填项。",
        "This field is required.",
    ]
