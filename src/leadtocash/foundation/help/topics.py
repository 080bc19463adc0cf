"""The topics of help: which page has which, what a topic says, where its words stand.

A topic is a file of Markdown for Chinese and one for English (topics/zh, topics/en), listed in data/topics.csv with
its group and its pages: names of addresses, "customers:*" for all of an app that no other topic names.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.kernel.language import own_language as shown
from leadtocash.foundation.kernel.language import reads_chinese
from leadtocash.foundation.kernel.terms import Term, all_terms

HERE = "leadtocash.foundation.help"
LANGUAGES = ("zh", "en")
GLOSSARY = "glossary"
GROUPS: dict[str, Any] = {
    "daily": _("Daily work"),
    "selling": _("Customers and opportunities"),
    "contracts": _("Contracts"),
    "projects": _("Projects"),
    "money": _("Money and service"),
    "policy": _("Policy and processes"),
    "own": _("One's own settings"),
    "administration": _("Administration"),
}


@dataclass(frozen=True)
class Topic:
    """pages: names of addresses this topic is the help of; group: under which heading it stands."""

    code: str
    group: str
    pages: tuple[str, ...]

    def source(self, language: str) -> str:
        """What it says, as Markdown, in "zh" or "en"; the glossary with all its words."""
        return _source(self.code, language) + (_glossary(language) if self.code == GLOSSARY else "")

    @property
    def terms(self) -> list[Term]:
        """The words of the glossary its pages use."""
        return [term for term in all_terms() if self.code in term.topics]

    @property
    def text(self) -> str:
        """What it says in the reader's language, as Markdown."""
        return shown(self.source("zh"), self.source("en"))

    @property
    def title(self) -> str:
        """Its first line, in the reader's language."""
        line = self.source("zh" if reads_chinese() else "en").partition("\n")[0]
        return shown(line, line).removeprefix("# ").strip()


@cache
def all_topics() -> dict[str, Topic]:
    """Every topic by its code, in the order of the contents."""
    source = files(HERE).joinpath("data/topics.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(source.splitlines())
    return {row["code"]: Topic(row["code"], row["group"], tuple(row["pages"].split())) for row in rows}


@cache
def for_page(name: str) -> Topic | None:
    """The topic of a page by the name of its address; its own before that of its app."""
    by_page = {page: topic for topic in all_topics().values() for page in topic.pages}
    return by_page.get(name) or by_page.get(f"{name.partition(':')[0]}:*")


def contents() -> list[dict[str, Any]]:
    """Groups with their topics, in order."""
    return [_group(key) for key in GROUPS]


def group_of(topic: Topic) -> dict[str, Any]:
    """The group a topic stands in."""
    return _group(topic.group)


def _group(key: str) -> dict[str, Any]:
    return {"label": GROUPS[key], "topics": [one for one in all_topics().values() if one.group == key]}


def search(words: str) -> list[dict[str, Any]]:
    """Topics that hold all these words: hits in titles first, then the most often said, with a line of each.

    Who reads traditional characters may also type simplified ones.
    """
    wanted = [{word.lower(), shown(word, word).lower()} for word in words.split()]
    found = []
    for topic in all_topics().values():
        text = topic.text
        if all(any(one in text.lower() for one in word) for word in wanted):
            named = sum(any(one in topic.title.lower() for one in word) for word in wanted)
            often = sum(text.lower().count(one) for word in wanted for one in word)
            lines = [line.strip("#-| ").replace("**", "") for line in text.splitlines()[1:] if line.strip("#-| ")]
            first = next((line for line in lines if any(one in line.lower() for one in wanted[0])), lines[0])
            found.append(((-named, -often), {"topic": topic, "line": first}))
    return [hit for _order, hit in sorted(found, key=lambda pair: pair[0])]


@cache
def _source(code: str, language: str) -> str:
    return files(HERE).joinpath(f"topics/{language}/{code}.md").read_text(encoding="utf-8")


def _glossary(language: str) -> str:
    """All terms as a table of Markdown."""
    place = LANGUAGES.index(language)
    rows = [
        f"| {term.words[place]} | {term.meanings[place]}{f' [[{term.clause}]]' if term.clause else ''} |\n"
        for term in all_terms()
    ]
    return "".join(rows)
