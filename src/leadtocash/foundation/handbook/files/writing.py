"""Write a policy into its folder, the way `read` reads it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from leadtocash.foundation.handbook.files.book import Book, Chapter, Clause


def write(book: Book, folder: Path) -> None:
    """Make the folder hold exactly this policy: its files are written, chapter files of others taken away."""
    folder.mkdir(parents=True, exist_ok=True)
    files = dict(written(book))
    for old in folder.glob("*.md"):
        if old.name not in files:
            old.unlink()
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")


def written(book: Book) -> Iterator[tuple[str, str]]:
    """The files of a policy: name and text."""
    yield "book.md", _part("#", book.policy, book.title_zh, (), book.text_zh)
    yield "book.en.md", _part("#", book.policy, book.title_en, (), book.text_en)
    for number, chapter in enumerate(book.chapters, 1):
        name = f"{number:02}-{chapter.slug}"
        yield f"{name}.md", _chapter(chapter, "zh")
        yield f"{name}.en.md", _chapter(chapter, "en")


def _chapter(chapter: Chapter, language: str) -> str:
    top = _part("#", chapter.id, getattr(chapter, f"title_{language}"), (), "")
    return "\n".join([top, *(_clause(clause, language) for clause in chapter.clauses)])


def _clause(clause: Clause, language: str) -> str:
    title, text = getattr(clause, f"title_{language}"), getattr(clause, f"text_{language}")
    return _part("##", clause.id, title, clause.forms, text)


def _part(sign: str, identifier: str, title: str, forms: tuple[str, ...], text: str) -> str:
    lines = [f"{sign} {identifier} {title}"]
    if forms:
        lines.append(f"forms: {', '.join(forms)}")
    if text:
        lines += ["", text]
    return "\n".join(lines) + "\n"
