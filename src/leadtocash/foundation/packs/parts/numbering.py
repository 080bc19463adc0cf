"""Numbering rules: the pattern of every series."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leadtocash.foundation.administration.actions import check_repeats, checked_pattern, write_pattern
from leadtocash.foundation.administration.permissions import NUMBERING
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.numbering import numbers
from leadtocash.foundation.packs.registry import Content, Difference, Files, Item, Part, Trouble
from leadtocash.foundation.packs.writing import Table, csv_text

FILE, COLUMNS = "numbering.csv", ("series", "pattern")


def current() -> Content:
    """The pattern of every series."""
    return Content({kind: _item(kind, pattern) for kind, pattern in numbers.patterns().items()})


def shipped() -> Content:
    """The patterns the product ships."""
    return Content({kind: _item(kind, one.pattern) for kind, one in numbers.series.items()})


def read(files: Files) -> Content:
    """The patterns, each checked."""
    table = Table(FILE, files[FILE], COLUMNS)
    items: dict[str, Item] = {}
    for line, row in table.rows():
        kind, pattern = row["series"], row["pattern"]
        if kind not in numbers.series:
            what = _("this version numbers no papers “%(kind)s”; the row is left out") % {"kind": kind}
            table.trouble(line, what, stops=False)
            continue
        if kind in items:
            table.trouble(line, _("“%(name)s” is in it twice") % {"name": kind})
            continue
        try:
            items[kind] = _item(kind, checked_pattern(pattern))
        except ValidationError as error:
            table.trouble(line, " ".join(error.messages))
    return Content(items, tuple(table.troubles))


def check(content: Content) -> Sequence[Trouble]:
    """Patterns that would give numbers again."""
    troubles, now = [], numbers.patterns()
    for kind, item in content.items.items():
        try:
            if item.value != now[kind]:
                check_repeats(kind, item.value)
        except ValidationError as error:
            troubles.append(Trouble(file=FILE, sentence=f"{item.label}: {' '.join(error.messages)}"))
    return troubles


def write(content: Content) -> dict[str, str]:
    """One table, series in order of their codes."""
    rows = [{"series": kind, "pattern": content.items[kind].value} for kind in sorted(content.items)]
    return {FILE: csv_text(COLUMNS, rows)} if rows else {}


def apply(differences: Sequence[Difference], *, act: Act, reason: str) -> list[str]:
    """Set the patterns; numbers already given stay."""
    done = []
    for difference in differences:
        write_pattern(difference.item.key, difference.item.value, act=act, reason=reason)
        done.append(f"{difference.label}: {difference.item.value}")
    return done


def _item(kind: str, pattern: str) -> Item:
    label = str(numbers.series.get(kind).label)
    return Item(key=kind, label=label, fields={_("Pattern"): pattern}, value=pattern)


PART = Part(
    name="numbering",
    label=gettext_lazy("Numbering"),
    order=30,
    text=gettext_lazy("Holds for the next number; numbers already given stay as they are."),
    permission=NUMBERING,
    owns=lambda path: path == FILE,
    current=current,
    shipped=shipped,
    read=read,
    check=check,
    write=write,
    apply=apply,
)
