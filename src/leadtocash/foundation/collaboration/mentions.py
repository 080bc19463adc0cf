"""Who is meant by "@name" in a text. A name that two people bear is written as user name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from leadtocash.foundation.access.scoping import kind_of
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.collaboration import seeing
from leadtocash.foundation.journal.models import Entry
from leadtocash.foundation.kernel.errors import RuleError

LONGEST = 60
OFFERED = 8
LOOKED_AT = 40
#: an "@" within a word is part of a mail address
_SIGN = re.compile(r"(?<![\w.])[@\uff20]")


def mentioned(text: str, record: Any) -> list[User]:
    """The people named in a text, each once, in order. Raises RuleError for one who may not see the record, or whose
    name more than one of those bears who may."""
    found: dict[int, User] = {}
    for sign in _SIGN.finditer(text):
        person = _meant(text[sign.end() : sign.end() + LONGEST], record)
        if person is not None:
            found[person.pk] = person
    return list(found.values())


def _meant(after: str, record: Any) -> User | None:
    """The active person whose name or user name begins the text, the longest that does."""
    line = after.split("\n", 1)[0]
    beginnings = [line[:end] for end in range(1, len(line) + 1)]
    known = list(User.objects.filter(Q(name__in=beginnings) | Q(username__in=beginnings), is_active=True))
    known = [person for person in known if _length(person, line)]
    if not known:
        return None
    longest = max(_length(person, line) for person in known)
    same = [person for person in known if _length(person, line) == longest]
    may = seeing.seeing(same, record)
    if not may:
        sentence = _("%(name)s may not see this record and cannot be mentioned here.") % {"name": same[0].name}
        raise RuleError(sentence, code="mention_unseen")
    if len(may) > 1:
        names = ", ".join(f"@{person.username}" for person in may)
        sentence = _("%(count)s people are called %(name)s. Write whom you mean: %(names)s.")
        values = {"count": len(may), "name": may[0].name, "names": names}
        raise RuleError(sentence % values, code="mention_ambiguous")
    return may[0]


def _length(person: User, line: str) -> int:
    """How much of the line is this person's name; a Latin name must end where the word ends."""
    fits = [
        len(word)
        for word in (person.name, person.username)
        if line.startswith(word) and not (word[-1].isascii() and line[len(word) : len(word) + 1].isascii()
        and line[len(word) : len(word) + 1].isalnum())
    ]  # fmt: skip
    return max(fits, default=0)


def offered(words: str, record: Any, *, asking: User) -> list[dict[str, str]]:
    """People to choose from while one types: {name, insert, hint}; only those who may see the record.

    Without words, those who did something on it last.
    """
    people = seeing.seeing(_candidates(words, record, asking), record)[:OFFERED]
    names = [person.name for person in User.objects.filter(name__in={p.name for p in people}, is_active=True)]
    return [
        {
            "name": person.name,
            "insert": person.username if names.count(person.name) > 1 else person.name,
            "hint": person.username,
        }
        for person in people
    ]


def _candidates(words: str, record: Any, asking: User) -> Iterable[User]:
    rows = User.objects.filter(is_active=True).exclude(pk=asking.pk).order_by("name", "pk")
    if words:
        return rows.filter(Q(name__icontains=words) | Q(username__istartswith=words))[:LOOKED_AT]
    acted = Entry.objects.filter(kind=kind_of(record), record_id=record.pk, actor__isnull=False).order_by("-seq")
    last = list(dict.fromkeys(acted.values_list("actor", flat=True)[:200]))[:OFFERED]
    found = rows.in_bulk(last)
    return [found[pk] for pk in last if pk in found]


def parts(text: str, people: Iterable[User]) -> Iterator[tuple[str, bool]]:
    """The text cut where somebody is mentioned: (piece, is it a mention)."""
    names = sorted({word for person in people for word in (person.name, person.username)}, key=len, reverse=True)
    if not names:
        yield text, False
        return
    pattern = re.compile(rf"((?<![\w.])[@\uff20](?:{'|'.join(map(re.escape, names))}))")
    for place, piece in enumerate(pattern.split(text)):
        if piece:
            yield piece, place % 2 == 1
