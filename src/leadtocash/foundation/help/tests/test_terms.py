"""Words of the glossary: each once, with a clause and topics there are; labels that are one explain themselves."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import translation
from tests.cast import Cast

from leadtocash.foundation.help import topics
from leadtocash.foundation.kernel import policy
from leadtocash.foundation.kernel.terms import all_terms, meant_by


@pytest.mark.django_db
def test_every_term_names_only_what_there_is_and_stands_in_the_glossary() -> None:
    glossary = topics.all_topics()["glossary"]
    for term in all_terms():
        assert set(term.topics) <= set(topics.all_topics())
        assert not term.clause or policy.known(term.clause)
        for place, language in enumerate(topics.LANGUAGES):
            assert f"| {term.words[place]} | {term.meanings[place]}" in glossary.source(language)


@pytest.mark.parametrize("language", ["zh-hans", "zh-hant", "en"])
def test_a_label_means_one_term_in_each_language(language: str) -> None:
    with translation.override(language):
        called = [label.lower() for term in all_terms() for label in term.called()]
        assert sorted(called) == sorted(set(called))
        assert all(meant_by(label) for label in called)
        assert meant_by("Customer") is None


@pytest.mark.req("PLT-1")
def test_a_label_that_is_a_term_explains_itself_on_its_page_and_in_its_help(cast: Cast, page: Any) -> None:
    client = page("wang")
    register = client.get("/contracts/virtual/").content.decode()
    assert register.count('class="lc-term"') >= 1
    assert "popover><b>虚拟合同</b> 正式合同签订前" in register
    assert 'href="/handbook/S0-1.3.4/"' in register
    drawer = client.get("/help/virtual-contracts/", headers={"HX-Request": "true"}).content.decode()
    assert "<dt>虚拟合同</dt>" in drawer
    assert "本页的词" in drawer
