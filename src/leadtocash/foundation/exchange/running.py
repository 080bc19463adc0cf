"""The work on a run, done by the worker: check it, carry it out, take it back; portion by portion, each of them once.

A portion is one transaction: what it stored, its faults and how far the run is are written together, so that a worker
that was killed goes on where it stopped.
"""

from __future__ import annotations

import gc
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from itertools import islice
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from leadtocash.foundation.exchange import cells, heading, tables
from leadtocash.foundation.exchange.importable import Column, Given, Importable, importables, looks
from leadtocash.foundation.exchange.models import ImportFault, ImportPart, ImportRun
from leadtocash.foundation.journal.models import Head
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.errors import RuleError
from leadtocash.foundation.kernel.runs import Clock, NoLonger, mine, moved

PORTION = 2000
TRIES = 3
State = ImportRun.State


def check(run: ImportRun, clock: Clock) -> dict[str, Any]:
    """Try every row of a run and write down what would come of it; nothing else is stored."""
    return _through(run, trial=True, clock=clock)


def carry_out(run: ImportRun, clock: Clock) -> dict[str, Any]:
    """Import the rows of a run; once begun, it goes on after the last portion that was stored."""
    return _through(run, trial=False, clock=clock)


def forget(run: ImportRun) -> None:
    """The file, its first rows and the faults hold data of people; what was imported stays, and can be undone."""
    run.sample = []
    run.faults.all().delete()


def act_of(run: ImportRun, at: datetime) -> Act:
    """The act of a run: its person, through the door of imports."""
    return Act(by=run.person, at=at, door="import", where=f"import {run.pk}")


def _through(run: ImportRun, *, trial: bool, clock: Clock) -> dict[str, Any]:
    importer = importables.get(run.kind)
    if not importer.may(run.person):
        raise RuleError(_("You may not import this any more."), code="not_allowed")
    if not run.done:
        run.faults.all().delete()
    worker = _Worker(run, importer, trial=trial, clock=clock)
    with opened(run) as file, _few_collections():
        rows = tables.lines(file, run.form)
        next(rows, None)
        while portion := list(islice(rows, PORTION)):
            worker.portion(portion)
    return {}


