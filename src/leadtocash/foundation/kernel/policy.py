"""Clauses of the company's policies by id ("S0 2.4.3"): what a refusal cites and where its text stands.

The kernel knows no store. The handbook registers a source with `read_from`; the source keeps what it read and
decides itself when to read again, so that a page with many citations asks the database once at most.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from leadtocash.foundation.kernel.language import own_language


@dataclass(frozen=True, kw_only=True)
class Row:
    """One clause as its source gives it, in both languages.

    chapter: id of its chapter; forms: codes of the forms it names; own: it stands in the policies this company
    works by (otherwise the product merely brings it along: a product rule).
    """

    id: str
    title_zh: str
    title_en: str
    text_zh: str
    text_en: str
    chapter: str = ""
    forms: tuple[str, ...] = ()
    own: bool = True


@dataclass(frozen=True)
class Clause:
    """One clause in the reader's language: `short` is what a page prints beside the paragraph sign."""

    id: str
    title: str
    text: str
    short: str
    chapter: str = ""
    forms: tuple[str, ...] = ()
    own: bool = True

    @property
    def slug(self) -> str:
        return slug_of(self.id)

    @property
    def policy(self) -> str:
        """The policy it belongs to: the first word of its id."""
        return self.id.partition(" ")[0]


_KEYED = re.compile("[a-z]{2}")
Source = Callable[[], Mapping[str, Row]]


def _nothing() -> Mapping[str, Row]:
    return {}


_source: Source = _nothing


def read_from(source: Source) -> Source:
    """Take the clauses from this source from now on; gives the one before, so that a test can put it back."""
    global _source
    before, _source = _source, source
    return before


def known(clause_id: str) -> bool:
    return clause_id in _source()


def clause(clause_id: str) -> Clause:
    """Give a clause in the reader's language. Raises LookupError for an id the handbook does not hold."""
    row = _source().get(clause_id)
    if row is None:
        raise LookupError(f"no clause {clause_id!r} in the handbook")
    return _told(row)


def by_slug(slug: str) -> Clause:
    """Give a clause by its address form ("S0-2.4.3")."""
    return clause(id_of(slug))


def handbook() -> list[Clause]:
    """All clauses in the order of the handbook."""
    return [_told(row) for row in _source().values()]


def slug_of(clause_id: str) -> str:
    """The address form of an id: "S0 2.4.3" is "S0-2.4.3"."""
    return clause_id.replace(" ", "-", 1)


def id_of(slug: str) -> str:
    """The id behind an address form."""
    return slug.replace("-", " ", 1)


def _told(row: Row) -> Clause:
    short = _("Policy %(number)s") if row.own else _("Product rule %(number)s")
    title = own_language(row.title_zh, row.title_en)
    return Clause(
        id=row.id,
        title=title,
        text=own_language(row.text_zh, row.text_en),
        short=short % {"number": _number(row.id, title)},
        chapter=row.chapter,
        forms=row.forms,
        own=row.own,
    )


def _number(clause_id: str, title: str) -> str:
    """The id as one says it; "S2 milestone.2.4" is a key in one language, its title is not."""
    return f"{clause_id.partition(' ')[0]} {title}" if _KEYED.search(clause_id) else clause_id
