"""What the pages of print templates show."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Count

from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.kernel.text import Words
from leadtocash.foundation.printing.common import COMMON
from leadtocash.foundation.printing.models import PrintRun, PrintTemplate
from leadtocash.foundation.printing.registry import Form, Rows, Slot, Slots, forms, slots_of
from leadtocash.foundation.web.lists.pickers import pickers

SHOWN = 50


@dataclass(frozen=True)
class Listed:
    """A form with what it is printed by, and how many own templates there are."""

    form: Form
    default: PrintTemplate | None
    own: int


@dataclass(frozen=True)
class Placeholder:
    """One name to click: what it means, what is put into the text, the list it belongs to ("" for single values)."""

    name: str
    label: Words
    text: str
    depth: int = 0


def listed() -> list[Listed]:
    """Every form of the program."""
    own = PrintTemplate.objects.filter(withdrawn_at=None).values("form").annotate(n=Count("pk"))
    counts = {row["form"]: row["n"] for row in own.order_by("form")}
    defaults = {one.form: one for one in PrintTemplate.objects.filter(is_default=True).select_related("published")}
    return [Listed(form, defaults.get(code), counts.get(code, 0)) for code, form in forms.items()]


def templates_of(form: Form) -> list[PrintTemplate]:
    """The own templates of a form, those withdrawn last."""
    rows = PrintTemplate.objects.filter(form=form.code).select_related("published__by")
    return list(rows.order_by(models.F("withdrawn_at").asc(nulls_first=True), "-is_default", "name"))


def placeholders(form: Form) -> list[Placeholder]:
    """What may stand in the templates of a form, to click."""
    everywhere = [Placeholder(slot.name, slot.label, f"{{{{ {slot.name} }}}}") for slot in COMMON]
    return [*_placeholders(slots_of(form)), *everywhere]


def _placeholders(slots: Slots, prefix: str = "", depth: int = 0) -> Iterator[Placeholder]:
    for slot in sorted(slots, key=lambda one: isinstance(one, Rows)):
        if isinstance(slot, Slot):
            yield Placeholder(f"{prefix}{slot.name}", slot.label, f"{{{{ {prefix}{slot.name} }}}}", depth)
            continue
        one = singular(slot.name)
        text = f"{{% for {one} in {prefix}{slot.name} %}}\n\n{{% endfor %}}"
        yield Placeholder(f"{prefix}{slot.name}", slot.label, text, depth)
        yield from _placeholders(slot.slots, f"{one}.", depth + 1)


def singular(name: str) -> str:
    """What a row of a list is called in the example: boxes -> box, lines -> line."""
    return name[:-2] if name.endswith("xes") else name[:-1] if name.endswith("s") else "row"


def examples(form: Form, person: User, words: str = "") -> list[tuple[int, str]]:
    """Records to preview with: those this person may see, the newest first; found by words where the kind can be."""
    picker = pickers.find(form.kind)
    if picker is not None and words:
        seen = form.seen_by(person)
        ids = [row.pk for row in picker.rows(person, words)[:SHOWN]]
        rows = list(seen.filter(pk__in=ids))
    else:
        rows = list(form.seen_by(person).order_by("-pk")[:SHOWN])
    return [(row.pk, str(row)) for row in rows]


def runs_of(person: User) -> models.QuerySet[Any]:
    """A person's own bulk prints."""
    return PrintRun.objects.filter(person=person).order_by("-at")