@contextmanager
def _few_collections() -> Iterator[None]:
    """Rows are many objects and hardly a ring among them; looking for rings took a third of the time."""
    before = gc.get_threshold()
    gc.set_threshold(100_000, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


@contextmanager
def opened(run: ImportRun) -> Iterator[IO[bytes]]:
    """The file of a run on this machine, wherever it is kept. Raises RuleError when it is gone."""
    if not run.file:
        raise RuleError(_("The file of this import was removed; upload it again."), code="file_gone")
    with tempfile.TemporaryFile() as copy, run.file.open("rb") as kept:
        shutil.copyfileobj(kept, copy)
        copy.seek(0)
        yield copy


class Reader:
    """Understands the cells of a run's rows."""

    def __init__(self, run: ImportRun, importer: Importable) -> None:
        columns = {column.key: column for column in importer.columns_for(run.person)}
        self.columns = [
            (place, columns[key], _parse(columns[key], run.headings[place]))
            for place, key in sorted(run.columns.items())
            if key in columns and place < len(run.headings)
        ]
        self.needed = [column for column in columns.values() if column.required]

    def read(self, line: tables.Line) -> Given:
        """A row with its values; a cell that cannot be understood is a fault."""
        row = Given(line.number)
        for place, column, parse in self.columns:
            cell = line.cells[place] if place < len(line.cells) else None
            if cell is None or cell == "" or not (text := cells.plain(cell)):
                continue
            try:
                value = column.kept(text if parse is cells.line else parse(cell))
                row.put(column.key, value)
                if column.once:
                    row.once.append((column.key, str(value).casefold()))
            except ValidationError as error:
                row.refuse(column.key, error.messages[0])
        wrong = {key for key, _sentence in row.faults}
        for column in self.needed:
            if column.key not in row.values and column.key not in wrong:
                row.refuse(column.key, _("This is needed."))
        return row


def _parse(column: Column, name: str) -> cells.Parse:
    return cells.amount_in_wan if column.parse is cells.amount and heading.in_wan(name) else column.parse


class _Worker:
    """Goes through a run and knows what earlier rows of the file said."""

    def __init__(self, run: ImportRun, importer: Importable, *, trial: bool, clock: Clock) -> None:
        self.run, self.importer, self.trial, self.clock = run, importer, trial, clock
        self.reader = Reader(run, importer)
        self.said: dict[tuple[str, str], int] = {}
        self.done = 0

    def portion(self, lines: Sequence[tables.Line]) -> None:
        """Tried again when somebody else registered one of the records in the same moment."""
        self.done += len(lines)
        rows = [self.reader.read(line) for line in lines]
        for row in rows:
            self._said_before(row)
        if self.done <= self.run.done:
            return
        for attempt in range(1, TRIES + 1):
            try:
                self._portion([replace(row, values=dict(row.values), faults=list(row.faults)) for row in rows])
                return
            except IntegrityError:
                if attempt == TRIES:
                    raise

    @transaction.atomic
    def _portion(self, rows: Sequence[Given]) -> None:
        """One transaction under the run's lock: whoever is no longer at it stores nothing."""
        now = mine(self.run).select_for_update(of=("self",)).first()
        if now is None:
            raise NoLonger
        with transaction.atomic():
            counts = self._store([row for row in rows if not row.faults], act_of(self.run, self.clock()))
            if self.trial:
                transaction.set_rollback(True)
        counts["wrong"] = sum(bool(row.faults) for row in rows)
        faults = [ImportFault(run=self.run, row=r.number, key=k, sentence=s) for r in rows for k, s in r.faults]
        ImportFault.objects.bulk_create(faults, batch_size=1000)
        if not self.trial:
            self._keep(rows)
        counts.update(now.counts)
        moved(self.run, self.clock(), done=self.done, counts=dict(counts))

    def _said_before(self, row: Given) -> None:
        for key in (*self.importer.keys(row), *row.once):
            first = self.said.setdefault(key, row.number)
            if first != row.number:
                row.refuse(key[0], _("The same as row %(row)s of this file.") % {"row": first})

    def _store(self, rows: Sequence[Given], act: Act) -> Counter[str]:
        """Counts of what came of the good rows; those found wrong now carry their faults."""
        self.importer.understand(rows, act=act)
        for look in looks:
            look(self.importer.model, [row for row in rows if not row.faults], act.person)
        good = [row for row in rows if not row.faults]
        known = [row for row in good if row.twin is not None]
        similar = [row for row in good if row.twin is None and row.like]
        fresh = [row for row in good if row.twin is None and not row.like]
        if self.run.similar == ImportRun.Similar.CREATE:
            fresh += similar
        self.importer.create(fresh, act=act, trial=self.trial)
        if self.run.known != ImportRun.Known.SKIP and self.importer.updates:
            self.importer.change(known, act=act, fill=self.run.known == ImportRun.Known.FILL)
        tally = {"fresh": fresh, "known": known, "similar": similar}
        counts = Counter({name: sum(not row.faults for row in some) for name, some in tally.items()})
        if self.run.similar == ImportRun.Similar.CREATE:
            counts["fresh"] -= counts["similar"]
        if not self.trial:
            made = [row for row in fresh if not row.faults]
            counts["made"] = len(made)
            counts["changed"] = sum(row.before is not None for row in known)
        return counts

    def _keep(self, rows: Sequence[Given]) -> None:
        good = [row for row in rows if row.record is not None and not row.faults]
        heads = heads_of(self.run.kind, [row.record.pk for row in good])
        ImportPart.objects.create(
            run=self.run, last_row=rows[-1].number,
            made=[[r.record.pk, heads[r.record.pk]] for r in good if r.twin is None],
            changed=[[r.record.pk, heads[r.record.pk], _plain(r.before)] for r in good if r.before is not None],
        )  # fmt: skip


def heads_of(kind: str, ids: Iterable[int]) -> dict[int, int]:
    """How many journal entries each record has."""
    found = dict(Head.objects.filter(kind=kind, record_id__in=ids).values_list("record_id", "seq"))
    return {pk: found.get(pk, 0) for pk in ids}


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return {
        name: value if isinstance(value, int | bool | dict | None) else str(value) for name, value in values.items()
    }
