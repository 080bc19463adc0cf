"""One's own second factor, linked platforms and API tokens. Changes ask first for a proof of who one is."""

from __future__ import annotations

import json
from datetime import timedelta

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from leadtocash.foundation.accounts import log, policy, providers, scopes, tokens
from leadtocash.foundation.accounts.factors import held_by, passkeys, recovery, totp
from leadtocash.foundation.accounts.forms import SetUpForm, TokenForm
from leadtocash.foundation.accounts.models import Passkey, TotpSecret, User
from leadtocash.foundation.accounts.views.common import counts_tries, me_of, needs_proof
from leadtocash.foundation.accounts.views.sign_in import passkey_answer
from leadtocash.foundation.kernel.errors import RuleError
from leadtocash.foundation.web.acting import act_of
from leadtocash.foundation.web.flash import flash

_SECRET = "new_totp"  # noqa: S105


@never_cache
@require_GET
def security(request: HttpRequest) -> HttpResponse:
    """What one signs in with: second factor, passkeys, codes left, platforms."""
    person = me_of(request)
    linked = {row.provider: row for row in person.identities.all()}
    context = {
        "held": held_by(person), "totp": TotpSecret.objects.filter(person=person).first(),
        "passkeys": person.passkeys.order_by("pk"), "needed": policy.needs_second_factor(person),
        "platforms": [{"provider": p, "identity": linked.get(p.key)} for p in providers.configured()],
        "has_password": person.has_usable_password(),
    }  # fmt: skip
    return render(request, "accounts/security.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@counts_tries
@needs_proof
def set_up_totp(request: HttpRequest) -> HttpResponse:
    """Set up an authenticator app; the first time recovery codes are shown."""
    person, now = me_of(request), timezone.now()
    secret = request.session.setdefault(_SECRET, totp.new_secret())
    form = SetUpForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if totp.begin(person, secret, form.cleaned_data["code"].strip(), at=now):
            del request.session[_SECRET]
            log.changed(person, "totp_on", act=act_of(request), where=log.where_of(request))
            return _with_codes(request, person)
        form.add_error("code", _("These are not the digits of now. Check the phone's clock and take the next ones."))
    context = {"form": form, "secret": secret, "qr": totp.picture(totp.address(person, secret))}
    return render(request, "accounts/totp.html", context, status=422 if form.is_bound else 200)


@require_POST
@counts_tries
@needs_proof
def remove_totp(request: HttpRequest) -> HttpResponse:
    """Remove the authenticator app."""
    person = me_of(request)
    _refuse_last(person, leaves_passkeys=True)
    if TotpSecret.objects.filter(person=person).delete()[0]:
        log.changed(person, "totp_off", act=act_of(request), where=log.where_of(request))
        flash(request, _("The authenticator app is removed."))
    return _tidied(person)


@never_cache
@require_POST
@counts_tries
@needs_proof
def new_codes(request: HttpRequest) -> HttpResponse:
    """New recovery codes in the place of the old ones."""
    person = me_of(request)
    if not held_by(person):
        return redirect("accounts:security")
    return _show_codes(request, person)


@never_cache
@require_POST
@counts_tries
def passkey_question(request: HttpRequest) -> HttpResponse:
    """What the browser is asked: ?new=1 to make a new passkey (after a proof), else to prove who one is."""
    person = me_of(request)
    if request.GET.get("new"):
        return needs_proof(lambda r: JsonResponse(passkeys.ask_new(r, person)))(request)
    return JsonResponse(passkeys.ask(request, person))


@never_cache
@require_POST
@counts_tries
@needs_proof
def add_passkey(request: HttpRequest) -> HttpResponse:
    """Keep the passkey the browser made."""
    person = me_of(request)
    first = not held_by(person)
    try:
        made = passkeys.take_new(
            request, person, passkey_answer(request), request.POST.get("label", "").strip(), at=timezone.now()
        )
    except (ValueError, KeyError, TypeError, AttributeError, json.JSONDecodeError):
        flash(request, _("The passkey was not made. Try once more."), tone="late")
        return redirect("accounts:security")
    log.changed(person, "passkey_added", act=act_of(request), where=log.where_of(request), detail=made.label)
    if first:
        return _with_codes(request, person)
    flash(request, _("Passkey %(label)s added.") % {"label": made.label})
    return redirect("accounts:security")


@require_POST
@counts_tries
@needs_proof
def remove_passkey(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove one of one's passkeys."""
    person = me_of(request)
    row = Passkey.objects.filter(person=person, pk=pk).first()
    if row is not None:
        if person.passkeys.count() == 1:
            _refuse_last(person, leaves_passkeys=False)
        row.delete()
        log.changed(person, "passkey_removed", act=act_of(request), where=log.where_of(request), detail=row.label)
        flash(request, _("Passkey %(label)s removed.") % {"label": row.label})
    return _tidied(person)


def _refuse_last(person: User, *, leaves_passkeys: bool) -> None:
    held = held_by(person)
    left = held.passkeys if leaves_passkeys else held.totp
    if not left and policy.needs_second_factor(person):
        raise RuleError(_("Your role needs a second factor. Set up another one first."), code="second_factor_needed")


def _tidied(person: User) -> HttpResponse:
    """Without any second factor left, codes and remembered devices mean nothing."""
    if not held_by(person):
        person.recovery_codes.all().delete()
        person.devices.all().delete()
    return redirect("accounts:security")


def _with_codes(request: HttpRequest, person: User) -> HttpResponse:
    flash(request, _("From now on you are asked for it when you sign in."))
    if held_by(person).codes_left:
        return redirect("accounts:security")
    return _show_codes(request, person)


def _show_codes(request: HttpRequest, person: User) -> HttpResponse:
    codes = recovery.make(person)
    log.changed(person, "codes_made", act=act_of(request), where=log.where_of(request))
    return render(request, "accounts/codes.html", {"codes": codes})


@never_cache
@require_http_methods(["GET", "POST"])
@counts_tries
@needs_proof
def token_list(request: HttpRequest) -> HttpResponse:
    """One's API tokens; a new one is shown once."""
    person, now = me_of(request), timezone.now()
    form = TokenForm(request.POST or None)
    clear = ""
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        lifetime = timedelta(days=values["days"])
        clear = tokens.issue(person, at=now, label=values["label"], lifetime=lifetime, scopes=form.scopes())
        log.changed(person, "token_made", act=act_of(request), where=log.where_of(request), detail=values["label"])
        form = TokenForm()
    rows = [
        {
            "token": row,
            "scopes": [scopes.label_of(scope) for scope in row.scopes],
            "over": row.revoked_at is not None or row.expires_at <= now,
        }
        for row in tokens.of(person)[:100]
    ]
    context = {"form": form, "rows": rows, "clear": clear}
    return render(request, "accounts/tokens.html", context, status=422 if form.errors else 200)


@require_POST
@counts_tries
def withdraw_token(request: HttpRequest, pk: int) -> HttpResponse:
    """End one of one's tokens."""
    person = me_of(request)
    row = tokens.of(person).filter(pk=pk).first()
    if row is not None and tokens.withdraw(row, at=timezone.now()):
        log.changed(person, "token_withdrawn", act=act_of(request), where=log.where_of(request), detail=row.label)
        flash(request, _("The token is withdrawn."))
    return redirect("accounts:tokens")
