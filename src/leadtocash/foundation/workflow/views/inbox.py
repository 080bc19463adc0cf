"""The inbox: to do, late, to take, done, started by me, copied to me; and the way from an item to its document."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.search.finding import spelt_so
from leadtocash.foundation.web import picking
from leadtocash.foundation.web.acting import act_of, person_of
from leadtocash.foundation.web.lists.page import ListPage
from leadtocash.foundation.web.lists.rendering import render_list
from leadtocash.foundation.workflow import actions, listing, overviews, queries
from leadtocash.foundation.workflow.models import Copy
from leadtocash.foundation.workflow.registry import subjects

Answer = HttpResponse | StreamingHttpResponse


@require_GET
def to_do(request: HttpRequest) -> Answer:
    return _list(request, listing.TO_DO)


@require_GET
def late(request: HttpRequest) -> Answer:
    return _list(request, listing.LATE)


@require_GET
def pool(request: HttpRequest) -> Answer:
    return _list(request, listing.POOL)


@require_GET
def done(request: HttpRequest) -> Answer:
    return _list(request, listing.DONE)


@require_GET
def started(request: HttpRequest) -> Answer:
    return _list(request, listing.STARTED)


@require_GET
def copied(request: HttpRequest) -> Answer:
    return _list(request, listing.COPIED)


@require_GET
def tabs(request: HttpRequest) -> HttpResponse:
    """The tabs with their counts as they are now; the page asks again while it is open."""
    at = request.GET.get("at", "")
    return render(request, "workflow/_inbox_tabs.html", {"tabs": tabs_of(request, at), "tabs_url": _tabs_url(at)})


@require_GET
def item(request: HttpRequest, pk: int) -> HttpResponse:
    """A work item opens on the document itself."""
    found, record = queries.fetch_item(person_of(request), pk)
    return redirect(subjects.get(found.instance.record_kind).url(record))


@require_GET
def document(request: HttpRequest, pk: int) -> HttpResponse:
    """From a notice, or from a copy that is thereby read, to the document a process runs on."""
    person = person_of(request)
    found, record = queries.fetch_instance(person, pk)
    for copy in Copy.objects.filter(instance=found, person=person, read_at=None):
        actions.mark_read(copy, act=act_of(request))
    return redirect(subjects.get(found.record_kind).url(record))


@require_GET
def people(request: HttpRequest) -> JsonResponse:
    """Colleagues by name, sign-in name or pinyin, for handing work on."""

    def rows(words: str) -> Any:
        called = Q(name__icontains=words) | Q(username__icontains=words) | Q(pk__in=spelt_so(User, words))
        return User.objects.filter(called, is_active=True)

    return picking.answer(request, rows)


def tabs_of(request: HttpRequest, name: str) -> list[dict[str, Any]]:
    """The tabs, the current one marked, each with what lies in it."""
    found = overviews.counts(person_of(request), now=timezone.now())
    shown: dict[str, tuple[int, bool]] = {
        "inbox": (found.inbox, False),
        "late": (found.late, bool(found.late)),
        "pool": (found.pool, False),
        "copied": (found.copied, False),
    }
    return [
        {
            "label": page.title if page.name != "inbox" else listing.TO_DO_LABEL,
            "url": reverse(f"workflow:{page.name}"),
            "current": page.name == name,
            "count": capped(shown.get(page.name, (0, False))[0]),
            "hot": shown.get(page.name, (0, False))[1],
        }
        for page in listing.TABS
    ]


def _tabs_url(name: str) -> str:
    return f"{reverse('workflow:inbox-tabs')}?{urlencode({'at': name[:20]})}"


def capped(count: int) -> str | int:
    return f"{queries.MOST_COUNTED}+" if count > queries.MOST_COUNTED else count


def _list(request: HttpRequest, page: ListPage) -> Answer:
    return render_list(
        request,
        page,
        template="workflow/inbox.html",
        tabs=tabs_of(request, page.name),
        tabs_url=_tabs_url(page.name),
        decide_url=reverse("workflow:decision", args=[0]) if page.bulk and page.name != "pool" else "",
    )
