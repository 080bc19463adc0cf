"""Limits: one TOML table for each area, every value with its name and clause beside it."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from decimal import Decimal
from itertools import groupby

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.packs import limits
from leadtocash.foundation.packs.permissions import LIMITS
from leadtocash.foundation.packs.registry import Content, Difference, Files, Item, Part, Trouble
from leadtocash.foundation.packs.setting import set_limit
from leadtocash.foundation.packs.writing import line_of

FILE = "limits.toml"
LANGUAGE = "zh-hans"  # comments are the company's, whoever exports


def current() -> Content:
    """The value of every declared limit."""
    return Content({key: _item(key, limits.value(key)) for key, _limit in limits.declared.items()})


def shipped() -> Content:
    """The defaults."""
    return Content({key: _item(key, limit.default) for key, limit in limits.declared.items()})


def read(files: Files) -> Content:
    """The values; a limit this version does not know is only mentioned."""
    text = files[FILE]
    try:
        raw = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        return Content(troubles=(Trouble(file=FILE, sentence=str(error)),))
    items: dict[str, Item] = {}
    troubles: list[Trouble] = []
    for area, values in raw.items():
        if not isinstance(values, dict):
            troubles.append(_trouble(text, area, _("“%(name)s” stands outside of every area.") % {"name": area}))
            continue
        for name, value in values.items():
            key = f"{area}.{name}"
            limit = limits.declared.find(key)
            if limit is None:
                what = _("this version knows no limit “%(key)s”; it is left out") % {"key": key}
                troubles.append(_trouble(text, name, what, stops=False))
                continue
            try:
                items[key] = _item(key, limit.checked("" if isinstance(value, bool) else str(value)))
            except ValidationError as error:
                what = f"{limit.label}: {' '.join(error.messages)}"
                troubles.append(_trouble(text, name, what))
    return Content(items, tuple(troubles))


def write(content: Content) -> dict[str, str]:
    """One file; the limits of an area in order of their names."""
    if not content.items:
        return {}
    blocks = []
    with override(LANGUAGE):
        for area, keys in groupby(sorted(content.items), key=lambda key: key.split(".")[0]):
            lines = [f"[{area}]"]
            for key in keys:
                limit = limits.declared.get(key)
                about = f"{limit.label} ({limit.unit_label})" + (f" · {limit.clause}" if limit.clause else "")
                lines += [f"# {about}", f"{key.split('.', 1)[1]} = {limits.printed(content.items[key].value)}"]
            blocks.append("\n".join(lines) + "\n")
    return {FILE: "\n".join(blocks)}


def apply(differences: Sequence[Difference], *, act: Act, reason: str) -> list[str]:
    """Set the values."""
    done = []
    for difference in differences:
        set_limit(difference.item.key, difference.item.value, act=act, reason=reason)
        done.append(f"{difference.label}: {', '.join(difference.item.fields.values())}.")
    return done


def _item(key: str, value: Decimal) -> Item:
    limit = limits.declared.get(key)
    return Item(
        key=key, label=str(limit.label), value=value,
        fields={_("Value"): f"{limits.printed(value)} {limit.unit_label}"},
    )  # fmt: skip


def _trouble(text: str, word: str, sentence: str, *, stops: bool = True) -> Trouble:
    return Trouble(file=FILE, line=line_of(text, word), sentence=sentence, stops=stops)


PART = Part(
    name="limits",
    label=gettext_lazy("Limits"),
    order=20,
    text=gettext_lazy("Hold from the moment they are taken over; what is already due keeps its day."),
    permission=LIMITS,
    owns=lambda path: path == FILE,
    current=current,
    shipped=shipped,
    read=read,
    write=write,
    apply=apply,
)
