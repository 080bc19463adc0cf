"""The worker writes an export: portion by portion by keys, so that memory and locks do not grow with the rows.

Nothing is kept but the finished file; a worker that was killed is followed by one that begins anew, and its try no
longer counts. What the person may see is asked when it is written, not when it was asked for.
"""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import IO, Any
from urllib.parse import parse_qsl

from django.core.files import File
from django.db import transaction
from django.urls import get_resolver
from django.utils import translation
from django.utils.translation import gettext as _

from leadtocash.foundation.exports import actions
from leadtocash.foundation.exports.events import READY, STOPPED
from leadtocash.foundation.exports.models import ExportRun
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.errors import RuleError
from leadtocash.foundation.notices.sending import notify
from leadtocash.foundation.web.lists.export import csv_lines, write_xlsx
from leadtocash.foundation.web.lists.page import lists
from leadtocash.foundation.web.lists.rendering import Asked, asked

PORTION = 2_000
MOST = {"xlsx": 1_048_575, "csv": 5_000_000}
State = ExportRun.State
Clock = Callable[[], datetime]
log = logging.getLogger(__name__)


class _NoLonger(Exception):
    """The run was cancelled, or another worker has taken it."""


def carry_out(pk: int, attempt: int, *, clock: Clock) -> str:
    """Write one export; gives the state it is left in."""
    mine = ExportRun.objects.filter(pk=pk, attempt=attempt, state__in=ExportRun.BUSY)
    if not mine.update(state=State.RUNNING, moved_at=clock(), done=0):
        return "not mine"
    run = ExportRun.objects.select_related("person").get(pk=pk)
    with translation.override(run.language):
        try:
            _write(run, clock)
        except _NoLonger:
            return "not mine"
        except RuleError as error:
            _stopped(run, error.message, clock)
        except Exception as error:
            log.exception("export %s stopped", pk)
            _stopped(run, _("The program failed: %(what)s") % {"what": type(error).__name__}, clock)
    return run.state


def _write(run: ExportRun, clock: Clock) -> None:
    one = _asked(run)
    run.total = one.rows.order_by().count()
    _check_size(run)
    with tempfile.TemporaryFile() as target:
        rows = _rows(run, one, clock)
        if run.form == "xlsx":
            write_xlsx(target, one.columns, rows)
        else:
            target.writelines(line.encode() for line in csv_lines(one.columns, rows))
        _finish(run, target, clock)


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


def _rows(run: ExportRun, one: Asked, clock: Clock) -> Iterator[Any]:
    """The rows in the order of the list, and how far it is."""
    cursor = ""
    while True:
        piece = one.page.slice(one.rows, {**one.params, "cursor": cursor}, PORTION, person=one.person)
        run.done = min(run.done + len(piece.rows), MOST[run.form])
        if not _mine(run).update(done=run.done, total=max(run.total, run.done), moved_at=clock()):
            raise _NoLonger
        yield from piece.rows
        cursor = piece.next
        if not cursor or run.done >= MOST[run.form]:
            return


def _finish(run: ExportRun, target: IO[bytes], clock: Clock) -> None:
    """Store the file and tell the person, unless the run is no longer this worker's."""
    run.size = target.tell()
    target.seek(0)
    run.file.save(f"{run.pk}-{run.attempt}.{run.form}", File(target), save=False)
    run.state, run.total, run.ended_at = State.DONE, run.done, clock()
    with transaction.atomic():
        values = {name: getattr(run, name) for name in ("file", "size", "state", "total", "ended_at")}
        if not _mine(run).update(**values):
            run.file.delete(save=False)
            raise _NoLonger
        act = Act(by=run.person, at=clock(), door="process", where=f"export {run.pk}")
        actions.note(run, act=act)
        _tell(run, READY, act, rows=f"{run.total:,}")


def _stopped(run: ExportRun, problem: str, clock: Clock) -> None:
    run.state = State.FAILED
    with transaction.atomic():
        if _mine(run).update(state=State.FAILED, problem=problem[:300], ended_at=clock()):
            act = Act(by=run.person, at=clock(), door="process", where=f"export {run.pk}")
            _tell(run, STOPPED, act, problem=problem[:200])


def _tell(run: ExportRun, topic: str, act: Act, **data: Any) -> None:
    key = f"export {run.pk} {run.attempt}"
    notify([run.person], topic, act=act, url=run.get_absolute_url(), key=key, list=run.title, **data)


def _mine(run: ExportRun) -> Any:
    return ExportRun.objects.filter(pk=run.pk, attempt=run.attempt, state=State.RUNNING)
