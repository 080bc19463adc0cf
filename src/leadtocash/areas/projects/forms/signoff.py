"""The sign-off sheet: signer and day, scan, and the serial numbers as rows (S0 2.4.3)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from leadtocash.areas.projects.models import EquipmentLine, SerialNumber, SignoffSheet
from leadtocash.areas.projects.rules.serials import Checked, Row
from leadtocash.foundation.web.forms import DayField, Form, LineField, ModelForm


class SheetForm(ModelForm):
    """Who signed for the customer, and when."""

    customer_signer = LineField(label=_("customer's signer"), max_length=60, required=False)
    customer_unit = LineField(label=_("signer's department"), max_length=80, required=False)
    signed_on = DayField(label=_("day of the signature"), required=False)
    note = LineField(label=_("note"), max_length=300, required=False, widget=forms.TextInput(attrs={"data-span": "3"}))

    class Meta:
        model = SignoffSheet
        fields = ["customer_signer", "customer_unit", "signed_on", "note"]


@dataclass
class Slot:
    """One device of the sheet: number of the row, what stands in it, and what is wrong with it."""

    row: int
    line: EquipmentLine
    serial: str = ""
    box: str = ""
    error: str = ""


@dataclass
class Block:
    """The devices of one line."""

    line: EquipmentLine
    slots: list[Slot] = field(default_factory=list)

    @property
    def good(self) -> int:
        return sum(bool(slot.serial) and not slot.error for slot in self.slots)

    @property
    def bad(self) -> int:
        return sum(bool(slot.error) for slot in self.slots)


def posted_rows(data: QueryDict) -> list[Row]:
    """The rows of a posted sheet: the fields line, serial and box, once per device."""
    lines, serials, boxes = (data.getlist(name) for name in ("line", "serial", "box"))
    boxes += [""] * (len(serials) - len(boxes))
    return [
        Row(line=int(line) if line.isdigit() and len(line) < 15 else 0, serial=serial[:200], box=box[:100])
        for line, serial, box in zip(lines, serials, boxes, strict=False)
    ]


def blocks_of(
    lines: Iterable[EquipmentLine], stored: Sequence[SerialNumber], checked: Sequence[Checked] | None = None
) -> list[Block]:
    """The sheet: for each line that needs serial numbers one slot per device, filled by what was checked or stored."""
    filled: Mapping[int, list[Any]] = _by_line(checked if checked is not None else stored)
    blocks, row = [], 0
    for line in lines:
        if not line.needed_serials:
            continue
        entries = filled.get(line.pk, [])
        block = Block(line)
        for place in range(max(line.needed_serials, len(entries))):
            row += 1
            entry = entries[place] if place < len(entries) else None
            block.slots.append(_slot(row, line, entry))
        blocks.append(block)
    return blocks


def _slot(row: int, line: EquipmentLine, entry: Any) -> Slot:
    if entry is None:
        return Slot(row, line)
    return Slot(row, line, entry.serial, entry.box, getattr(entry, "error", ""))


def _by_line(entries: Iterable[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for entry in entries:
        found[getattr(entry, "line_id", None) or entry.line].append(entry)
    return found


class AcceptanceForm(Form):
    """The customer's acceptance report (S0 2.5.4)."""

    accepted_on = DayField(label=_("accepted on"))
    customer_signer = LineField(label=_("customer's signer"), max_length=60)
    report = forms.FileField(label=_("Acceptance report, signed"), required=False)
    note = forms.CharField(label=_("note"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3}))


class ClosingForm(Form):
    """What the project administrator says to the departments."""

    note = forms.CharField(
        label=_("note to the departments"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class ArchiveForm(Form):
    """Where the papers lie."""

    place = LineField(label=_("place in the archive"), max_length=80)
