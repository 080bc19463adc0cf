"""What an import found and what it did about it, row by row: nothing is repaired or left out in silence."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leadtocash.foundation.kernel.registry import Registry
from leadtocash.foundation.web.lists.export import disarmed

Weight = Literal["repaired", "assumed", "gap", "left_out"]
WEIGHTS: dict[Weight, Promise | str] = {
    "repaired": gettext_lazy("repaired"),
    "assumed": gettext_lazy("filled by rule"),
    "gap": gettext_lazy("taken over with a gap"),
    "left_out": gettext_lazy("left out"),
}


@dataclass(frozen=True)
class Kind:
    """A kind of defect. sentence: what is wrong and what was done, with the hole %(meant)s where useful."""

    code: str
    weight: Weight
    sentence: Promise | str


kinds: Registry[Kind] = Registry("kind of finding")


def kind(code: str, weight: Weight, sentence: Promise | str) -> str:
    """Declare a kind of finding and give its code."""
    kinds.add(code, Kind(code, weight, sentence))
    return code


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One defect of one cell. row: as the spreadsheet counts, the heading is 1; meant: what was taken instead."""

    kind: str
    file: str
    row: int
    key: str
    column: str
    value: str
    meant: str = ""

    def sentence(self) -> str:
        """What was wrong and what was done, in the reader's language."""
        return str(kinds.get(self.kind).sentence) % {"value": self.value, "meant": self.meant}


@dataclass
class Findings:
    """All findings of a run."""

    rows: list[Finding] = field(default_factory=list)

    def add(self, kind: str, file: str, row: int, key: str, column: str, value: str, *, meant: str = "") -> None:
        kinds.get(kind)
        self.rows.append(Finding(kind=kind, file=file, row=row, key=key, column=column, value=value, meant=meant))

    def summary(self) -> list[tuple[Kind, int, Finding]]:
        """Each kind that occurred, how often, with its first finding; most frequent first."""
        counted = Counter(finding.kind for finding in self.rows)
        first = {finding.kind: finding for finding in reversed(self.rows)}
        return [(kinds.get(code), count, first[code]) for code, count in counted.most_common()]

    def write(self, path: Path) -> None:
        """All findings as a CSV file a spreadsheet opens, in the order of file and row."""
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow([_("file"), _("row"), _("key"), _("column"), _("value"), _("outcome"), _("what was done")])
            for one in sorted(self.rows, key=lambda f: (f.file, f.row)):
                outcome = WEIGHTS[kinds.get(one.kind).weight]
                cells = [one.file, one.row, one.key, one.column, one.value, str(outcome), one.sentence()]
                writer.writerow([disarmed(cell) for cell in cells])
