"""Bulk prints: asked for by a person, made by the worker with what that person sees, told when ready."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta

from django.core.files.base import ContentFile
from django.db import transaction
from django.http import Http404
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from leadtocash.foundation.documents.printing import pdf_of_all
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.errors import RuleError
from leadtocash.foundation.notices.sending import notify
from leadtocash.foundation.printing.models import PrintRun
from leadtocash.foundation.printing.papers import Paper, chosen, form_of, made
from leadtocash.foundation.printing.topics import PRINTED

MOST = 200
KEPT = timedelta(days=14)
Clock = Callable[[], datetime]
State, Bundle = PrintRun.State, PrintRun.Bundle


@transaction.atomic
def ask(code: str, ids: Sequence[int], *, act: Act, template: str = "", bundle: str = Bundle.PDF) -> PrintRun:
    """Have the papers of these records printed. Those one may not see are left out, as if they were not there.

    Raises RuleError for none or too many, Http404 for a template the form does not have.
    """
    from leadtocash.foundation.printing.jobs import work

    form = form_of(code)
    layout = chosen(form, template)
    rows = form.seen_by(act.person).filter(pk__in=list(ids)).order_by("pk").values_list("pk", flat=True)
    found = list(rows[: MOST + 1])
    if not found:
        raise RuleError(_("Choose at least one row."), code="nothing_chosen")
    if len(found) > MOST:
        sentence = _("More than %(most)s papers at once are too many; choose fewer.")
        raise RuleError(sentence % {"most": MOST}, code="too_many_rows")
    run = PrintRun.objects.create(
        person=act.person, form=code, template=template, records=found, at=act.at, language=get_language() or "zh-hans",
        bundle=Bundle.ZIP if layout.is_word else Bundle(bundle),
    )  # fmt: skip
    work.defer(run=run.pk)
    return run


def carry_out(run_id: int, *, clock: Clock) -> str:
    """Make the papers and keep the file; a run that is done stays as it is."""
    run = PrintRun.objects.select_related("person").filter(pk=run_id, state=State.WAITING).first()
    if run is None:
        return "nothing to do"
    with override(run.language):
        try:
            papers = list(_papers(run, clock()))
            data, ending = _bundled(run, papers)
        except (RuleError, Http404) as refusal:
            run.problem = str(getattr(refusal, "message", "") or _("The print template is no longer there."))[:300]
            data, ending = b"", ""
        _end(run, data, ending, clock())
    return run.state


def _papers(run: PrintRun, now: datetime) -> Iterator[Paper]:
    """The papers one after the other; what is refused is noted and left out."""
    form = form_of(run.form)
    layout = chosen(form, run.template)
    left_out = []
    for record in form.seen_by(run.person).filter(pk__in=run.records).order_by("pk").iterator(chunk_size=50):
        try:
            yield made(form, record, layout, person=run.person, now=now)
        except RuleError as refusal:
            left_out.append([str(record), refusal.message])
        run.done += 1
        PrintRun.objects.filter(pk=run.pk).update(done=run.done)
    run.left_out = left_out


def _bundled(run: PrintRun, papers: list[Paper]) -> tuple[bytes, str]:
    if not papers:
        raise RuleError(_("None of these records has such a paper."), code="nothing_chosen")
    if run.bundle == Bundle.PDF:
        return pdf_of_all([paper.html for paper in papers]), "pdf"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for place, paper in enumerate(papers, 1):
            name = paper.file_name.replace("/", "-").replace("\\", "-")
            archive.writestr(f"{place:03} {name}", paper.data())
    return out.getvalue(), "zip"


@transaction.atomic
def _end(run: PrintRun, data: bytes, ending: str, at: datetime) -> None:
    run.state, run.ended_at = (State.DONE if data else State.FAILED), at
    if data:
        run.name = f"{form_of(run.form).label} {at:%Y-%m-%d %H%M}.{ending}"
        run.file.save(f"{run.pk}.{ending}", ContentFile(data), save=False)
    run.save()
    act = Act(by=None, at=at)
    label = str(form_of(run.form).label)
    notify([run.person], PRINTED, act=act, url=run.get_absolute_url(), key=f"print {run.pk}", form=label, n=run.done)


def forget_old(*, now: datetime) -> int:
    """Remove the files of bulk prints of more than two weeks ago."""
    old = PrintRun.objects.filter(at__lt=now - KEPT)
    count = 0
    for run in old.iterator(chunk_size=100):
        if run.file:
            run.file.delete(save=False)
        run.delete()
        count += 1
    return count
