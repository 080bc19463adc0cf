"""Two versions of a sales method side by side: which stages came, went, changed, and in what."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.utils.translation import gettext as _

from leadtocash.areas.opportunities import shapes
from leadtocash.areas.opportunities.models import Stage, StagePaper
from leadtocash.foundation.kernel.language import own_language

SAME, ADDED, REMOVED, CHANGED = "same", "added", "removed", "changed"


@dataclass(frozen=True, kw_only=True)
class Line:
    """One thing that differs within a stage: what it is called, what it was, what it is."""

    label: str
    old: str = ""
    new: str = ""


@dataclass(frozen=True, kw_only=True)
class StageDifference:
    """A stage of either version: same, added, removed or changed, with its place before and now (0: none)."""

    name: str
    name_en: str
    kind: str
    old_place: int = 0
    new_place: int = 0
    lines: Sequence[Line] = ()

    def __str__(self) -> str:
        return own_language(self.name, self.name_en)


def compare(old: Mapping[str, Any], new: Mapping[str, Any], *, roles: Mapping[str, str]) -> list[StageDifference]:
    """Stage by stage in the new order, those that went at their old place; stages are the same by their name. roles:
    what the company's roles are called."""
    said = partial(_said, words={**_CHOICES, **roles})
    before = {stage["name"]: (place, stage) for place, stage in enumerate(old["stages"], 1)}
    found = []
    for place, stage in enumerate(new["stages"], 1):
        names = {"name": stage["name"], "name_en": stage["name_en"]}
        if stage["name"] not in before:
            lines = [Line(label=_label(part), new=one["text"]) for part in _parts() for one in stage[part]]
            found.append(StageDifference(**names, kind=ADDED, new_place=place, lines=lines))
            continue
        was, one = before.pop(stage["name"])
        lines = list(_lines(one, stage, said))
        kind = CHANGED if lines or was != place else SAME
        found.append(StageDifference(**names, kind=kind, old_place=was, new_place=place, lines=lines))
    for place, stage in before.values():
        names = {"name": stage["name"], "name_en": stage["name_en"]}
        found.insert(min(place - 1, len(found)), StageDifference(**names, kind=REMOVED, old_place=place))
    return found


def _parts() -> list[str]:
    return [part for part, _file, _shape in shapes.PARTS]


def _label(part: str) -> str:
    return {"criteria": _("Criterion"), "tasks": _("Task"), "papers": _("Stage paper")}[part]


def _lines(old: Mapping[str, Any], new: Mapping[str, Any], said: Callable[[Any], str]) -> Iterator[Line]:
    for name in (*shapes.TEXTS, *shapes.NUMBERS, *shapes.OPTIONAL):
        if old[name] != new[name]:
            label = str(Stage._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
            yield Line(label=label, old=said(old[name]), new=said(new[name]))
    for part, _file, shape in shapes.PARTS:
        was = {one["text"]: one for one in old[part]}
        now = {one["text"]: one for one in new[part]}
        for text in [*was, *(text for text in now if text not in was)]:
            one, other = was.get(text), now.get(text)
            if one == other:
                continue
            differing = [name for name in shape if one and other and one[name] != other[name]]
            yield Line(
                label=_label(part), old=_told(text, one, differing, said), new=_told(text, other, differing, said)
            )


def _told(text: str, one: Mapping[str, Any] | None, differing: Sequence[str], said: Callable[[Any], str]) -> str:
    """The words of a part, with what differs of its details; empty where it is not there."""
    if one is None:
        return ""
    details = [said(one[name]) for name in differing if name != "text"]
    return f"{text} ({' · '.join(details)})" if details else text


def _said(value: Any, *, words: Mapping[str, Any]) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, dict):
        return " ".join(f"{name}={one}" for name, one in value.items()) or "–"
    return str(words.get(value, value)) if value != "" else "–"


_CHOICES: dict[str, Any] = {**dict(Stage.Phase.choices), **dict(StagePaper.Use.choices)}
