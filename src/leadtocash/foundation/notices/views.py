"""The list of notices; opening one marks it read and leads to its page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from leadtocash.foundation.notices.models import Notice
from leadtocash.foundation.notices.sending import sentence_of, topics
from leadtocash.foundation.web.acting import person_of

SHOWN = 100


@require_GET
def notices(request: HttpRequest) -> HttpResponse:
    rows = Notice.objects.filter(person=person_of(request)).order_by("-at", "-pk")[:SHOWN]
    shown = [
        {"notice": n, "sentence": sentence_of(n), "tone": getattr(topics.find(n.topic), "tone", "info")} for n in rows
    ]
    return render(request, "notices/list.html", {"notices": shown})


@require_POST
def opened(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark one's own notice read and go where it leads."""
    notice = Notice.objects.filter(person=person_of(request), pk=pk).first()
    if notice is None:
        return redirect("notices:list")
    Notice.objects.filter(pk=notice.pk, read_at=None).update(read_at=timezone.now())
    return redirect(notice.url)


@require_POST
def all_read(request: HttpRequest) -> HttpResponse:
    Notice.objects.filter(person=person_of(request), read_at=None).update(read_at=timezone.now())
    return redirect("notices:list")
