"""Help: every page has a topic, every topic its words in each language, and nothing it names is missing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import translation
from tests.cast import Cast

from leadtocash.foundation.help import rendering, topics
from leadtocash.foundation.kernel import policy

CODES = sorted(topics.all_topics())
NO_PAGE = {"help", "static", ""}  # help itself; what is no page of an app


def names(patterns: Any = None, space: str = "") -> Iterator[str]:
    """The names of all addresses that are no part of the API."""
    for one in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(one, URLResolver):
            inner = f"{space}:{one.namespace}".strip(":") if one.namespace else space
            if not (one.namespace or "").endswith("-api"):
                yield from names(one.url_patterns, inner)
        elif isinstance(one, URLPattern) and one.name:
            yield f"{space}:{one.name}"


@pytest.mark.req("PLT-1")
def test_every_page_has_a_topic() -> None:
    pages = [name for name in names() if name.partition(":")[0] not in NO_PAGE]
    assert len(pages) > 200
    assert [name for name in pages if topics.for_page(name) is None] == []


def test_no_topic_names_a_page_that_is_gone_and_no_page_stands_twice() -> None:
    known = set(names())
    known |= {f"{name.partition(':')[0]}:*" for name in known}
    named = [page for topic in topics.all_topics().values() for page in topic.pages]
    assert (sorted(set(named) - known), len(named)) == ([], len(set(named)))


def test_topics_and_files_are_the_same_and_stand_under_a_known_heading() -> None:
    for language in topics.LANGUAGES:
        folder = files(topics.HERE).joinpath(f"topics/{language}")
        assert sorted(one.name.removesuffix(".md") for one in folder.iterdir()) == CODES
    assert {topic.group for topic in topics.all_topics().values()} == set(topics.GROUPS)


@pytest.mark.django_db
@pytest.mark.parametrize("code", CODES)
def test_a_topic_is_written_in_both_languages_and_names_only_what_there_is(code: str) -> None:
    topic = topics.all_topics()[code]
    chinese, english = (topic.source(language) for language in topics.LANGUAGES)
    for text in (chinese, english):
        assert text.startswith("# ")
        assert len(text) > 90
        assert [one for one in rendering.clauses_of(text) if not policy.known(one)] == []
        assert "[[" not in rendering.CLAUSE.sub("", text)
        assert all(rendering.address_of(link).startswith("/") for link in rendering.links_of(text))
    assert sorted(rendering.clauses_of(chinese)) == sorted(rendering.clauses_of(english))
    assert not re.search(r"[\u4e00-\u9fff]", english)


@pytest.mark.req("PLT-1")
@pytest.mark.parametrize(
    ("language", "title", "clause"),
    [("zh-hans", "签收", "制度 S0 2.4.3"), ("zh-hant", "簽收", "制度 S0 2.4.3"), ("en", "Sign-off", "Policy S0 2.4.3")],
)
def test_a_topic_opens_in_the_drawer_in_the_readers_language(
    cast: Cast, page: Any, language: str, title: str, clause: str
) -> None:
    client = page("wang")
    client.cookies["lc_lang"] = language
    drawer = client.get("/help/signoff/", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in drawer
    assert f"<h2>{title}</h2>" in drawer
    assert clause in drawer
    assert 'hx-get="/handbook/S0-2.4.3/"' in drawer
    whole = client.get("/help/signoff/").content.decode()
    assert f"<h1>{title}</h1>" in whole


@pytest.mark.parametrize(
    ("address", "topic"),
    [("/", "home"), ("/customers/", "customers"), ("/contracts/virtual/", "virtual-contracts"), ("/inbox/", "inbox")],
)
def test_a_page_leads_to_its_own_help(cast: Cast, page: Any, address: str, topic: str) -> None:
    assert f'href="/help/{topic}/"' in page("wang").get(address).content.decode()


def test_help_is_found_by_its_words_in_either_way_of_writing(cast: Cast, page: Any) -> None:
    client = page("wang")
    with translation.override("zh-hans"):
        assert topics.search("签收 序列号")[0]["topic"].code == "signoff"
    client.cookies["lc_lang"] = "zh-hant"
    for words in ("序列号", "序號"):
        assert "/help/signoff/" in client.get("/help/", {"q": words}).content.decode()
    assert "<script>" not in client.get("/help/", {"q": "<script>"}).content.decode()


def test_what_is_not_there_is_not_found_and_nobody_reads_without_signing_in_but_how_to(cast: Cast, page: Any) -> None:
    assert page("wang").get("/help/nothing/").status_code == 404
    assert Client().get("/help/").status_code == 302
    assert Client().get("/help/sign-in/").status_code == 200
    assert Client().get("/sign-in/").content.decode().count("/help/sign-in/") == 1


def test_html_in_a_topic_is_text() -> None:
    assert rendering._reader().render("<b onclick=x>[a](javascript:x)</b> `Ctrl K`") == (
        "<p>&lt;b onclick=x&gt;[a](javascript:x)&lt;/b&gt; <kbd>Ctrl</kbd> <kbd>K</kbd></p>\n"
    )
