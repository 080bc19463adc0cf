"""The inbox: to do, late, done, started by me; and the way from an item to its document."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.web import picking
from leadtocash.foundation.web.acting import person_of
from leadtocash.foundation.web.lists.page import ListPage
from leadtocash.foundation.web.lists.rendering import render_list
from leadtocash.foundation.workflow import listing, queries
from leadtocash.foundation.workflow.registry import subjects

Answer = HttpResponse | StreamingHttpResponse


@require_GET
def to_do(request: HttpRequest) -> Answer:
    return _list(request, listing.TO_DO)


@require_GET
def late(request: HttpRequest) -> Answer:
    return _list(request, listing.LATE)


@require_GET
def done(request: HttpRequest) -> Answer:
    return _list(request, listing.DONE)


@require_GET
def started(request: HttpRequest) -> Answer:
    return _list(request, listing.STARTED)


@require_GET
def item(request: HttpRequest, pk: int) -> HttpResponse:
    """A work item opens on the document itself."""
    found, record = queries.fetch_item(person_of(request), pk)
    return redirect(subjects.get(found.instance.record_kind).url(record))


@require_GET
def document(request: HttpRequest, pk: int) -> HttpResponse:
    """From a notice to the document a process runs on."""
    found, record = queries.fetch_instance(person_of(request), pk)
    return redirect(subjects.get(found.record_kind).url(record))


@require_GET
def people(request: HttpRequest) -> JsonResponse:
    """Colleagues by name, for handing work on."""

    def rows(words: str) -> Any:
        return User.objects.filter(Q(name__icontains=words) | Q(username__icontains=words), is_active=True)

    return picking.answer(request, rows)


def menu_count(person: Any) -> tuple[int, bool]:
    """What the menu shows beside the inbox."""
    return queries.waiting_for(person, now=timezone.now())


def _list(request: HttpRequest, page: ListPage) -> Answer:
    count, hot = menu_count(person_of(request))
    most = queries.MOST_COUNTED
    tabs: list[dict[str, Any]] = [
        {"name": "inbox", "label": _("To do"), "count": f"{most}+" if count > most else count, "hot": hot},
        {"name": "late", "label": _("Overdue")},
        {"name": "done", "label": _("Done")},
        {"name": "started", "label": _("Started by me")},
    ]
    for tab in tabs:
        tab |= {"url": reverse(f"workflow:{tab['name']}"), "current": tab["name"] == page.name}
    return render_list(request, page, template="workflow/inbox.html", tabs=tabs)
