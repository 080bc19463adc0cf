"""Refusals and failures as pages and fragments: a sentence, its clause, what is missing, what to do now."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from leadtocash.foundation.kernel import policy
from leadtocash.foundation.kernel.errors import Merged, NotAllowed, Offer, RuleError, Stale
from leadtocash.foundation.web import refusals

_CODES = {400: "bad_request", 403: "permission_denied", 404: "not_found", 500: "error"}
Refusal = RuleError | NotAllowed | Stale


def answer(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """A refusal as a dialog for htmx, as JSON for a script that asks for it, as a page otherwise: 409 by a rule, 403
    not allowed, 412 changed meanwhile."""
    refusals.note(request, refusal)
    if request.headers.get("Accept") == "application/json":
        said = {"code": getattr(refusal, "code", "not_allowed"), "message": refusal.message}
        return JsonResponse(said, status=status_of(refusal))
    template = "web/_refusal.html" if request.headers.get("HX-Request") else "web/error.html"
    context = {"refusal": context_of(refusal), "back": request.headers.get("Referer", "/")}
    return render(request, template, context, status=status_of(refusal))


def status_of(refusal: Refusal) -> int:
    """The HTTP status of a refusal."""
    if isinstance(refusal, RuleError):
        return 409
    return 403 if isinstance(refusal, NotAllowed) else 412


def context_of(refusal: Refusal) -> dict[str, Any]:
    """What the refusal's template prints."""
    clause = getattr(refusal, "clause", "")
    return {
        "title": title_of(refusal),
        "message": refusal.message,
        "clause": policy.clause(clause) if clause and policy.known(clause) else None,
        "missing": getattr(refusal, "missing", ()),
        "offer": getattr(refusal, "offer", None),
    }


def led_on(request: HttpRequest, merged: Merged) -> HttpResponse:
    """The address of a record that was merged: reading goes on to the other one; a change is refused and names it."""
    if request.method in ("GET", "HEAD"):
        return HttpResponsePermanentRedirect(address_after(request, merged))
    return answer(request, merged_refusal(merged, str(merged.successor.get_absolute_url())))


def merged_refusal(merged: Merged, href: str) -> RuleError:
    """What is told to whoever changes a record that was merged."""
    values = {"title": merged.successor}
    return RuleError(
        _("This record was merged into %(title)s. Nothing was changed.") % values,
        code="merged",
        offer=Offer(label=str(merged.successor), href=href),
    )


def address_after(request: Any, merged: Merged) -> str:
    """The same address of the record that has taken the place of the one asked for."""
    match, gone = request.resolver_match, str(merged.gone)
    kwargs = {name: merged.successor.pk if str(value) == gone else value for name, value in match.kwargs.items()}
    asked = request.META.get("QUERY_STRING", "")
    return reverse(match.view_name, kwargs=kwargs) + (f"?{asked}" if asked else "")


def title_of(refusal: Refusal) -> str:
    if isinstance(refusal, RuleError):
        return _("Not possible yet")
    return _("Not allowed") if isinstance(refusal, NotAllowed) else _("Changed meanwhile")


def _page(request: HttpRequest, status: int, title: str, message: str) -> HttpResponse:
    if request.path.startswith("/api/"):
        return JsonResponse({"code": _CODES[status], "message": message}, status=status)
    context = {"status": status, "title": title, "message": message}
    return render(request, "web/error.html", context, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, 400, _("This request cannot be read"), _("Go back and try again."))


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, 403, _("Not allowed"), _("You may not do this. Ask your administrator for the permission."))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, 404, _("Not found"), _("This does not exist, or you may not see it."))


def server_error(request: HttpRequest) -> HttpResponse:
    """The id of the request stands on the page and in every line of the log about it."""
    message = _("Nothing was changed. Try again; the fault is recorded.")
    code = getattr(request, "request_id", "")
    at = timezone.localtime().strftime("%Y-%m-%d %H:%M:%S")
    context = {"status": 500, "title": _("Something went wrong"), "message": message, "code": code, "at": at}
    return render(request, "web/error.html", context, status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _page(request, 403, _("This page was open too long"), _("Go back, load the page again and repeat."))
