"""Attachments as a tab on every record's page that takes files; what the journal and the search know of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.access.gate import allowed
from leadtocash.foundation.access.scoping import kind_of
from leadtocash.foundation.documents import checks as _checks
from leadtocash.foundation.documents import events, permissions
from leadtocash.foundation.documents.cards import files_card
from leadtocash.foundation.documents.keepers import tell_of_virus
from leadtocash.foundation.documents.models import Attachment
from leadtocash.foundation.documents.queries import COUNT
from leadtocash.foundation.documents.registry import holders
from leadtocash.foundation.documents.storing import Infected
from leadtocash.foundation.journal import timeline
from leadtocash.foundation.kernel.checks import checks
from leadtocash.foundation.kernel.references import Reference, references
from leadtocash.foundation.notices.topics import groups
from leadtocash.foundation.search.sources import Source, sources
from leadtocash.foundation.web import refusals
from leadtocash.foundation.web.acting import act_of, person_of
from leadtocash.foundation.web.navigation import Entry, entries
from leadtocash.foundation.web.numbers import numbers
from leadtocash.foundation.web.panels import Panel, panels


def _files(request: HttpRequest, record: Any) -> dict[str, Any] | None:
    if kind_of(record) not in holders:
        return None
    return {"attachments": files_card(person_of(request), record, at=act_of(request).at)}


@transaction.atomic
def _note_viruses(request: HttpRequest, refused: Sequence[refusals.Noted], at: datetime) -> None:
    """What the scanner refused is journaled although all of the act was undone."""
    for one in refused:
        found = one.refusal
        if isinstance(found, Infected):
            key = f"{found.name[:40]} {at.isoformat()}"
            tell_of_virus(found.record, found.name, found.finding, verb=events.REFUSED, key=key, act=act_of(request))


numbers.add("files", COUNT)
panels.add(
    "files",
    Panel(
        kind="*",
        place="tab",
        label=_("Files"),
        template="web/_attachments.html",
        context=_files,
        order=90,
        number="files",
        applies=lambda record: kind_of(record) in holders,
    ),
)
sources.add(
    "documents.attachment",
    Source(
        model=Attachment, label=_("Files"), icon="paperclip", names=("name",), at="added_at",
        rows=Q(removed_at=None, superseded_at=None), holder=True, line=lambda file: str(file.record),
        url=lambda file: f"{file.record.get_absolute_url()}?tab=files",
    ),
)  # fmt: skip
timeline.parts.add("files", timeline.Part(label=_("Files"), where=Q(verb__startswith="documents."), order=40))
groups.add("documents", _("Files"))
checks.add("stored_files", _checks.stored_files)
refusals.keep_with(_note_viruses)
entries.add(
    "storage",
    Entry(
        group="administration", label=_("File storage"), icon="database", url_name="documents:storage", order=55,
        may=lambda person: allowed(person, permissions.MANAGE),
    ),
)  # fmt: skip
references.add("documents.attachment", Reference(model=Attachment, label=_("Files")))
