"""One's own exports; everybody's, for those who watch over what leaves the program."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.access.gate import allowed
from leadtocash.foundation.exports.models import ExportRun
from leadtocash.foundation.exports.permissions import SEE_ALL
from leadtocash.foundation.web import formats
from leadtocash.foundation.web.lists import Choice, Column, DateRange, ListPage, Person
from leadtocash.foundation.web.lists.page import Empty

State = ExportRun.State
TONES = {
    State.RUNNING: "doing", State.DONE: "done", State.CANCELLED: "void", State.FAILED: "late", State.REMOVED: "idle",
}  # fmt: skip


def tag_of(run: ExportRun) -> tuple[str, Any]:
    """The state as a tag; what was the answer itself is simply exported."""
    if run.state == State.DONE and not run.file:
        return "done", _("Exported")
    if run.state == State.RUNNING and run.moved_at is None:
        return "idle", _("Waiting")
    return TONES[State(run.state)], run.get_state_display()


_FORM = Column(key="form", label=_("Format"), value=lambda run: run.form)
_STATE = Column(key="state", label=_("State"), slot="b", tag=tag_of)
_TITLE = Column(key="title", label=_("List"), kind="link", slot="a", order="title")
_WORDS = Column(key="words", label=_("Conditions"), slot="c")
_ROWS = Column(key="total", label=_("Rows"), kind="number", slot="e", order="total")
_SIZE = Column(key="size", label=_("Size"), value=lambda run: formats.file_size(run.size) if run.size else "")
_AT = Column(key="at", label=_("Asked for"), kind="datetime", order="at", slot="d")


def _all(person: Any) -> models.QuerySet[ExportRun]:
    rows = ExportRun.objects.select_related("person")
    return rows if allowed(person, SEE_ALL) else rows.none()


def _filters() -> Sequence[Any]:
    return (
        Choice(name="state", label=_("State"), options=State.choices),
        Choice(name="form", label=_("Format"), options=[("xlsx", "xlsx"), ("csv", "csv")]),
        DateRange(name="at", label=_("Asked for")),
    )


MINE = ListPage(
    name="exports",
    title=_("My exports"),
    subtitle=_("Files are kept for seven days"),
    rows=lambda person: ExportRun.objects.filter(person=person),
    order="-at",
    columns=[_TITLE, _WORDS, _STATE, _ROWS, _FORM, _SIZE, _AT],
    filters=_filters(),
    empty=Empty(title=_("No export yet"), text=_("Every list can be exported as it is shown.")),
)
EVERYBODY = ListPage(
    name="all-exports",
    title=_("Exports of everybody"),
    subtitle=_("Who took what out of the program"),
    rows=_all,
    order="-at",
    columns=[
        Column(key="person", label=_("Person"), value="person.name", kind="person", order="person__name", slot="c"),
        _TITLE, Column(key="words", label=_("Conditions")), _ROWS, _FORM, _STATE,
        Column(key="downloads", label=_("Downloads"), kind="number"),
        Column(key="place", label=_("Address"), kind="code"), _AT,
    ],
    filters=(Person(name="person", label=_("Person"), field="person_id"), *_filters()),
    search=("title", "words"),
    search_hint=_("List, conditions"),
    empty=Empty(title=_("No export yet"), text=_("Every export stands here with person, list, conditions and rows.")),
)  # fmt: skip
