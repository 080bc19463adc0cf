"""`leadtocash import`: progress while it runs, then what was made, what was found and what was done about it."""

from __future__ import annotations

import sys
from pathlib import Path

from django.utils.translation import gettext as _
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from leadtocash.areas.opportunities.importing import crm
from leadtocash.foundation.exchange.findings import WEIGHTS
from leadtocash.foundation.kernel.act import system_act
from leadtocash.foundation.kernel.errors import RuleError

WORDS = ("departments", "people", "products", "customers", "opportunities")


def take_over_crm(folder: Path, *, report: Path | None, password: str | None) -> int:
    """Take over a CRM's export from the command line; the exit code is 1 when nothing could be taken over."""
    console = Console(highlight=False)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    try:
        with Progress(*columns, console=console) as bar:
            task = bar.add_task(_("Taking over"), total=None)
            outcome = crm.run(
                folder,
                act=system_act(where="leadtocash import"),
                report=lambda what, done, whole: bar.update(task, completed=done, total=whole),
                password=password,
            )
    except RuleError as refusal:
        print(refusal.message, file=sys.stderr)
        for item in refusal.missing:
            print(f"  {item.what}", file=sys.stderr)
        return 1
    _show_counts(console, outcome)
    _show_findings(console, outcome)
    if report is not None:
        outcome.findings.write(report)
        console.print(_("All findings, row by row: %(file)s") % {"file": report})
    return 0


def _show_counts(console: Console, outcome: crm.Outcome) -> None:
    labels = dict(
        zip(WORDS, (_("departments"), _("people"), _("products"), _("customers"), _("opportunities")), strict=True)
    )
    table = Table(_("kind of record"), _("made now"), _("there already"), _("in the export"))
    for word, (made, whole) in outcome.counts.items():
        taken = outcome.there_already(word)
        table.add_row(labels[word], f"{made:,}", f"{taken:,}", f"{whole:,}")
    console.print(table)
    if not outcome.made:
        console.print(_("Nothing new: everything in the export is here already."))
    if any(outcome.there_already(word) for word in WORDS):
        console.print(_("What is here already stays as it is, also where the export says otherwise."))


def _show_findings(console: Console, outcome: crm.Outcome) -> None:
    table = Table(_("rows"), _("outcome"), _("what was done"))
    table.add_column(_("first of them"), overflow="fold")
    for kind, count, first in outcome.findings.summary():
        where = f"{first.file}:{first.row} {first.value}"
        table.add_row(f"{count:,}", str(WEIGHTS[kind.weight]), first.sentence(), where)
    if outcome.findings.rows:
        console.print(table)
    console.print(_("Amounts are taken as they stand in the export, without conversion of currency."))
