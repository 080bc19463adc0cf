"""Decided papers: made by the worker when the record comes into a decided state, kept with their digest, and what is
printed from then on.

A paper holds what not everybody may read, so there are two: one with everything, for those who have every permission
that matters on it, and one without, for the others.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import translation
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from leadtocash.foundation.access.fields import kinds as protected
from leadtocash.foundation.access.fields import opens
from leadtocash.foundation.access.grants import Grant
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.journal import recording
from leadtocash.foundation.journal.events import Journalled
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.errors import RuleError
from leadtocash.foundation.kernel.models import lock
from leadtocash.foundation.printing import events
from leadtocash.foundation.printing.common import letterhead
from leadtocash.foundation.printing.models import FrozenPaper
from leadtocash.foundation.printing.papers import Layout, Paper, chosen, made, paper, shipped
from leadtocash.foundation.printing.registry import Form, forms, mark_of
from leadtocash.foundation.printing.sandbox import Fault
from leadtocash.foundation.printing.values import values_of


def heard(event: Journalled) -> None:
    """A record came into a state in which papers of it are decided: the worker keeps them."""
    from leadtocash.foundation.printing import jobs

    for entry in event.entries:
        state = entry.changes.get("state")
        for code, form in forms.items() if state else ():
            if form.kind == entry.kind and state[1] in form.decided:
                jobs.freeze.defer(form=code, record=entry.record_id)


def freeze(form: Form, pk: int, *, now: datetime) -> bool:
    """Keep a decided paper, once. False where it is kept already, or not decided any more."""
    with translation.override(settings.LANGUAGE_CODE):
        record = form.everything().filter(pk=pk, state__in=form.decided).first()
        if record is None or kept(form, record):
            return False
        needs = _needs(form, record)
        rows = [_row(form, record, [], now), *([_row(form, record, needs, now)] if needs else [])]
    with transaction.atomic():
        lock(record)
        if kept(form, record):
            return False
        FrozenPaper.objects.bulk_create(rows)
        data = {"form": str(form.label), "digests": [row.digest for row in rows]}
        recording.write(record, events.FROZEN, act=Act(by=None, at=now, door="process"), data=data)
    return True


def kept(form: Form, record: Any) -> list[FrozenPaper]:
    """What is kept of a record's paper, the one with everything first."""
    return list(FrozenPaper.objects.filter(form=form.code, record_id=record.pk).order_by("is_open"))


def seen(form: Form, record: Any, person: User) -> FrozenPaper | None:
    """The decided paper as this person may read it, None where none is kept."""
    rows = kept(form, record)
    return next((row for row in rows if all(opens(person, one, record) for one in row.needs)), None)


def checked(row: FrozenPaper) -> bytes:
    """The file as it was kept. Raises RuleError where it is another, or gone."""
    try:
        with row.file.open("rb") as file:
            data: bytes = file.read()
    except OSError:
        data = b""
    if _digest(data) != row.digest:
        raise RuleError(_("This is not the file that was kept when it was decided."), code="paper_changed")
    return data


def printed(form: Form, record: Any, template: str = "", version: str = "", *, person: User, now: datetime) -> Paper:
    """What is printed: a decided paper as it was decided, unless another template is asked for.

    Raises RuleError where there is no such paper, Http404 for a template the form does not have.
    """
    found = seen(form, record, person) if not template else None
    if found is None:
        return made(form, record, chosen(form, template, version), person=person, now=now)
    name = found.name.rpartition(".")[0]
    if not found.html:
        return Paper(name, file=checked(found))
    return Paper(name, found.html).stamped(mark_of(form, record), copy=letterhead().mark_copies)


def _row(form: Form, record: Any, needs: list[str], now: datetime) -> FrozenPaper:
    reader = _reader(needs)
    said = _("Decided paper, kept %(at)s") % {"at": f"{localtime(now):%Y-%m-%d %H:%M}"}

    def by(layout: Layout) -> Paper:
        return paper(form, record, layout, person=reader, now=now, said=said)

    try:
        whole = by(chosen(form))
    except Fault:
        whole = by(shipped(form))
    data = whole.data()
    row = FrozenPaper(
        kind=form.kind, record_id=record.pk, form=form.code, needs=needs, is_open=not needs, name=whole.file_name,
        html=whole.html, digest=_digest(data), at=now,
    )  # fmt: skip
    row.file.save(whole.file_name.rpartition(".")[2], ContentFile(data), save=False)
    return row


def _needs(form: Form, record: Any) -> list[str]:
    """The permissions without which something on the paper is missing."""
    every = sorted({rule.permission for rules in protected().values() for rule in rules.values()})

    def read(permissions: list[str]) -> dict[str, Any]:
        reader = _reader(permissions)
        return values_of(form, record, form.facts(record, reader), reader)

    whole = read(every)
    return [one for one in every if read([other for other in every if other != one]) != whole]


def _reader(permissions: list[str]) -> User:
    """Nobody, who may read what these permissions open."""
    reader = User(name="")
    reader._grants = dict.fromkeys(permissions, Grant(everything=True))  # type: ignore[attr-defined]
    return reader


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
