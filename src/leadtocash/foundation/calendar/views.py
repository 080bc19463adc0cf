"""The calendar other programs subscribe to, and the page where its address is made."""

from __future__ import annotations

import hashlib

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from leadtocash.foundation.calendar import feed
from leadtocash.foundation.calendar.models import CalendarFeed
from leadtocash.foundation.web.acting import act_of, person_of
from leadtocash.foundation.web.flash import flash


@require_GET
def calendar(request: HttpRequest, secret: str) -> HttpResponse:
    """The deadlines of the person the secret belongs to."""
    found = feed.feed_of(secret)
    if found is None:
        raise Http404
    with translation.override(found.person.language or "zh-hans"):
        body = feed.written(found, today=timezone.localdate())
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {"ETag": etag, "Cache-Control": "private, no-cache"}
    if request.headers.get("If-None-Match", "").removeprefix("W/") == etag:
        return HttpResponse(status=304, headers=headers)
    return HttpResponse(body, content_type="text/calendar; charset=utf-8", headers=headers)


@never_cache
@require_http_methods(["GET", "POST"])
def own(request: HttpRequest) -> HttpResponse:
    """The address of one's calendar: made by a post and shown this once."""
    person, clear = person_of(request), ""
    if request.method == "POST":
        path = f"/calendar/{feed.make(person, at=act_of(request).at)}.ics"
        clear = request.build_absolute_uri(path)
    kept = CalendarFeed.objects.filter(person=person).first()
    return render(request, "calendar/feed.html", {"kept": kept, "clear": clear})


@require_POST
def revocation(request: HttpRequest) -> HttpResponse:
    """End the address."""
    if feed.revoke(person_of(request)):
        flash(request, _("The address of the calendar is withdrawn."))
    return redirect("calendar:feed")
