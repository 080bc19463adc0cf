"""The search page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from leadtocash.foundation.search.sources import hits
from leadtocash.foundation.web.acting import person_of


@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """Everything one may see that holds the words, by kind."""
    words = request.GET.get("q", "")
    return render(request, "search/search.html", {"words": words, "groups": hits(words, person_of(request))})
