"""Sign in with user name and password or a passkey, sign out, language."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.contrib.auth import authenticate, logout
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from leadtocash.foundation.accounts import lockout, log, providers, signing_in
from leadtocash.foundation.accounts.factors import passkeys
from leadtocash.foundation.accounts.forms import SignInForm
from leadtocash.foundation.accounts.models import Department, User, UserSession
from leadtocash.foundation.accounts.preferring import prefer
from leadtocash.foundation.accounts.views.common import me_of, safe_target
from leadtocash.foundation.web.middleware import LANGUAGE_COOKIE


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """The sign-in page. A wrong name and a wrong password get the same answer."""
    target = safe_target(request)
    if request.user.is_authenticated:
        return redirect(target)
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        person = _try(request, form)
        if person is not None:
            return signing_in.begin(request, person, how="password", target=target, at=timezone.now())
    return show(request, form, status=422 if form.is_bound else 200)


def show(request: HttpRequest, form: SignInForm, *, status: int = 200, trouble: str = "") -> HttpResponse:
    """The page with its ways in; `trouble` is a sentence of a platform that was refused."""
    asked = request.POST.get("next") or request.GET.get("next") or ""
    onward = f"?{urlencode({'next': safe_target(request)})}" if asked else ""
    ways = [
        {"label": p.label, "key": p.key, "url": reverse("accounts:platform", args=[p.key]) + onward}
        for p in providers.configured()
    ]
    context = {
        "form": form, "next": asked, "providers": ways, "trouble": trouble, "company": _company(),
        "reset_url": reverse("accounts:forgotten"),
    }  # fmt: skip
    return render(request, "accounts/sign_in.html", context, status=status)


def _try(request: HttpRequest, form: SignInForm) -> User | None:
    where, now = log.where_of(request), timezone.now()
    username = form.cleaned_data["username"]
    known = User.objects.called(username)
    try:
        lockout.reserve(username, where.address, at=now)
    except lockout.Locked as locked:
        log.write("refused", at=now, where=where, person=known, name=username, how="password", why="locked")
        form.add_error(None, str(locked))
        return None
    person = authenticate(request, **form.cleaned_data)
    if isinstance(person, User):
        lockout.right(username, where.address)
        return person
    why = "inactive" if known and not known.is_active else "wrong"
    log.write("refused", at=now, where=where, person=known, name=username, how="password", why=why)
    form.add_error(None, _("User name or password is not right."))
    return None


@never_cache
@require_POST
def passkey_question(request: HttpRequest) -> JsonResponse:
    """What the browser asks the passkey: any of this site, or one of the person whose password was right."""
    now = signing_in.pending(request, at=timezone.now())
    return JsonResponse(passkeys.ask(request, now.person if now else None))


@never_cache
@require_POST
def passkey(request: HttpRequest) -> HttpResponse:
    """A passkey's answer: by itself it signs in, after the password it is the second factor."""
    now, where = timezone.now(), log.where_of(request)
    pending = signing_in.pending(request, at=now)
    person = passkeys.check(request, passkey_answer(request), at=now, person=pending.person if pending else None)
    if person is None:
        log.write("refused", at=now, where=where, how="passkey", why="passkey",
                  person=pending.person if pending else None)  # fmt: skip
        return show(request, SignInForm(), status=422, trouble=_("This passkey was not accepted. Try another way."))
    if pending:
        signing_in.proved_twice(request, at=now)
        return signing_in.go_on(request, at=now)
    return signing_in.begin(request, person, how="passkey", target=safe_target(request), at=now, strong=True)


def passkey_answer(request: HttpRequest) -> dict[str, Any]:
    try:
        given = json.loads(request.POST.get("answer", ""))
    except ValueError:
        return {}
    return given if isinstance(given, dict) else {}


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        UserSession.objects.filter(session_key=request.session.session_key).delete()
        log.write("signed_out", at=timezone.now(), where=log.where_of(request), person=me_of(request))
    logout(request)
    return redirect("accounts:sign-in")


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Change the language of the pages, for this browser and, signed in, for the person."""
    chosen = request.POST.get("language", "")
    if chosen not in dict(settings.LANGUAGES):
        chosen = settings.LANGUAGE_CODE
    if request.user.is_authenticated:
        prefer(me_of(request), language=chosen)
    response = redirect(safe_target(request))
    response.set_cookie(LANGUAGE_COOKIE, chosen, max_age=signing_in.YEAR, samesite="Lax")
    return response


@require_POST
def money_unit(request: HttpRequest) -> HttpResponse:
    """Show amounts in ten thousand yuan, in yuan, or as the company does; for the person, on every device."""
    chosen = request.POST.get("money_unit", "")
    prefer(me_of(request), money_unit=chosen if chosen in ("wan", "yuan") else "")
    return redirect("accounts:me")


def _company() -> str:
    top = Department.objects.filter(parent=None).order_by("pk").first()
    return top.name if top else ""
