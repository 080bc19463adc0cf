"""Sign in, sign out, language."""

from __future__ import annotations

from typing import cast

from django import forms
from django.contrib.auth import authenticate, login, logout, update_session_auth_hash
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.web.flash import flash
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


class PasswordForm(Form):
    current = forms.CharField(
        label=gettext_lazy("Current password"), max_length=200, strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )  # fmt: skip
    new = forms.CharField(
        label=gettext_lazy("New password"), max_length=200, strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=gettext_lazy("At least ten signs, not only digits, nothing common."),
    )  # fmt: skip


@sensitive_post_parameters("current", "new")
@require_http_methods(["GET", "POST"])
def me(request: HttpRequest) -> HttpResponse:
    """One's own page: positions, language, appearance, password, sign-out."""
    person = cast(User, request.user)
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _password_changed(person, form):
        update_session_auth_hash(request, person)
        flash(request, _("Your password is changed."))
        return redirect("accounts:me")
    held = person.positions.select_related("department", "role", "superior").order_by("-is_main", "pk")
    return render(request, "accounts/me.html", {"form": form, "held": held}, status=422 if form.errors else 200)


def _password_changed(person: User, form: PasswordForm) -> bool:
    if not person.check_password(form.cleaned_data["current"]):
        form.add_error("current", _("This is not your current password."))
        return False
    try:
        validate_password(form.cleaned_data["new"], person)
    except ValidationError as error:
        form.add_error("new", error)
        return False
    person.set_password(form.cleaned_data["new"])
    person.save(update_fields=["password"])
    return True


def _safe_target(request: HttpRequest) -> str:
    target = request.POST.get("next") or request.GET.get("next") or ""
    if target and url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
        return target
    return resolve_url("/")
