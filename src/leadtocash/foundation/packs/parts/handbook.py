"""The handbook: the policies the company works by, clause by clause, in the files the handbook itself reads.

One policy lies in handbook/ itself, several each in a folder of its code (handbook/s3/).
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from leadtocash.foundation.handbook import actions, files, queries
from leadtocash.foundation.handbook.actions.storing import book_of
from leadtocash.foundation.handbook.models import Book
from leadtocash.foundation.handbook.permissions import CHANGE
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.language import own_language
from leadtocash.foundation.packs.registry import HIDDEN, Content, Difference, Files, Item, Part, Trouble

FOLDER, OWN = "handbook/", "own"


def current() -> Content:
    """The editions in force of the policies the company works by."""
    books = {}
    for row in Book.objects.filter(is_own=True):
        edition = queries.edition_in_force(row)
        if edition is not None:
            books[row.policy] = book_of(edition)
    return _content(books, ())


def read(given: Files) -> Content:
    """Every policy in the folder."""
    books: dict[str, files.Book] = {}
    troubles: list[Trouble] = []
    for folder, texts in sorted(_folders(given).items()):
        try:
            book = files.read(_in_memory(texts))
        except files.Unreadable as error:
            troubles += [Trouble(file=folder.rstrip("/"), sentence=problem) for problem in error.problems]
            continue
        if book.policy in books:
            troubles.append(Trouble(file=folder.rstrip("/"), sentence=_("this policy is in it twice")))
        books[book.policy] = book
    return _content(books, troubles)


def write(content: Content) -> dict[str, str]:
    """The files of every policy."""
    books = {key: item.value for key, item in content.items.items() if key != OWN}
    alone = len(books) == 1
    return {
        f"{FOLDER}{'' if alone else key.lower() + '/'}{name}": text
        for key, book in books.items()
        for name, text in files.written(book)
    }


def apply(differences: Sequence[Difference], *, act: Act, reason: str) -> list[str]:
    """Publish changed policies as their next edition; then the company works by exactly the named ones."""
    done = []
    for difference in differences:
        if difference.item.key != OWN:
            edition = actions.import_book(difference.item.value, reason=reason, act=act)
            done.append(_("%(policy)s is published as edition %(n)d.") % {"policy": edition.book, "n": edition.number})
    for difference in differences:
        if difference.item.key == OWN:
            own: Sequence[str] = difference.item.value
            for book in Book.objects.all():
                actions.adopt(book, own=book.policy in own, act=act)
            done.append(_("The company works by %(policies)s.") % {"policies": ", ".join(own)})
    return done


def _content(books: Mapping[str, files.Book], troubles: Sequence[Trouble]) -> Content:
    items = {policy: _item(book) for policy, book in sorted(books.items())}
    if books:
        own = sorted(books)
        items[OWN] = Item(
            key=OWN, label=_("Policies the company works by"), fields={_("Policies"): ", ".join(own)}, value=own
        )
    return Content(items, tuple(troubles))


def _item(book: files.Book) -> Item:
    """A policy in the reader's language; what differs only in the other one is told as such."""
    title = own_language(book.title_zh, book.title_en)
    fields = {_("Title"): title, _("Introduction"): own_language(book.text_zh, book.text_en)}
    for chapter in book.chapters:
        name = f"{chapter.id} {own_language(chapter.title_zh, chapter.title_en)}"
        count = len(chapter.clauses)
        fields[name] = ngettext("%(n)d clause", "%(n)d clauses", count) % {"n": count}
        for clause in chapter.clauses:
            texts = (
                own_language(clause.title_zh, clause.title_en),
                own_language(clause.text_zh, clause.text_en),
                ", ".join(clause.forms),
            )
            fields[clause.id] = "\n".join(text for text in texts if text)
    whole = "\0".join(text for _name, text in files.written(book))
    fields[HIDDEN + _("Text in the other language")] = hashlib.sha256(whole.encode()).hexdigest()[:12]
    return Item(key=book.policy, label=f"{book.policy} {title}", fields=fields, value=book)


def _folders(given: Files) -> dict[str, dict[str, str]]:
    """Folder of a policy -> its files by name."""
    found: dict[str, dict[str, str]] = {}
    for path, text in given.items():
        place = PurePosixPath(path)
        found.setdefault(f"{place.parent}/", {})[place.name] = text
    return found


def _in_memory(texts: Mapping[str, str]) -> zipfile.Path:
    """The files as a folder one can walk through, without a disk."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, text in texts.items():
            archive.writestr(name, text)
    return zipfile.Path(zipfile.ZipFile(buffer))


PART = Part(
    name="handbook",
    label=gettext_lazy("Policy handbook"),
    order=5,
    text=gettext_lazy("The company then works by the policies of the pack; each becomes an edition of its own."),
    permission=CHANGE,
    owns=lambda path: path.startswith(FOLDER) and path.endswith(".md"),
    current=current,
    read=read,
    write=write,
    apply=apply,
)
