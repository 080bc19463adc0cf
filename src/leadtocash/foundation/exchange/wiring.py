"""Imports in the menu, and on the lists of what can be imported."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.exchange import running, undoing
from leadtocash.foundation.exchange.importable import importables
from leadtocash.foundation.exchange.models import ImportRun
from leadtocash.foundation.kernel import runs
from leadtocash.foundation.web.lists.rendering import importing
from leadtocash.foundation.web.navigation import Entry, entries

State = ImportRun.State
runs.add(
    runs.Kind(
        model=ImportRun, silent=timedelta(minutes=15), kept=timedelta(days=90), forget=running.forget,
        works={
            State.CHECKING: (running.check, State.CHECKED),
            State.RUNNING: (running.carry_out, State.DONE),
            State.UNDOING: (undoing.undo, State.UNDONE),
        },
    )
)  # fmt: skip
entries.add(
    "imports",
    Entry(
        group="administration", label=_("Imports"), icon="file-import", url_name="exchange:list", order=95,
        may=lambda person: any(one.may(person) for one in importables.values()),
    ),
)  # fmt: skip


def _import_url(name: str, person: Any) -> str:
    """Where the list of this name is imported into, "" where it cannot be by this person."""
    found = next((kind for kind, one in importables.items() if name == one.list_name and one.may(person)), "")
    return f"{reverse('exchange:new')}?kind={found}" if found else ""


importing.append(_import_url)
