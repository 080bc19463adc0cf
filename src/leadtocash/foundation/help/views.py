"""Help: contents and search, a topic as a page or in the drawer, all of it on paper."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from leadtocash.foundation.help import rendering, topics
from leadtocash.foundation.kernel.text import clean_line
from leadtocash.foundation.printing.views.papers import pdf_response


@require_GET
def contents(request: HttpRequest) -> HttpResponse:
    """All topics by group, or those with the words of a search."""
    words = clean_line(request.GET.get("q", ""))[:80]
    context = {"groups": topics.contents(), "words": words, "hits": topics.search(words) if words else []}
    return render(request, "help/contents.html", context)


@require_GET
def topic(request: HttpRequest, code: str) -> HttpResponse:
    """One topic; for htmx what stands in the drawer."""
    found = topics.all_topics().get(code)
    if found is None:
        raise Http404
    context: dict[str, Any] = {"topic": found, "text": rendering.html(found)}
    if request.headers.get("HX-Request") and not request.headers.get("HX-Boosted"):
        return render(request, "help/_drawer.html", context)
    return render(request, "help/topic.html", context | {"group": topics.group_of(found)})


@require_GET
def printed(request: HttpRequest) -> HttpResponse:
    """The whole help as PDF, or one topic: ?topic=inbox."""
    wanted = request.GET.get("topic", "")
    groups = [
        {
            "label": group["label"],
            "topics": [(one, rendering.html(one)) for one in group["topics"] if wanted in ("", one.code)],
        }
        for group in topics.contents()
    ]
    groups = [group for group in groups if group["topics"]]
    if not groups:
        raise Http404
    context = {"groups": groups, "whole": not wanted, "today": timezone.localdate()}
    return pdf_response("help/print.html", context, name=_("Help"))
