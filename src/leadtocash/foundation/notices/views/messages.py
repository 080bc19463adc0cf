"""The page of one's messages, and the small answer that keeps every open page's numbers alive."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from leadtocash.foundation.notices import live, queries, reading
from leadtocash.foundation.notices.models import Notice
from leadtocash.foundation.notices.topics import group_label, group_names, groups
from leadtocash.foundation.notices.wording import sentence_of, tone_of
from leadtocash.foundation.web import formats
from leadtocash.foundation.web.acting import act_of, person_of

Groups = list[dict[str, Any]]


@require_GET
def notices(request: HttpRequest) -> HttpResponse:
    """One's messages by day: all or the unread ones, of one kind or all."""
    person = person_of(request)
    only_unread, group = request.GET.get("show") == "unread", _group(request.GET.get("group", ""))
    rows = queries.notices_of(person, only_unread=only_unread, group=group)
    show = "unread" if only_unread else ""
    found, more = queries.piece(rows, queries.place_of(request.GET.get("before", "")))
    context = {
        "days": _by_day(found, queries.hidden(person, found)),
        "only_unread": only_unread,
        "group": group,
        "group_links": _group_links(only_unread, group),
        "all_url": _url(group=group),
        "unread_url": _url(show="unread", group=group),
        "more_url": _url(show=show, group=group, before=queries.mark_of(found[-1])) if more else "",
        "narrowed": bool(group or only_unread),
        "waiting": queries.unread(person),
        "here": request.get_full_path(),
    }
    return render(request, "notices/list.html", context)


@require_http_methods(["GET", "POST"])
def notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Where a notice leads (also from a mail, after sign-in): it is read by this. Somebody else's: to one's own."""
    found = Notice.objects.filter(person=person_of(request), pk=pk).first()
    if found is None:
        return redirect("notices:list")
    reading.mark_read([found.pk], act=act_of(request))
    return redirect(safe_path(found.url))


@require_POST
def opened(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark one notice read and stay."""
    reading.mark_read([pk], act=act_of(request))
    return redirect(safe_path(request.POST.get("next", "")))


@require_POST
def all_read(request: HttpRequest) -> HttpResponse:
    """Mark all read, or all of the kind that is shown."""
    reading.mark_all_read(act=act_of(request), group=_group(request.POST.get("group", "")))
    return redirect(safe_path(request.POST.get("next", "")))


@require_GET
def numbers(request: HttpRequest) -> HttpResponseBase:
    """Unread messages and work to do; 304 as long as nothing has changed."""
    body = live.numbers(person_of(request))
    etag = live.etag_of(body)
    headers = {"ETag": etag, "Cache-Control": "private, no-cache"}
    if request.headers.get("If-None-Match") == etag:
        return HttpResponse(status=304, headers=headers)
    return JsonResponse(body, headers=headers)


def safe_path(url: str) -> str:
    """The address if it lies within this site, else the list of messages."""
    inside = url.startswith("/") and url_has_allowed_host_and_scheme(url, allowed_hosts=None)
    return url if inside else reverse("notices:list")


def _group(asked: str) -> str:
    return asked if asked in groups else ""


def _group_links(only_unread: bool, group: str) -> list[dict[str, Any]]:
    show = "unread" if only_unread else ""
    links = [{"label": _("All kinds"), "url": _url(show=show), "current": not group}]
    for name in group_names():
        links.append({"label": group_label(name), "url": _url(show=show, group=name), "current": name == group})
    return links


def _url(**params: str) -> str:
    query = urlencode({name: value for name, value in params.items() if value})
    return reverse("notices:list") + (f"?{query}" if query else "")


def _by_day(found: list[Notice], hidden: set[int]) -> Groups:
    now = timezone.localtime()
    shown: Groups = []
    for one in found:
        at = timezone.localtime(one.at)
        if not shown or shown[-1]["day"] != at.date():
            shown.append({"day": at.date(), "label": _day(at, now), "notices": []})
        gone = one.pk in hidden
        shown[-1]["notices"].append(
            {
                "notice": one,
                "sentence": _("You may no longer see what this was about.") if gone else sentence_of(one),
                "tone": tone_of(one.topic),
                "kind": group_label(one.topic.partition(".")[0]),
                "gone": gone,
            }
        )
    return shown


def _day(at: datetime, now: datetime) -> str:
    past = (now.date() - at.date()).days
    if past == 0:
        return _("Today")
    return _("Yesterday") if past == 1 else formats.full_date(at.date())
