"""The edits of a draft as data, for the API: the same functions of the rules as on the pages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from leadtocash.foundation.designer.rules import attributes, editing
from leadtocash.foundation.designer.rules.attributes import TimerRow, Way
from leadtocash.foundation.designer.rules.document import Document
from leadtocash.foundation.designer.rules.editing import NewStep
from leadtocash.foundation.kernel.errors import RuleError

Edit = Callable[[Document], Any]


def edit_of(given: Mapping[str, Any]) -> tuple[Edit, str]:
    """The edit that a request asks for, and what the history says of it.

    Raises RuleError where something it needs is not said.
    """
    make = EDITS[given["edit"]]
    missing = [name for name in NEEDED[given["edit"]] if not given.get(name)]
    if missing:
        raise RuleError(_("The edit needs: %(names)s.") % {"names": ", ".join(missing)}, code="edit_incomplete")
    return make(given), f"API: {given['edit']} {given.get('step', '')}".strip()


def _new(given: Mapping[str, Any]) -> NewStep:
    return NewStep(
        name=given["name"],
        work=given.get("work") or "decide",
        attributes=given.get("attributes") or {},
        only_when=given.get("condition") or "",
        on_reject=given.get("on_reject") or "",
    )


def _attributes(given: Mapping[str, Any]) -> Edit:
    def edit(doc: Document) -> None:
        if given.get("work"):
            editing.set_work(doc, given["step"], given["work"], given.get("on_reject") or "")
        attributes.set_attributes(doc, given["step"], given.get("attributes") or {})

    return edit


def _timers(given: Mapping[str, Any]) -> Edit:
    rows = [TimerRow(one["after"], one["do"], one.get("id", "")) for one in given.get("timers") or ()]
    return lambda doc: attributes.set_timers(doc, given["step"], rows)


def _ways(given: Mapping[str, Any]) -> Edit:
    ways = [
        Way(one.get("id", ""), one.get("name", ""), one["target"], one.get("condition", "")) for one in given["ways"]
    ]
    return lambda doc: attributes.set_choice(doc, given["step"], given["name"], ways)


EDITS: dict[str, Callable[[Mapping[str, Any]], Edit]] = {
    "insert_before": lambda given: lambda doc: editing.insert_step(doc, given["step"], _new(given), before=True),
    "insert_after": lambda given: lambda doc: editing.insert_step(doc, given["step"], _new(given)),
    "insert_beside": lambda given: lambda doc: editing.add_parallel(doc, given["step"], _new(given)),
    "insert_question": lambda given: (
        lambda doc: editing.insert_choice(
            doc, given["step"], given["name"], condition=given["condition"], target=given["target"]
        )
    ),
    "remove": lambda given: lambda doc: editing.remove_step(doc, given["step"]),
    "remove_question": lambda given: lambda doc: editing.remove_choice(doc, given["step"]),
    "move_up": lambda given: lambda doc: editing.move_step(doc, given["step"], up=True),
    "move_down": lambda given: lambda doc: editing.move_step(doc, given["step"], up=False),
    "set_attributes": _attributes,
    "set_timers": _timers,
    "set_question": _ways,
    "set_process": lambda given: lambda doc: attributes.set_process(doc, given.get("attributes") or {}),
}
NEEDED: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(EDITS, ("step",)),
    "insert_before": ("step", "name"),
    "insert_after": ("step", "name"),
    "insert_beside": ("step", "name"),
    "insert_question": ("step", "name", "condition", "target"),
    "set_question": ("step", "name", "ways"),
    "set_process": (),
}
