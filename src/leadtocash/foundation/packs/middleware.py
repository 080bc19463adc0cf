"""On an empty company every page leads to the welcome page; afterwards this costs one question of strangers only."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from leadtocash.foundation.packs import founding

WELCOME = "/welcome/"
LEFT_ALONE = ("/welcome/", "/static/", "/language/", "/api/")


class WelcomeMiddleware:
    """Send whoever comes first to set up the company."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        stranger = request.method == "GET" and not request.user.is_authenticated
        if stranger and not request.path.startswith(LEFT_ALONE) and founding.is_open():
            return HttpResponseRedirect(WELCOME)
        return self.get_response(request)
