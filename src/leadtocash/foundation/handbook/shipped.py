"""The five policies that come with the program, as text: one folder each, beside the pack that brings it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from leadtocash.foundation.handbook.files import Book, read
from leadtocash.foundation.kernel.policy import Row

PACKAGE = "leadtocash.foundation"  # the packs lie above this app: their folders are read, nothing is imported
OWN_AT_FIRST = "S0"


def folders() -> dict[str, Traversable]:
    """Folders of shipped policies by the name of their pack."""
    shipped = files(PACKAGE).joinpath("packs", "shipped")
    found = {}
    for pack in sorted(shipped.iterdir(), key=lambda one: one.name) if shipped.is_dir() else ():
        folder = pack.joinpath("handbook")
        if folder.joinpath("book.md").is_file():
            found[pack.name] = folder
    return found


@cache
def books() -> tuple[Book, ...]:
    """The shipped policies in the order of their codes."""
    return tuple(sorted((read(folder) for folder in folders().values()), key=lambda book: book.policy))


@cache
def rows() -> Mapping[str, Row]:
    """All shipped clauses; what counts where a company has no handbook of its own yet."""
    return {row.id: row for book in books() for row in rows_of(book, own=True)}


def rows_of(book: Book, *, own: bool) -> list[Row]:
    """The clauses of a policy as the kernel wants them."""
    return [
        Row(
            id=clause.id,
            title_zh=clause.title_zh,
            title_en=clause.title_en,
            text_zh=clause.text_zh,
            text_en=clause.text_en,
            chapter=chapter.id,
            forms=clause.forms,
            own=own,
        )
        for chapter in book.chapters
        for clause in chapter.clauses
    ]
