"""The list of a person's imports."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.exchange.importable import importables
from leadtocash.foundation.exchange.models import ImportRun
from leadtocash.foundation.web.lists import Choice, Column, ListPage
from leadtocash.foundation.web.lists.page import Empty, Primary

State = ImportRun.State
TONES = {
    State.MAPPING: "idle", State.CHECKING: "doing", State.CHECKED: "wait", State.RUNNING: "doing", State.DONE: "done",
    State.UNDOING: "doing", State.UNDONE: "void", State.FAILED: "late",
}  # fmt: skip


def kind_label(run: ImportRun) -> str:
    """What a run imports, in words."""
    importer = importables.find(run.kind)
    return str(importer.label) if importer else run.kind


RUNS = ListPage(
    name="imports",
    title=_("Imports"),
    rows=lambda person: ImportRun.objects.filter(person=person),
    order="-at",
    columns=[
        Column(key="name", label=_("File"), kind="link", slot="a"),
        Column(key="kind", label=_("What"), value=kind_label, slot="c"),
        Column(key="state", label=_("State"), slot="b", tag=lambda run: (TONES[run.state], run.get_state_display())),
        Column(key="total", label=_("Rows"), kind="number", slot="e"),
        Column(key="made", label=_("New"), kind="number", value=lambda run: run.counts.get("made")),
        Column(key="changed", label=_("Changed"), kind="number", value=lambda run: run.counts.get("changed")),
        Column(key="wrong", label=_("Not imported"), kind="number", value=lambda run: run.counts.get("wrong")),
        Column(key="at", label=_("Uploaded"), kind="datetime", order="at", slot="d"),
    ],
    filters=[Choice(name="state", label=_("State"), options=State.choices)],
    primary=Primary(label=_("New import"), url_name="exchange:new", may=lambda person: True),
    empty=Empty(title=_("No import yet"), text=_("Upload a table; it is checked first.")),
)  # fmt: skip
