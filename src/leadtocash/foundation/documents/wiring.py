"""Attachments as a tab on every record's page that takes files."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.access.gate import allowed
from leadtocash.foundation.access.scoping import kind_of
from leadtocash.foundation.documents.actions import attachments_of
from leadtocash.foundation.documents.models import Attachment
from leadtocash.foundation.documents.registry import Holder, holders
from leadtocash.foundation.journal import timeline
from leadtocash.foundation.search.sources import Source, sources
from leadtocash.foundation.web.panels import Panel, panels


def _files(request: HttpRequest, record: Any) -> dict[str, Any] | None:
    holder = holders.find(kind_of(record))
    if holder is None:
        return None
    may = allowed(request.user, holder.permission, record)  # type: ignore[arg-type]
    files = [
        {
            "name": file.name,
            "size": file.size,
            "url": reverse("documents:download", args=[file.pk]),
            "note": _note(file, holder),
            "delete_url": reverse("documents:remove", args=[file.pk]) if may else "",
        }
        for file in attachments_of(record)
    ]
    upload = reverse("documents:attach", args=[kind_of(record), record.pk]) if may else ""
    return {"attachments": {"files": files, "upload_url": upload, "categories": list(holder.categories.items())}}


def _note(file: Attachment, holder: Holder) -> str:
    category = holder.categories.get(file.category, "")
    return f"{category} {file.added_by.name} {date_format(localtime(file.added_at), 'Y-m-d H:i')}".strip()


def _count(user: Any, record: Any) -> int | None:
    return attachments_of(record).count() if kind_of(record) in holders else None


panels.add(
    "files",
    Panel(
        kind="*",
        place="tab",
        label=_("Files"),
        template="web/_attachments.html",
        context=_files,
        order=90,
        count=_count,
        applies=lambda record: kind_of(record) in holders,
    ),
)
sources.add(
    "documents.attachment",
    Source(
        model=Attachment, label=_("Files"), icon="paperclip", names=("name",), at="added_at",
        rows=Q(removed_at=None), holder=True, line=lambda file: str(file.record),
        url=lambda file: f"{file.record.get_absolute_url()}?tab=files",
    ),
)  # fmt: skip
timeline.parts.add("files", timeline.Part(label=_("Files"), where=Q(verb__startswith="documents."), order=40))
