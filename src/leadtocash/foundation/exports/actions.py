"""What a person does with exports: ask for one, cancel it, fetch its file. Each is written down."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.exports.events import CANCELLED, DOWNLOADED, EXPORTED
from leadtocash.foundation.exports.models import ExportRun
from leadtocash.foundation.journal import recording
from leadtocash.foundation.kernel import runs
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.errors import RuleError
from leadtocash.foundation.kernel.text import clean_line
from leadtocash.foundation.web.lists import parts
from leadtocash.foundation.web.lists.export import Table
from leadtocash.foundation.web.lists.kept import meant
from leadtocash.foundation.web.lists.rendering import Asked

State = ExportRun.State
#: so many rows are the answer itself; more are the worker's
AT_ONCE = 5_000
#: so many of one person wait or are written at a time
MOST_BUSY = 3


@transaction.atomic
def at_once(one: Asked, form: str, rows: int, *, act: Act) -> ExportRun:
    """Write down an export that is the answer itself."""
    run = _new(one, form, act=act)
    run.state, run.total, run.done, run.ended_at = State.DONE, rows, rows, act.at
    run.save()
    note(run, act=act)
    return run


@transaction.atomic
def note_table(table: Table, form: str, query: str, *, act: Act) -> ExportRun:
    """Write down that the table of a report was exported."""
    count = len(table.rows)
    run = ExportRun.objects.create(
        person=act.person, list_name=table.name, title=str(table.title)[:120], form=form, at=act.at, query=query,
        words=table.words, language=get_language() or "zh-hans", place=act.where[:80], state=State.DONE, total=count,
        done=count, ended_at=act.at,
    )  # fmt: skip
    note(run, act=act)
    return run


@transaction.atomic
def begin(one: Asked, form: str, *, act: Act) -> ExportRun:
    """Have the worker write an export; the same one asked for again is the one under way.

    Raises RuleError when several are under way.
    """
    User.objects.select_for_update(of=("self",)).get(pk=act.person.pk)
    run = _new(one, form, act=act)
    busy = ExportRun.objects.filter(person=act.person, state=State.RUNNING)
    same = busy.filter(list_name=run.list_name, query=run.query, form=form).first()
    if same is not None:
        return same
    if busy.count() >= MOST_BUSY:
        sentence = _("%(most)s of your exports are being written already; wait for one, or cancel it.")
        raise RuleError(sentence % {"most": MOST_BUSY}, code="too_many_exports")
    runs.hand_over(run)
    return run


@transaction.atomic
def cancel(run: ExportRun, *, act: Act) -> ExportRun:
    """Stop an export; the worker heeds it at its next portion. Raises RuleError when it has ended."""
    run, stopped = runs.cancel(run, act=act, ended=_("This export has ended already."))
    if stopped:
        recording.write(run, CANCELLED, act=act)
    return run


@transaction.atomic
def fetch_file(run: ExportRun, *, act: Act) -> Any:
    """The file of one's own export, opened; each time is written down. Raises RuleError when it is not there."""
    run = ExportRun.objects.select_for_update(of=("self",)).get(pk=run.pk, person=act.person)
    gone = _("The file of this export is not there (any more); export again.")
    if run.state != State.DONE:
        raise RuleError(gone, code="file_gone")
    file = runs.opened(run, gone=gone)
    run.downloads += 1
    run.save(update_fields=["downloads"])
    recording.write(run, DOWNLOADED, act=act)
    return file


def note(run: ExportRun, *, act: Act) -> None:
    """Journal what left the program: list, conditions, rows."""
    data = {"list": run.title, "rows": run.total, "form": run.form, "conditions": run.words, "query": run.query}
    recording.write(run, EXPORTED, act=act, data=data)


def _new(one: Asked, form: str, *, act: Act) -> ExportRun:
    asked = {**meant(one.params), "columns": ",".join(column.key for column in one.columns)}
    return ExportRun(
        person=act.person, list_name=one.page.name, title=str(one.page.title)[:120], form=form, at=act.at,
        query=urlencode(sorted(asked.items())), words=_words(one), language=get_language() or "zh-hans",
        place=act.where[:80],
    )  # fmt: skip


def _words(one: Asked) -> str:
    """What narrows the list, for people."""
    view = next((str(v.label) for v in one.page.views if v.key == one.params.get("view")), "")
    chips = [f"{chip['label']}: {chip['value']}" for chip in parts.chips(one.page, one.params, one.person)]
    search = one.params.get("search", "")
    return " · ".join(clean_line(words) for words in (view, *chips, f"“{search}”" if search else "") if words)
