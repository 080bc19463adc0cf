"""What the frame around every page shows: menu, person, unread notices, theme, density."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from leadtocash.foundation.kernel.registry import Registry
from leadtocash.foundation.web import flash, navigation

#: more for the frame, by name: computed only if the template prints it
extras: Registry[Callable[[HttpRequest], Any]] = Registry("frame extra")


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context processor: nothing here runs a query unless the template prints it."""
    cookies = request.COOKIES
    context: dict[str, Any] = {
        "theme": "dark" if cookies.get("lc_theme") == "dark" else "light",
        "density": "cozy" if cookies.get("lc_density") == "cozy" else "compact",
        "nav_folded": cookies.get("lc_nav") == "folded",
        "lang": getattr(request, "LANGUAGE_CODE", "zh-hans"),
        "messages": SimpleLazyObject(lambda: flash.take(request)) if hasattr(request, "session") else [],
        "person": None,
    }
    if not getattr(request, "user", None) or not request.user.is_authenticated:
        return context
    context["nav"] = SimpleLazyObject(lambda: navigation.written(request))
    context["person"] = request.user
    for name, provider in extras.items():
        context[name] = SimpleLazyObject(partial(provider, request))
    return context
