"""The help of the page one is on, for the frame around every page."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse

from leadtocash.foundation.help import topics
from leadtocash.foundation.web.context import extras


def _help_url(request: HttpRequest) -> str:
    match = request.resolver_match
    found = topics.for_page(match.view_name) if match else None
    return reverse("help:topic", args=[found.code]) if found else reverse("help:contents")


extras.add("help_url", _help_url)
