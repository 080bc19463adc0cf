"""Bulk prints: asked for by a person, made by the worker with what that person sees, told when ready."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.http import Http404
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from leadtocash.foundation.documents.printing import pdf_of_all
from leadtocash.foundation.kernel import runs
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.errors import RuleError
from leadtocash.foundation.notices.sending import notify
from leadtocash.foundation.printing.frozen import printed
from leadtocash.foundation.printing.models import PrintRun
from leadtocash.foundation.printing.papers import Paper, chosen, form_of
from leadtocash.foundation.printing.topics import PRINTED, STOPPED

MOST = 200
State, Bundle = PrintRun.State, PrintRun.Bundle


def ask(code: str, ids: Sequence[int], *, act: Act, template: str = "", bundle: str = Bundle.PDF) -> PrintRun:
    """Have the papers of these records printed. Those one may not see are left out, as if they were not there.

    Raises RuleError for none or too many, Http404 for a template the form does not have.
    """
    form = form_of(code)
    layout = chosen(form, template)
    rows = form.seen_by(act.person).filter(pk__in=list(ids)).order_by("pk").values_list("pk", flat=True)
    found = list(rows[: MOST + 1])
    if not found:
        raise RuleError(_("Choose at least one row."), code="nothing_chosen")
    if len(found) > MOST:
        sentence = _("More than %(most)s papers at once are too many; choose fewer.")
        raise RuleError(sentence % {"most": MOST}, code="too_many_rows")
    run = PrintRun(
        person=act.person, form=code, template=template, records=found, at=act.at, language=get_language() or "zh-hans",
        bundle=Bundle.ZIP if layout.is_word else Bundle(bundle),
    )  # fmt: skip
    runs.hand_over(run)
    return run


def cancel(run: PrintRun, *, act: Act) -> PrintRun:
    """Stop a bulk print; the worker heeds it at its next paper. Raises RuleError when it has ended."""
    run, _stopped = runs.cancel(run, act=act, ended=_("This bulk print has ended already."))
    return run


def file_of(run: PrintRun) -> Any:
    """The file of a bulk print, opened. Raises RuleError when it is not there."""
    return runs.opened(run, gone=_("The file is not there (any more); print again."))


def make(run: PrintRun, clock: runs.Clock) -> dict[str, Any]:
    """Make the papers and the file that holds them. Raises RuleError where there is none, NoLonger."""
    run.done, run.left_out = 0, []
    try:
        papers = list(_papers(run, clock))
    except Http404:
        raise RuleError(_("The print template is no longer there."), code="print_template_gone") from None
    data, ending = _bundled(run, papers)
    run.file.save(f"{run.pk}-{run.attempt}.{ending}", ContentFile(data), save=False)
    name = f"{form_of(run.form).label} {localtime(clock()):%Y-%m-%d %H%M}.{ending}"
    return {"file": run.file, "name": name, "left_out": run.left_out}


def told(run: PrintRun, at: datetime) -> None:
    """Tell the person what came of it."""
    topic = PRINTED if run.state == State.DONE else STOPPED
    notify(
        [run.person], topic, act=Act(by=None, at=at), url=run.get_absolute_url(), key=f"print {run.pk}",
        form=str(form_of(run.form).label), n=run.done - len(run.left_out), problem=run.problem[:200],
    )  # fmt: skip


def forget(run: PrintRun) -> None:
    """That it was printed stays to be seen."""
    run.state = State.REMOVED


#: all papers are set in one go, which may take as long as documents/printing.py gives two hundred
PRINTS = runs.Kind(
    model=PrintRun, works={State.RUNNING: (make, State.DONE)}, silent=timedelta(minutes=20), kept=timedelta(days=14),
    forget=forget, told=told,
)  # fmt: skip


def _papers(run: PrintRun, clock: runs.Clock) -> Iterator[Paper]:
    """The papers one after the other; what is refused is noted and left out."""
    form = form_of(run.form)
    for record in form.seen_by(run.person).filter(pk__in=run.records).order_by("pk").iterator(chunk_size=50):
        try:
            yield printed(form, record, run.template, person=run.person, now=clock())
        except RuleError as refusal:
            run.left_out.append([str(record), refusal.message])
        runs.moved(run, clock(), done=run.done + 1)


def _bundled(run: PrintRun, papers: list[Paper]) -> tuple[bytes, str]:
    if not papers:
        raise RuleError(_("None of these records has such a paper."), code="nothing_chosen")
    if run.bundle == Bundle.PDF and not any(paper.file for paper in papers):
        return pdf_of_all([paper.html for paper in papers]), "pdf"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for place, paper in enumerate(papers, 1):
            archive.writestr(f"{place:03} {paper.file_name}", paper.data())
    return out.getvalue(), "zip"
