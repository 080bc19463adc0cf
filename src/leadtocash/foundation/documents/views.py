"""Attach, look at, download, remove; each behind the record's own gate."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db import models, transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from leadtocash.foundation.access.gate import allowed, fetch
from leadtocash.foundation.documents import actions, cards, previewing, queries, serving
from leadtocash.foundation.documents.models import Attachment
from leadtocash.foundation.documents.registry import holders
from leadtocash.foundation.kernel.errors import RuleError
from leadtocash.foundation.web.acting import act_of, person_of
from leadtocash.foundation.web.flash import flash

Answer = HttpResponse | StreamingHttpResponse


@require_POST
def attach(request: HttpRequest, kind: str, record_id: int) -> HttpResponse:
    """Attach the posted files to a record one may see, all or none; scripts that ask for JSON send one at a time."""
    record, files = record_for(request.user, kind, record_id), _posted(request)
    with transaction.atomic():
        for file in files:
            actions.attach(record, file, act=act_of(request), category=request.POST.get("category", ""))
    return _done(request, record, _("Attached %(count)s file(s).") % {"count": len(files)})


@require_POST
def new_version(request: HttpRequest, pk: int) -> HttpResponse:
    """Attach the next version of a document."""
    attachment, record = attachment_for(request.user, pk)
    made = actions.add_version(attachment, record, _posted(request)[0], act=act_of(request))
    values = {"name": made.name, "version": made.version}
    return _done(request, record, _("%(name)s is now version %(version)s.") % values)


@require_GET
def download(request: HttpRequest, pk: int) -> Answer:
    """A file, for those who may see its record."""
    attachment, _record = attachment_for(request.user, pk)
    return serving.file_response(request, attachment, download="download" in request.GET)


@require_GET
def picture(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """A picture as a small or a middling JPEG, upright, without what the camera wrote beside it."""
    attachment, _record = attachment_for(request.user, pk)
    serving.check_served(attachment)
    if previewing.part_for(attachment) != "view":
        raise Http404
    try:
        made = previewing.part(attachment, what)
    except OSError:
        raise Http404 from None
    if made is None:
        raise Http404
    return serving.plain_response(request, made, content_type="image/jpeg")


@require_GET
def view(request: HttpRequest, pk: int) -> HttpResponse:
    """A file to look at, with the one before and after it on the record, and its versions."""
    attachment, record = attachment_for(request.user, pk)
    trouble, preview = "", previewing.Preview()
    try:
        serving.check_served(attachment)
        preview = previewing.preview_of(attachment)
    except RuleError as error:
        trouble = error.message
    except OSError:
        trouble = serving.lost(attachment).message
    return render(request, "documents/view.html", cards.viewer(request, attachment, record, preview, trouble))


@require_GET
def card(request: HttpRequest, kind: str, record_id: int) -> HttpResponse:
    """The card of a record's files, as it is now."""
    record = record_for(request.user, kind, record_id)
    shown = cards.files_card(person_of(request), record, at=act_of(request).at)
    return render(request, "web/_attachments.html", {"attachments": shown})


@require_GET
def archive(request: HttpRequest, kind: str, record_id: int) -> StreamingHttpResponse:
    """All files of a record as one ZIP."""
    record = record_for(request.user, kind, record_id)
    return serving.archive_response(queries.attachments_of(record), name=str(record)[:80])


@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    attachment, record = attachment_for(request.user, pk)
    actions.remove(attachment, record, act=act_of(request))
    return _done(request, record, _("Removed %(name)s.") % {"name": attachment.name})


@require_POST
def restore(request: HttpRequest, pk: int) -> HttpResponse:
    """Bring back a removed file."""
    attachment, record = removed_for(request.user, pk)
    actions.restore(attachment, record, act=act_of(request))
    return _done(request, record, _("%(name)s is back.") % {"name": attachment.name})


def attachment_for(user: Any, pk: int) -> tuple[Attachment, Any]:
    """A file (of any version) and its record, if this person may see the record, else 404."""
    attachment = Attachment.objects.select_related("stored", "added_by").filter(pk=pk, removed_at=None).first()
    if attachment is None:
        raise Http404
    return attachment, record_for(user, attachment.kind, attachment.record_id)


def removed_for(user: Any, pk: int) -> tuple[Attachment, Any]:
    """A removed file and its record, for those who may change the record's files, else 404."""
    attachment = Attachment.objects.filter(pk=pk, removed_at__isnull=False).first()
    if attachment is None:
        raise Http404
    record = record_for(user, attachment.kind, attachment.record_id)
    if not allowed(user, holders.get(attachment.kind).permission, record):
        raise Http404
    return attachment, record


def record_for(user: Any, kind: str, record_id: int) -> Any:
    """The record if it takes files and this person may see it, else 404."""
    if kind not in holders:
        raise Http404
    model: type[models.Model] = apps.get_model(kind)
    return fetch(model, user, pk=record_id)


def _posted(request: HttpRequest) -> list[Any]:
    files = request.FILES.getlist("file")
    if not files:
        raise RuleError(_("Choose a file first."), code="file_missing")
    return files


def _done(request: HttpRequest, record: Any, sentence: str) -> HttpResponse:
    """Back to where it was done from; a script that sends files by itself shows the card anew."""
    if request.headers.get("Accept") == "application/json":
        return JsonResponse({"message": sentence})
    flash(request, sentence)
    wanted, own = request.POST.get("next", ""), str(record.get_absolute_url())
    return redirect(wanted if wanted.startswith((own, "/attachments/")) else own)
