"""Parts of a policy pack, and how two states of a part are compared in words. Areas add parts in their wiring."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from django.utils.translation import gettext as _

from leadtocash.foundation.kernel.registry import Registry
from leadtocash.foundation.kernel.text import Words

Files = Mapping[str, str]
HIDDEN = "#"  # a field named so is shown only where nothing else differs
Kind = Literal["added", "changed", "missing"]


@dataclass(frozen=True, kw_only=True)
class Trouble:
    """Something wrong in a file, as a sentence; line 0: the whole file. stops: the part cannot be taken over."""

    file: str
    sentence: str
    line: int = 0
    stops: bool = True

    def __str__(self) -> str:
        where = _("%(file)s, line %(line)d") % {"file": self.file, "line": self.line} if self.line else self.file
        return _("%(where)s: %(what)s") % {"where": where, "what": self.sentence}


@dataclass(frozen=True, kw_only=True)
class Item:
    """One thing a part holds: a process, the rows of a document, a method, a limit.

    fields: what a person compares, name in words -> value in words (several lines where it is a text); value: what
    writing and applying need, opaque to everybody else.
    """

    key: str
    label: str
    fields: Mapping[str, str]
    value: Any = None


@dataclass(frozen=True)
class Content:
    """What a part holds, in a pack or in the company."""

    items: Mapping[str, Item] = field(default_factory=dict)
    troubles: tuple[Trouble, ...] = ()

    def only(self, keys: Any) -> Content:
        """The same with these items alone."""
        return Content({key: item for key, item in self.items.items() if key in keys})


@dataclass(frozen=True)
class Change:
    """One field that differs: as it is, as the pack wants it."""

    name: str
    old: str
    new: str

    @property
    def is_text(self) -> bool:
        return any("\n" in text or "→" in text or len(text) > 80 for text in (self.old, self.new))


@dataclass(frozen=True)
class Difference:
    """added: only in the pack; changed: in both, but not the same; missing: only in the company, where it stays."""

    kind: Kind
    item: Item
    changes: tuple[Change, ...] = ()

    @property
    def label(self) -> str:
        return self.item.label


Applied = Callable[..., list[str]]


@dataclass(frozen=True, kw_only=True)
class Part:
    """owns: does this path of the pack belong to the part; current: the company's state; read, write: the files.

    check: what stands against taking it over in this company, as troubles; apply(differences, act=, reason=) does it
    inside one transaction and says in sentences what was done; it gets only what was added or changed.
    shipped: what the product itself ships, the ground on which the shipped packs stand. permission: what one needs
    beside the managing of packs. text: what taking it over means, in one sentence.
    """

    name: str
    label: Words
    order: int
    text: Words
    owns: Callable[[str], bool]
    current: Callable[[], Content]
    read: Callable[[Files], Content]
    write: Callable[[Content], dict[str, str]]
    apply: Applied
    shipped: Callable[[], Content] = Content
    permission: str = ""
    check: Callable[[Content], Sequence[Trouble]] = lambda _content: ()


parts: Registry[Part] = Registry("part of a policy pack")


def in_order() -> list[Part]:
    """All parts in the order in which they are taken over."""
    return sorted(parts.values(), key=lambda part: (part.order, part.name))


def compare(old: Content, new: Content) -> list[Difference]:
    """What `new` would change in `old`: added and changed things first, then what stays because it is not named."""
    found = []
    for key, item in new.items.items():
        if key not in old.items:
            found.append(Difference("added", item, tuple(Change(n, "", t) for n, t in _shown(item.fields))))
        elif changes := _changes(old.items[key], item):
            found.append(Difference("changed", item, changes))
    found += [Difference("missing", item) for key, item in old.items.items() if key not in new.items]
    return found


def _shown(fields: Mapping[str, str]) -> list[tuple[str, str]]:
    return [(name, text) for name, text in fields.items() if not name.startswith(HIDDEN)]


def _changes(old: Item, new: Item) -> tuple[Change, ...]:
    names = dict.fromkeys([*new.fields, *old.fields])
    pairs = [Change(name, old.fields.get(name, ""), new.fields.get(name, "")) for name in names]
    changed = [change for change in pairs if change.old != change.new]
    open_ones = [change for change in changed if not change.name.startswith(HIDDEN)]
    if open_ones or not changed:
        return tuple(open_ones)
    return (Change(changed[0].name.removeprefix(HIDDEN), changed[0].old, changed[0].new),)
