"""What a person does with an import: upload, name the columns, import, undo. The work itself is the worker's."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from leadtocash.foundation.exchange import cells, heading, tables
from leadtocash.foundation.exchange.importable import Importable, importables
from leadtocash.foundation.exchange.models import ColumnMemory, ImportRun
from leadtocash.foundation.kernel import runs
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.errors import Missing, NotAllowed, RuleError
from leadtocash.foundation.kernel.text import clean_line

State = ImportRun.State
SHOWN = 5


def importer_of(kind: str, act: Act) -> Importable:
    """What imports this kind. Raises RuleError for a kind that cannot be imported, NotAllowed."""
    importer = importables.find(kind)
    if importer is None:
        raise RuleError(_("This cannot be imported: %(kind)s.") % {"kind": kind[:60]}, code="not_importable")
    if not importer.may(act.person):
        raise NotAllowed(
            _("You may not do this: %(what)s. Ask your administrator for the permission.")
            % {"what": _("Import %(kind)s") % {"kind": importer.label}},
            permission="",
        )
    return importer


@transaction.atomic
def upload(kind: str, file: File[Any], *, act: Act) -> ImportRun:
    """Take a file for import; its columns are named as remembered or guessed.

    Raises RuleError when it cannot be read, is too large, or has no rows.
    """
    importer = importer_of(kind, act)
    form = tables.form_of(file.file, file.size)  # type: ignore[arg-type]
    rows = tables.lines(file.file, form)  # type: ignore[arg-type]
    first = next(rows, None)
    head = list(islice(rows, SHOWN))
    if first is None or not head:
        raise RuleError(_("The table is empty: it needs a row of headings and rows below."), code="empty_table")
    run = ImportRun(
        kind=kind, person=act.person, at=act.at, name=clean_line(str(file.name or ""))[-200:], size=file.size,
        form=form, language=get_language() or "zh-hans", headings=tables.headings(first),
        sample=[[cells.plain(cell)[:60] for cell in line.cells] for line in head],
        total=len(head) + sum(1 for _line in rows),
    )  # fmt: skip
    run.mapping = heading.suggested(kind, importer.columns_for(act.person), run.headings, act.person)
    file.seek(0)
    run.file.save(f"{act.at:%d}.{'xlsx' if form == tables.WORKBOOK else 'csv'}", file, save=False)
    run.save()
    return run


@transaction.atomic
def name_columns(run: ImportRun, mapping: Mapping[str, str], *, act: Act) -> ImportRun:
    """Say what each column of the file fills (place -> key, "" for nothing), remember it, and have the rows checked.

    Raises RuleError when a needed column is not named, or one is named twice.
    """
    run = _locked(run, act, State.MAPPING, State.CHECKED, State.FAILED)
    importer = importer_of(run.kind, act)
    if run.parts.exists():
        raise RuleError(_("Part of this file was imported already; go on with it, or undo it."), code="import_begun")
    columns = {column.key: column for column in importer.columns_for(act.person)}
    named = {place: key for place, key in mapping.items() if key in columns and place in _places(run)}
    doubled = [key for key in columns if list(named.values()).count(key) > 1]
    if doubled:
        sentence = _("Two columns of the file fill “%(column)s”. Choose one.")
        raise RuleError(sentence % {"column": columns[doubled[0]].label}, code="column_twice")
    lacking = [column for column in columns.values() if column.required and column.key not in named.values()]
    if lacking:
        raise RuleError(
            _("Some needed columns are not named yet."), code="columns_missing",
            missing=[Missing(what=str(column.label)) for column in lacking],
        )  # fmt: skip
    run.mapping = named
    ColumnMemory.objects.update_or_create(
        person=act.person, kind=run.kind, digest=heading.digest(run.headings),
        defaults={"headings": run.headings, "mapping": named, "at": act.at},
    )  # fmt: skip
    return _to_work(run, State.CHECKING, act=act)


@transaction.atomic
def begin(run: ImportRun, *, act: Act, known: str = "", similar: str = "") -> ImportRun:
    """Import the rows that are right. known, similar: what becomes of rows that are there already, or may be.

    A run that stopped goes on after the last rows it stored.
    """
    run = _locked(run, act, State.CHECKED, State.FAILED)
    importer_of(run.kind, act)
    if run.state == State.FAILED and not run.parts.exists():
        raise RuleError(_("Have the rows checked first."), code="not_checked")
    if not run.parts.exists():
        run.known = _one_of(known or run.known, ImportRun.Known)
        run.similar = _one_of(similar or run.similar, ImportRun.Similar)
    return _to_work(run, State.RUNNING, act=act)


@transaction.atomic
def take_back(run: ImportRun, *, act: Act) -> ImportRun:
    """Undo an import: what it made is removed, what it changed put back, unless somebody touched it since."""
    run = _locked(run, act, State.DONE, State.FAILED)
    importer_of(run.kind, act)
    if not run.parts.filter(undone=False).exists():
        raise RuleError(_("This import stored nothing; there is nothing to undo."), code="nothing_to_undo")
    return _to_work(run, State.UNDOING, act=act)


def _places(run: ImportRun) -> set[str]:
    return {str(place) for place in range(len(run.headings))}


def _one_of(value: str, options: Any) -> str:
    if value not in options.values:
        raise RuleError(_("There is no such choice: %(value)s.") % {"value": value[:20]}, code="no_such_choice")
    return value


def _locked(run: ImportRun, act: Act, *states: str) -> ImportRun:
    run = ImportRun.objects.select_for_update(of=("self",)).get(pk=run.pk, person=act.person)
    if run.state not in states:
        sentence = _("This import is in the state “%(state)s”; that cannot be done now.")
        raise RuleError(sentence % {"state": run.get_state_display()}, code="wrong_state")
    return run


def _to_work(run: ImportRun, state: str, *, act: Act) -> ImportRun:
    """Hand a run to the worker, in the state it is to work in."""
    run.state, run.begun_at = state, act.at
    run.language = get_language() or run.language
    if state == State.CHECKING or (state == State.RUNNING and not run.parts.exists()):
        run.counts, run.done = {}, 0
    runs.hand_over(run)
    return run
