"""Sign in, sign out, language."""

from __future__ import annotations

from django import forms
from django.contrib.auth import authenticate, login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from leadtocash.foundation.web.forms import Form
from leadtocash.foundation.web.middleware import LANGUAGE_COOKIE

YEAR = 365 * 24 * 3600


class SignInForm(Form):
    username = forms.CharField(
        label=gettext_lazy("User name"), max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autofocus": True}),
    )  # fmt: skip
    password = forms.CharField(
        label=gettext_lazy("Password"), max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )  # fmt: skip


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """The sign-in page. A wrong name and a wrong password get the same answer."""
    target = _safe_target(request)
    if request.user.is_authenticated:
        return redirect(target)
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        person = authenticate(request, **form.cleaned_data)
        if person is not None:
            login(request, person)
            response = redirect(target)
            response.set_cookie(LANGUAGE_COOKIE, getattr(person, "language", "zh-hans"), max_age=YEAR, samesite="Lax")
            return response
        form.add_error(None, _("User name or password is not right."))
    status = 422 if form.is_bound else 200
    return render(request, "web/login.html", {"form": form, "next": request.GET.get("next", "")}, status=status)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return redirect("accounts:sign-in")


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Change the language of the pages, for this browser and, signed in, for the person."""
    chosen = "en" if request.POST.get("language") == "en" else "zh-hans"
    if request.user.is_authenticated:
        request.user.language = chosen
        request.user.save(update_fields=["language"])
    response = redirect(_safe_target(request))
    response.set_cookie(LANGUAGE_COOKIE, chosen, max_age=YEAR, samesite="Lax")
    return response


def _safe_target(request: HttpRequest) -> str:
    target = request.POST.get("next") or request.GET.get("next") or ""
    if target and url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
        return target
    return resolve_url("/")
