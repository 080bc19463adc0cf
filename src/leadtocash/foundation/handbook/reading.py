"""The handbook for a reader: policies, chapters and clauses in his language, with what stands beside a clause."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from leadtocash.foundation.handbook import shipped
from leadtocash.foundation.handbook.models import Book, Chapter, HandbookEdition
from leadtocash.foundation.kernel import policy
from leadtocash.foundation.kernel.language import own_language
from leadtocash.foundation.kernel.policy import Clause


@dataclass
class ReadChapter:
    id: str
    title: str
    clauses: list[Clause] = field(default_factory=list)

    @property
    def anchor(self) -> str:
        return self.id.replace(" ", "-").replace(".", "-")


@dataclass
class ReadBook:
    """row: the stored policy, None where only the program brings it."""

    policy: str
    title: str
    text: str
    own: bool
    row: Book | None
    chapters: list[ReadChapter]

    @property
    def count(self) -> int:
        return sum(len(chapter.clauses) for chapter in self.chapters)


@dataclass(frozen=True)
class Block:
    """A piece of text on the page: a paragraph, or points of a list."""

    lines: Sequence[str]
    points: bool


def contents() -> list[ReadBook]:
    """Every policy with its chapters and clauses, the company's own first. Three queries however long they are."""
    stored = {book.policy: book for book in Book.objects.all()}
    titles = _chapter_titles()
    found: dict[str, ReadBook] = {}
    chapters: dict[str, ReadChapter] = {}
    for clause in policy.handbook():
        book = found.get(clause.policy)
        if book is None:
            book = found[clause.policy] = _book(clause.policy, stored.get(clause.policy))
        chapter = chapters.get(clause.chapter)
        if chapter is None:
            title = titles.get(clause.chapter, "")
            chapter = chapters[clause.chapter] = ReadChapter(clause.chapter, title)
            book.chapters.append(chapter)
        chapter.clauses.append(clause)
    return sorted(found.values(), key=lambda book: (not book.own, book.policy))


def search(words: str) -> list[Clause]:
    """Clauses whose number, title or text contains every word."""
    wanted = [word.lower() for word in words.split()]
    return [
        clause
        for clause in policy.handbook()
        if all(word in f"{clause.id} {clause.title} {clause.text}".lower() for word in wanted)
    ]


def neighbours(clause: Clause) -> tuple[Clause | None, Clause | None]:
    """The clauses before and after in the same policy."""
    same = [one for one in policy.handbook() if one.policy == clause.policy]
    place = next(number for number, one in enumerate(same) if one.id == clause.id)
    before = same[place - 1] if place else None
    return before, same[place + 1] if place + 1 < len(same) else None


def below(clause: Clause) -> list[Clause]:
    """The clauses that say more: "S0 2.4.3.1" below "S0 2.4.3"."""
    return [one for one in policy.handbook() if one.id.startswith(f"{clause.id}.")]


def blocks(text: str) -> list[Block]:
    """A text in paragraphs and lists, as the files write it."""
    found = []
    for part in text.split("\n\n"):
        lines = [line for line in part.split("\n") if line.strip()]
        points = bool(lines) and all(line.startswith("- ") for line in lines)
        if lines:
            found.append(Block([line.removeprefix("- ") if points else line for line in lines], points))
    return found


def chapter_title(chapter_id: str) -> str:
    """The title of a chapter in force."""
    return _chapter_titles().get(chapter_id, "")


def _book(code: str, row: Book | None) -> ReadBook:
    if row is not None:
        return ReadBook(code, row.title, row.text, row.is_own, row, [])
    book = next((one for one in shipped.books() if one.policy == code), None)
    title, text = code, ""
    if book is not None:
        title, text = own_language(book.title_zh, book.title_en), own_language(book.text_zh, book.text_en)
    return ReadBook(policy=code, title=title, text=text, own=False, row=None, chapters=[])


def _chapter_titles() -> dict[str, str]:
    brought = {
        chapter.id: own_language(chapter.title_zh, chapter.title_en)
        for book in shipped.books()
        for chapter in book.chapters
    }
    newest = (
        HandbookEdition.objects.exclude(published_at=None)
        .order_by("book_id", "-number")
        .distinct("book_id")
        .values("pk")
    )
    return brought | {chapter.ref: chapter.title for chapter in Chapter.objects.filter(edition__in=newest)}
