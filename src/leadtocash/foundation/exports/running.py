"""The worker writes an export: portion by portion by keys, so that memory and locks do not grow with the rows.

Nothing is kept but the finished file; a worker that was killed is followed by one that begins anew, and its try no
longer counts. What the person may see is asked when it is written, not when it was asked for.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl

from django.core.files import File
from django.urls import get_resolver
from django.utils.translation import gettext as _

from leadtocash.foundation.exports import actions
from leadtocash.foundation.exports.events import READY, STOPPED
from leadtocash.foundation.exports.models import ExportRun
from leadtocash.foundation.kernel import runs
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.errors import RuleError
from leadtocash.foundation.notices.sending import notify
from leadtocash.foundation.web.lists.export import csv_lines, write_xlsx
from leadtocash.foundation.web.lists.page import lists
from leadtocash.foundation.web.lists.rendering import Asked, asked

PORTION = 2_000
MOST = {"xlsx": 1_048_575, "csv": 5_000_000}
KEPT = timedelta(days=7)
State = ExportRun.State


def write(run: ExportRun, clock: runs.Clock) -> dict[str, Any]:
    """Write the file of an export. Raises RuleError where that cannot be, NoLonger."""
    one = _asked(run)
    run.total = one.rows.order_by().count()
    _check_size(run)
    run.done = 0
    with tempfile.TemporaryFile() as target:
        rows = _rows(run, one, clock)
        if run.form == "xlsx":
            write_xlsx(target, one.columns, rows)
        else:
            target.writelines(line.encode() for line in csv_lines(one.columns, rows))
        size = target.tell()
        target.seek(0)
        run.file.save(f"{run.pk}-{run.attempt}.{run.form}", File(target), save=False)
    return {"file": run.file, "size": size, "total": run.done}


def told(run: ExportRun, at: datetime) -> None:
    """Journal what was written, and tell the person what came of it."""
    act = Act(by=run.person, at=at, door="process", where=f"export {run.pk}")
    if run.state == State.DONE:
        actions.note(run, act=act)
    notify(
        [run.person], READY if run.state == State.DONE else STOPPED, act=act, url=run.get_absolute_url(),
        key=f"export {run.pk} {run.attempt}", list=run.title, rows=f"{run.total:,}", problem=run.problem[:200],
    )  # fmt: skip


def forget(run: ExportRun) -> None:
    """That it was made stays written down."""
    run.state = State.REMOVED


#: a portion takes seconds
EXPORTS = runs.Kind(
    model=ExportRun, works={State.RUNNING: (write, State.DONE)}, silent=timedelta(minutes=3), kept=KEPT,
    forget=forget, told=told,
)  # fmt: skip


def _asked(run: ExportRun) -> Asked:
    """The list as its person may see it now. Raises RuleError when it is gone, or he is."""
    _known = get_resolver().url_patterns  # a worker serves no pages: the lists come with them
    page = lists.get(run.list_name)
    if page is None or not run.person.is_active:
        raise RuleError(_("This list is not there any more."), code="not_exportable")
    one = asked(page, dict(parse_qsl(run.query)), run.person, by_default=False)
    if one.problems:
        raise RuleError(" ".join(one.problems), code="invalid")
    return one


def _check_size(run: ExportRun) -> None:
    if run.total <= MOST[run.form]:
        return
    told = {"rows": f"{run.total:,}", "most": f"{MOST[run.form]:,}"}
    if run.form == "xlsx":
        raise RuleError(
            _("The list has %(rows)s rows; an Excel sheet takes %(most)s. Export it as csv, or narrow it.") % told,
            code="too_many_rows",
        )
    raise RuleError(_("The list has %(rows)s rows; an export takes %(most)s. Narrow it.") % told, code="too_many_rows")


def _rows(run: ExportRun, one: Asked, clock: runs.Clock) -> Iterator[Any]:
    """The rows in the order of the list, and how far it is."""
    cursor = ""
    while True:
        piece = one.page.slice(one.rows, {**one.params, "cursor": cursor}, PORTION, person=one.person)
        run.done = min(run.done + len(piece.rows), MOST[run.form])
        runs.moved(run, clock(), done=run.done, total=max(run.total, run.done))
        yield from piece.rows
        cursor = piece.next
        if not cursor or run.done >= MOST[run.form]:
            return
