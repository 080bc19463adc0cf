"""What surrounds every request: language, sign-in, security headers, refusals, and doing a post once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode, urlsplit
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.utils import timezone, translation

from leadtocash.foundation.kernel import once
from leadtocash.foundation.kernel.errors import Merged, NotAllowed, RuleError, Stale
from leadtocash.foundation.kernel.language import wished
from leadtocash.foundation.web import errors, formats, refusals
from leadtocash.foundation.web.navigation import ACTED

Get = Callable[[HttpRequest], HttpResponse]
OPEN_PATHS = ("/sign-in/", "/welcome/", "/static/", "/language/", "/api/", "/calendar/", "/help/sign-in/")
LANGUAGE_COOKIE = "lc_lang"
SAFE = ("GET", "HEAD", "OPTIONS")


class LanguageMiddleware:
    """The person's language by cookie; without one Chinese in the characters the browser prefers, whatever else it
    says. The API asks by header."""

    def __init__(self, get_response: Get) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = request.COOKIES.get(LANGUAGE_COOKIE, "")
        api = request.path.startswith("/api/")
        if api or language not in dict(settings.LANGUAGES):
            asked = wished(request.headers.get("Accept-Language", ""))
            language = next((one for one in asked if api or one != "en"), settings.LANGUAGE_CODE)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


class SignInMiddleware:
    """Nobody sees a page without having signed in."""

    def __init__(self, get_response: Get) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated and not request.path.startswith(OPEN_PATHS):
            return _sign_in_first(request)
        return self.get_response(request)


def _sign_in_first(request: HttpRequest) -> HttpResponse:
    """To the sign-in, and from there back to the page one was on. Scripts are told by 401 that nothing was saved, so
    that they keep what was typed."""
    scripted = "HX-Request" in request.headers or request.headers.get("Accept") == "application/json"
    back = request.get_full_path()
    if scripted or request.method not in SAFE:  # such an address is no page to come back to
        page = urlsplit(request.headers.get("HX-Current-URL") or request.headers.get("Referer", "/"))
        back = page._replace(scheme="", netloc="").geturl()
    target = f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': back})}"
    return HttpResponse(status=401, headers={"HX-Redirect": target}) if scripted else HttpResponseRedirect(target)


class AmountsMiddleware:
    """Amounts on pages in the unit the person prefers, else the company's."""

    def __init__(self, get_response: Get) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with formats.amounts_in(getattr(request.user, "money_unit", "") or settings.MONEY_UNIT):
            return self.get_response(request)


class ActedMiddleware:
    """Who does something sees its effect in the menu at once: what was counted before is not his any more."""

    def __init__(self, get_response: Get) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if settings.MENU_COUNTS_KEPT and request.method not in SAFE:
            response.set_cookie(
                ACTED, uuid4().hex, max_age=settings.MENU_COUNTS_KEPT, httponly=True, samesite="Lax",
                secure=settings.SESSION_COOKIE_SECURE,
            )  # fmt: skip
        return response


class SecurityHeadersMiddleware:
    """A strict content policy: own scripts and styles only, nothing inline; pages of records are not cached."""

    policy = (
        "default-src 'self'; img-src 'self' data: blob:; style-src 'self'; script-src 'self'; object-src 'none'; "
        "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )

    def __init__(self, get_response: Get) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", self.policy)
        response.headers.setdefault("Permissions-Policy", "camera=(self), microphone=(), geolocation=()")
        if not request.path.startswith("/static/"):
            response.headers.setdefault("Cache-Control", "no-store")
        return response


class RefusalMiddleware:
    """Answer a refusal of a rule in one place, for every page; what was refused is kept when all is rolled back."""

    def __init__(self, get_response: Get) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        refusals.hand_over(request)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, RuleError | NotAllowed | Stale):
            return errors.answer(request, exception)
        return errors.led_on(request, exception) if isinstance(exception, Merged) else None


class OnceMiddleware:
    """A page's form carries a key; posting the same form twice gives the first answer and does nothing again."""

    def __init__(self, get_response: Get) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponse],
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
    ) -> HttpResponse | None:
        if request.method != "POST" or request.path.startswith("/api/") or not request.user.is_authenticated:
            return None
        if getattr(view, "counts_tries", False):  # a refused proof must stay written
            return None
        key = request.POST.get("_key", "") or request.headers.get("Idempotency-Key", "")
        if not key:
            return None
        try:
            with transaction.atomic():
                return self._once(request, key, view, args, kwargs)
        except (RuleError, NotAllowed, Stale) as refusal:
            return errors.answer(request, refusal)
        except Merged as merged:
            return errors.led_on(request, merged)

    def _once(
        self, request: HttpRequest, key: str, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse:
        person_id: int = request.user.pk  # type: ignore[assignment]
        claimed = once.claim(person_id=person_id, key=key, path=request.path, at=timezone.now())
        if isinstance(claimed, once.Answer):
            return _again(request, claimed)
        response = view(request, *args, **kwargs)
        if response.status_code >= 400:
            transaction.set_rollback(True)
        else:
            location = response.headers.get("Location", "") or response.headers.get("HX-Redirect", "")
            once.answered(claimed, status=response.status_code, location=location)
        return response


def _again(request: HttpRequest, first: once.Answer) -> HttpResponse:
    target = first.location or request.headers.get("Referer", "/")
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": target})
    return HttpResponseRedirect(target)
