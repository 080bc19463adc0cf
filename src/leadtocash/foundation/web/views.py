"""Pages of the kit itself: a clause of the policy, health."""

from __future__ import annotations

from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from leadtocash.foundation.kernel import policy


@require_GET
def clause(request: HttpRequest, slug: str) -> HttpResponse:
    """One clause, as page or (htmx) as fragment."""
    try:
        found = policy.by_slug(slug)
    except LookupError:
        raise Http404 from None
    return render(request, "web/clause.html", {"clause": found, "clauses": policy.handbook()})


@require_GET
def handbook(request: HttpRequest) -> HttpResponse:
    """All clauses."""
    return render(request, "web/clause.html", {"clause": None, "clauses": policy.handbook()})


@require_GET
def healthz(request: HttpRequest) -> JsonResponse:
    """The process answers."""
    return JsonResponse({"status": "ok"})


@require_GET
def readyz(request: HttpRequest) -> JsonResponse:
    """The process answers and reaches its database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ready"})
