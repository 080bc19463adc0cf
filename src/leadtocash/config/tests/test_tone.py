"""How the program speaks Chinese: one form of address, names separated as Chinese separates them."""

from __future__ import annotations

import pytest
from django.utils import translation

from leadtocash.config.messages import PACKAGE
from leadtocash.foundation.kernel.text import joined

pytestmark = pytest.mark.req("PLT-6")


def test_it_addresses_everybody_as_ni() -> None:
    polite = [path for path in PACKAGE.rglob("*.po") if "\u60a8" in path.read_text(encoding="utf-8")]
    assert polite == []


@pytest.mark.parametrize(("language", "said"), [("zh-hans", "王敏、李强"), ("en", "王敏, 李强")])
def test_names_are_separated_as_the_language_does(language: str, said: str) -> None:
    with translation.override(language):
        assert joined(["王敏", "李强"]) == said
