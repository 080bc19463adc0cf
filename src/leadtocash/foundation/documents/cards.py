"""What the card of a record's files and the page of one file show."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from leadtocash.foundation.access.gate import allowed
from leadtocash.foundation.access.scoping import kind_of
from leadtocash.foundation.documents import previewing, queries, scanning
from leadtocash.foundation.documents.actions import KEPT
from leadtocash.foundation.documents.models import Attachment, StoredFile
from leadtocash.foundation.documents.registry import Holder, holders, open_categories
from leadtocash.foundation.web.acting import person_of

Shown = dict[str, Any]
ENDINGS = ".pdf,.jpg,.jpeg,.png,.webp,.heic,.heif,.docx,.xlsx,.pptx,.doc,.xls,.ppt,.wps,.et,.dps,.txt,.csv,.zip"


def files_card(person: Any, record: Any, *, at: datetime) -> Shown:
    """What web/_attachments.html takes, for this person at this moment."""
    kind = kind_of(record)
    holder = holders.get(kind)
    may = allowed(person, holder.permission, record)
    files = list(queries.attachments_of(record))
    categories = open_categories(record) if may else None
    about = [kind, record.pk]
    return {
        "files": [_row(one, holder, may=may) for one in files],
        "upload_url": reverse("documents:attach", args=about) if categories else "",
        "card_url": reverse("documents:card", args=about),
        "archive_url": reverse("documents:archive", args=about) if len(files) > 1 else "",
        "removed": [_removed(one) for one in queries.removed_from(record, since=at - KEPT)] if may else [],
        "categories": categories if holder.categories else [],
        "accept": ENDINGS,
        "next": f"{record.get_absolute_url()}?tab=files",
    }


def paste_to(person: Any, record: Any) -> Shown | None:
    """Where a picture pasted into a comment goes: address and category; None where the record takes none of it now."""
    holder = holders.find(kind_of(record))
    if holder is None or not allowed(person, holder.permission, record):
        return None
    codes = [code for code, _words in open_categories(record) or () if code in ("", "other")]
    return (
        {"url": reverse("documents:attach", args=[kind_of(record), record.pk]), "category": codes[0]} if codes else None
    )


def _row(file: Attachment, holder: Holder, *, may: bool) -> Shown:
    pictured = file.content_type.startswith("image/") and not _infected(file)
    return {
        "name": file.name,
        "size": file.size,
        "url": reverse("documents:view", args=[file.pk]),
        "download_url": f"{reverse('documents:download', args=[file.pk])}?download",
        "thumb_url": reverse("documents:picture", args=[file.pk, "thumb"]) if pictured else "",
        "version": file.version if file.version > 1 else 0,
        "note": note_of(file, holder),
        "state": "no" if _infected(file) else "",
        "warning": warning_of(file),
        "delete_url": reverse("documents:remove", args=[file.pk]) if may else "",
        "version_url": reverse("documents:new-version", args=[file.pk]) if may else "",
    }


def _removed(file: Attachment) -> Shown:
    who = file.removed_by.name if file.removed_by else ""
    return {
        "name": file.name,
        "note": f"{who} {_moment(file.removed_at)}".strip(),
        "restore_url": reverse("documents:restore", args=[file.pk]),
    }


def viewer(request: HttpRequest, file: Attachment, record: Any, preview: previewing.Preview, trouble: str) -> Shown:
    """What documents/view.html takes: the file, its neighbours on the record, its versions."""
    holder = holders.get(file.kind)
    order = [one.pk for one in queries.attachments_of(record)]
    versions = list(queries.versions_of(file))
    here = order.index(versions[0].pk) if versions and versions[0].pk in order else -1
    back = f"{record.get_absolute_url()}?tab=files"
    wanted = request.GET.get("sheet", "")
    sheet = int(wanted) if wanted.isdecimal() and int(wanted) < len(preview.tables) else 0
    return {
        "file": file,
        "record": record,
        "trouble": trouble,
        "warning": warning_of(file),
        "preview": preview,
        "sheet": preview.tables[sheet] if preview.tables else None,
        "sheet_number": sheet,
        "note": note_of(file, holder),
        "before": _neighbour(order, here - 1),
        "after": _neighbour(order, here + 1),
        "place": here + 1,
        "total": len(order),
        "versions": versions,
        "latest": versions[0] if versions else file,
        "may_change": allowed(person_of(request), holder.permission, record),
        "back_url": back,
        "crumbs": [
            {"label": str(record), "url": record.get_absolute_url()},
            {"label": _("Files"), "url": back},
            {"label": file.name},
        ],
        "accept": ENDINGS,
    }


def _neighbour(order: list[int], place: int) -> str:
    return reverse("documents:view", args=[order[place]]) if 0 <= place < len(order) else ""


def note_of(file: Attachment, holder: Holder) -> str:
    """Its category, who attached it and when."""
    category = str(holder.categories.get(file.category, ""))
    return " ".join(filter(None, (category, file.added_by.name, _moment(file.added_at))))


def _moment(moment: datetime | None) -> str:
    return date_format(localtime(moment), "Y-m-d H:i") if moment else ""


def warning_of(file: Attachment) -> str:
    """What is to be said about viruses."""
    stored = file.stored
    if _infected(file):
        return _("Blocked: virus %(finding)s") % {"finding": stored.finding if stored else ""}
    waiting = stored is not None and stored.scan == StoredFile.Scan.UNSCANNED and scanning.in_use()
    return _("Not yet examined for viruses") if waiting else ""


def _infected(file: Attachment) -> bool:
    return file.stored is not None and file.stored.scan == StoredFile.Scan.INFECTED
