"""The search page, and what is offered while one types."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from leadtocash.foundation.search.commands import commands
from leadtocash.foundation.search.finding import Group, find, last_opened
from leadtocash.foundation.web.acting import person_of

#: hits of each kind on the page, and of the one kind asked for
SHOWN, ALL = 8, 100


@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """Everything one may see that holds the words, by kind; ?kind= shows more of one."""
    words, kind = request.GET.get("q", ""), request.GET.get("kind", "")
    groups = find(words, person_of(request), kind=kind, most=ALL if kind else SHOWN)
    context = {"words": words, "kind": kind, "groups": groups, "search_text": words, "most": ALL}
    return render(request, "search/search.html", context)


@require_GET
def suggestions(request: HttpRequest) -> HttpResponse:
    """What the palette shows for the words: pages and commands, then records; without words the last opened."""
    words, person = request.GET.get("q", ""), person_of(request)
    groups: list[Any] = commands(words, request)
    groups += find(words, person, most=5) if words.strip() else _opened(person)
    return render(request, "search/suggestions.html", {"words": words, "groups": groups})


def _opened(person: Any) -> list[Group]:
    hits = last_opened(person)
    return [Group("", _("Opened last"), "history", hits)] if hits else []
