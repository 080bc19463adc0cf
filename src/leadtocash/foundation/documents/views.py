"""Attach, download, remove; each behind the record's own gate."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.apps import apps
from django.db import models
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from leadtocash.foundation.access.gate import fetch
from leadtocash.foundation.documents import actions
from leadtocash.foundation.documents.models import Attachment
from leadtocash.foundation.documents.registry import holders
from leadtocash.foundation.kernel.errors import RuleError
from leadtocash.foundation.web.acting import act_of
from leadtocash.foundation.web.flash import flash

SHOWN_INLINE = {"application/pdf", "image/jpeg", "image/png", "image/webp"}


@require_POST
def attach(request: HttpRequest, kind: str, record_id: int) -> HttpResponse:
    """Attach the posted files to a record one may see."""
    record = record_for(request.user, kind, record_id)
    files = request.FILES.getlist("file")
    if not files:
        raise RuleError(_("Choose a file first."), code="file_missing")
    for file in files:
        actions.attach(record, file, act=act_of(request), category=request.POST.get("category", ""))
    flash(request, _("Attached %(count)s file(s).") % {"count": len(files)})
    return redirect(_back(request, record))


@require_GET
def download(request: HttpRequest, pk: int) -> FileResponse:
    """A file, for those who may see its record."""
    attachment, _holder = attachment_for(request.user, pk)
    return file_response(attachment, download="download" in request.GET)


def file_response(attachment: Attachment, *, download: bool) -> FileResponse:
    """The file as an answer: shown in the browser where that is safe, sandboxed, never sniffed.

    Raises RuleError when the storage has lost it.
    """
    inline = attachment.content_type in SHOWN_INLINE and not download
    try:
        content = attachment.file.open("rb")
    except OSError:
        raise RuleError(
            _("The file “%(name)s” is no longer in the storage. An administrator can bring it back from a backup.")
            % {"name": attachment.name},
            code="file_gone",
        ) from None
    response = FileResponse(content, content_type=attachment.content_type)
    disposition = "inline" if inline else "attachment"
    response["Content-Disposition"] = f"{disposition}; filename*=UTF-8''{quote(attachment.name)}"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src 'self'"
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    attachment, record = attachment_for(request.user, pk)
    actions.remove(attachment, record, act=act_of(request))
    flash(request, _("Removed %(name)s.") % {"name": attachment.name})
    return redirect(_back(request, record))


def attachment_for(user: Any, pk: int) -> tuple[Attachment, Any]:
    """A file and its record, if this person may see the record, else 404."""
    attachment = Attachment.objects.filter(pk=pk, removed_at=None).first()
    if attachment is None:
        raise Http404
    return attachment, record_for(user, attachment.kind, attachment.record_id)


def record_for(user: Any, kind: str, record_id: int) -> Any:
    """The record if it takes files and this person may see it, else 404."""
    if kind not in holders:
        raise Http404
    model: type[models.Model] = apps.get_model(kind)
    return fetch(model, user, pk=record_id)


def _back(request: HttpRequest, record: Any) -> str:
    wanted = request.POST.get("next", "")
    own: str = record.get_absolute_url()
    return wanted if wanted.startswith(own) else own
