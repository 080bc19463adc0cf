"""Topics as HTML: Markdown without HTML of its own, with links to pages, topics and clauses.

`[Customers](page:customers:list)` leads to a page, `[Inbox](help:inbox)` to a topic, `[[S0 2.4.3]]` to a clause of the
handbook; a word in backquotes is a key.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from markdown_it import MarkdownIt
from markdown_it.token import Token

from leadtocash.foundation.help.topics import Topic
from leadtocash.foundation.web.templatetags.lc import clause

CLAUSE = re.compile(r"\[\[([A-Z]\w* [\w.]+)\]\]")


def html(topic: Topic) -> SafeString:
    """What a topic says below its title, in the reader's language; clauses as the handbook has them now."""
    made = _html(topic, get_language() or "")
    return mark_safe(CLAUSE.sub(lambda found: clause(found[1]), made))  # noqa: S308 - made of our own files, HTML escaped


def clauses_of(text: str) -> list[str]:
    """The clauses a text cites."""
    return CLAUSE.findall(text)


def links_of(text: str) -> Iterator[str]:
    """The links of a text, as they are written."""
    for token in _reader().parse(text):
        yield from (str(part.attrs["href"]) for part in token.children or () if part.type == "link_open")


def address_of(link: str) -> str:
    """The address a link leads to. Raises NoReverseMatch for a page that does not exist."""
    kind, _colon, name = link.partition(":")
    if kind == "page":
        return reverse(name)
    return reverse("help:topic", args=[name]) if kind == "help" else link


@lru_cache(maxsize=500)
def _html(topic: Topic, language: str) -> str:
    reader = _reader()
    tokens = reader.parse(topic.text.partition("\n")[2])
    for token in tokens:
        for part in token.children or ():
            if part.type == "link_open":
                part.attrs["href"] = address_of(str(part.attrs["href"]))
    return str(reader.renderer.render(tokens, reader.options, {}))


def _reader() -> MarkdownIt:
    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    reader.add_render_rule("code_inline", _key)
    return reader


def _key(renderer: Any, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    words = renderer.rules["text"](tokens, index, options, env)
    return " ".join(f"<kbd>{word}</kbd>" for word in words.split())
