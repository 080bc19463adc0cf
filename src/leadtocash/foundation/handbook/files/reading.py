"""Read a policy from its folder; every fault is told with file and line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from importlib.resources.abc import Traversable
from itertools import zip_longest
from pathlib import Path

from leadtocash.foundation.handbook.files.book import Book, Chapter, Clause

ID = r"[A-Z]+[0-9]* [^\s#]+"
_BOOK = re.compile(r"# ([A-Z]+[0-9]*) (\S.*)")
_CHAPTER = re.compile(rf"# ({ID}) (\S.*)")
_CLAUSE = re.compile(rf"## ({ID}) (\S.*)")
_FILE = re.compile(r"(\d+)-([a-z0-9-]+)\.md")
_FORMS = "forms: "


class Unreadable(ValueError):
    """The folder is not a policy: every problem with file and line."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = list(problems)


@dataclass
class _Part:
    """A heading with what stands below it, in one language."""

    line: int
    id: str
    title: str
    forms: tuple[str, ...] = ()
    body: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n".join(self.body).strip("\n")


def read(folder: Traversable | Path) -> Book:
    """Give the policy of a folder. Raises Unreadable with every problem found."""
    problems: list[str] = []
    chapters = []
    heads = _both(folder, "book", problems, _BOOK)
    head_zh, head_en = heads[0] if heads else _none()
    for _number, slug, name in sorted(_chapter_files(folder)):
        pairs = _both(folder, name, problems, _CHAPTER)
        if not pairs:
            continue
        (top_zh, top_en), *rest = pairs
        clauses = tuple(_clause(zh, en) for zh, en in rest)
        chapters.append(Chapter(id=top_zh.id, slug=slug, title_zh=top_zh.title, title_en=top_en.title, clauses=clauses))
    book = Book(
        policy=head_zh.id,
        title_zh=head_zh.title,
        title_en=head_en.title,
        text_zh=head_zh.text,
        text_en=head_en.text,
        chapters=tuple(chapters),
    )
    problems += _wrong_ids(book)
    if problems:
        raise Unreadable(problems)
    return book


def _none() -> tuple[_Part, _Part]:
    return _Part(0, "", ""), _Part(0, "", "")


def _clause(zh: _Part, en: _Part) -> Clause:
    return Clause(
        id=zh.id, title_zh=zh.title, title_en=en.title, text_zh=zh.text, text_en=en.text, forms=zh.forms
    )  # fmt: skip


def _chapter_files(folder: Traversable | Path) -> Iterable[tuple[int, str, str]]:
    for file in folder.iterdir():
        if found := _FILE.fullmatch(file.name):
            yield int(found[1]), found[2], file.name.removesuffix(".md")


def _both(
    folder: Traversable | Path, name: str, problems: list[str], top: re.Pattern[str]
) -> list[tuple[_Part, _Part]]:
    """The parts of a file beside those of its twin; problems are noted."""
    chinese, english = (_parts(folder, f"{name}{end}", problems, top) for end in (".md", ".en.md"))
    pairs = []
    for zh, en in zip_longest(chinese, english):
        if zh is None or en is None or (zh.id, zh.forms) != (en.id, en.forms):
            where = zh or en
            problems.append(f"{name}.en.md: {where.id if where else ''} does not stand beside the same in {name}.md")
            break
        pairs.append((zh, en))
    return pairs


def _parts(folder: Traversable | Path, name: str, problems: list[str], top: re.Pattern[str]) -> list[_Part]:
    try:
        text = folder.joinpath(name).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        problems.append(f"{name}: cannot be read")
        return []
    parts: list[_Part] = []
    for number, line in enumerate(text.splitlines(), 1):
        pattern = _CLAUSE if parts else top
        if line.startswith("#"):
            found = pattern.fullmatch(line)
            if found is None:
                problems.append(f"{name}:{number}: no heading with id and title")
                continue
            parts.append(_Part(number, found[1], found[2].strip()))
        elif not parts:
            problems.append(f"{name}:{number}: a heading comes first")
            break
        elif line.startswith(_FORMS) and not parts[-1].body:
            parts[-1].forms = tuple(code.strip() for code in line.removeprefix(_FORMS).split(",") if code.strip())
        else:
            parts[-1].body.append(line.rstrip())
    if not parts:
        problems.append(f"{name}: empty")
    return parts


def _wrong_ids(book: Book) -> list[str]:
    seen: set[str] = set()
    problems = []
    for clause in book.clauses():
        if not clause.id.startswith(f"{book.policy} "):
            problems.append(f"{clause.id}: does not belong to {book.policy}")
        if clause.id in seen:
            problems.append(f"{clause.id}: stands there twice")
        if not clause.text_zh or not clause.text_en:
            problems.append(f"{clause.id}: has no text")
        seen.add(clause.id)
    return problems
