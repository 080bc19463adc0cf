"""The steps after the first proof: code, a password that is due, setting up a second factor, a forgotten password."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from leadtocash.foundation.accounts import devices, jobs, lockout, log, passwords, policy, signing_in
from leadtocash.foundation.accounts.factors import check_code, held_by, recovery, totp
from leadtocash.foundation.accounts.forms import CodeForm, ForgottenForm, NewPasswordForm, SetUpForm
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.web.flash import flash

_SECRET = "new_totp"  # noqa: S105
_CODES = "new_codes"


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """The second factor: six digits, a recovery code, or a passkey."""
    now = timezone.now()
    pending = signing_in.pending(request, at=now)
    if pending is None:
        return redirect("accounts:sign-in")
    form = CodeForm(request.POST or None, days=policy.current().device_days)
    if request.method == "POST" and form.is_valid() and _right_code(request, pending, form):
        signing_in.proved_twice(request, at=now)
        response = signing_in.go_on(request, at=now)
        if form.cleaned_data.get("trust"):
            devices.trust(response, pending.person, log.where_of(request).agent, at=now)
            log.write("device_trusted", at=now, where=log.where_of(request), person=pending.person)
        return response
    context = {"form": form, "held": held_by(pending.person), "who": pending.person}
    return render(request, "accounts/code.html", context, status=422 if form.is_bound else 200)


def _right_code(request: HttpRequest, pending: signing_in.Pending, form: CodeForm) -> bool:
    now, where, person = timezone.now(), log.where_of(request), pending.person
    try:
        lockout.reserve(person.username, where.address, at=now)
    except lockout.Locked as locked:
        log.write("refused", at=now, where=where, person=person, how="totp", why="locked")
        form.add_error("code", str(locked))
        return False
    how = check_code(person, form.cleaned_data["code"], at=now)
    if how:
        lockout.right(person.username, where.address)
        log.write("signed_in", at=now, where=where, person=person, how=how, detail=_("second factor"))
        return True
    log.write("refused", at=now, where=where, person=person, how="totp", why="code")
    form.add_error("code", _("This code is not right, or it was used already. Wait for the next one."))
    return False


@never_cache
@sensitive_post_parameters("new", "again")
@require_http_methods(["GET", "POST"])
def new_password(request: HttpRequest) -> HttpResponse:
    """A password that an administrator set, or that is too old, is changed before one comes in."""
    now = timezone.now()
    pending = signing_in.pending(request, at=now)
    if pending is None:
        return redirect("accounts:sign-in")
    if (held_by(pending.person) and not pending.strong) or not passwords.must_change(pending.person, at=now):
        return signing_in.go_on(request, at=now)
    form = NewPasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        act = Act(by=pending.person, at=now, door="web", where=log.where_of(request).address)
        try:
            passwords.set_password(pending.person, form.cleaned_data["new"], act=act, where=log.where_of(request))
            return signing_in.go_on(request, at=now)
        except ValidationError as error:
            form.add_error("new", error)
    context = {
        "form": form, "title": _("Choose your own password"), "who": pending.person,
        "text": _("The one you have was set by an administrator, or it is too old."),
    }  # fmt: skip
    return render(request, "accounts/step.html", context, status=422 if form.is_bound else 200)


@never_cache
@require_http_methods(["GET", "POST"])
def factor_setup(request: HttpRequest) -> HttpResponse:
    """Your role asks for a second factor: set the authenticator app up before coming in."""
    now = timezone.now()
    pending = signing_in.pending(request, at=now)
    if pending is None:
        return redirect("accounts:sign-in")
    if held_by(pending.person):
        return _codes_then_in(request, pending)
    secret = request.session.setdefault(_SECRET, totp.new_secret())
    form = SetUpForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if totp.begin(pending.person, secret, form.cleaned_data["code"].strip(), at=now):
            act = Act(by=pending.person, at=now, door="web", where=log.where_of(request).address)
            log.changed(pending.person, "totp_on", act=act, where=log.where_of(request))
            del request.session[_SECRET]
            signing_in.proved_twice(request, at=now)
            request.session[_CODES] = recovery.make(pending.person)
            return redirect("accounts:factor-setup")
        form.add_error("code", _("These are not the digits of now. Check the phone's clock and take the next ones."))
    context = {
        "form": form, "secret": secret, "qr": totp.picture(totp.address(pending.person, secret)), "who": pending.person,
    }  # fmt: skip
    return render(request, "accounts/factor_setup.html", context, status=422 if form.is_bound else 200)


def _codes_then_in(request: HttpRequest, pending: signing_in.Pending) -> HttpResponse:
    codes = request.session.get(_CODES)
    if not codes or request.method == "POST":
        request.session.pop(_CODES, None)
        return signing_in.go_on(request, at=timezone.now())
    return render(request, "accounts/factor_setup.html", {"codes": codes, "who": pending.person})


@never_cache
@require_http_methods(["GET", "POST"])
def forgotten(request: HttpRequest) -> HttpResponse:
    """Ask for a link by mail. The answer is the same for every name, and equally fast: the mail is sent later."""
    form = ForgottenForm(request.POST or None)
    works = passwords.mailer.works()
    sent = False
    if request.method == "POST" and works and form.is_valid():
        try:
            lockout.reserve("\0reset", log.where_of(request).address, at=timezone.now())
            lockout.succeeded("\0reset", "")
        except lockout.Locked as locked:
            form.add_error(None, str(locked))
        else:
            base = request.build_absolute_uri(reverse("accounts:sign-in")) + "link/"
            jobs.send_link.defer(name=form.cleaned_data["username"], base=base)
            sent = True
    context = {"form": form, "works": works, "sent": sent}
    return render(request, "accounts/forgotten.html", context, status=422 if form.errors else 200)


@never_cache
@sensitive_post_parameters("new", "again")
@require_http_methods(["GET", "POST"])
def link(request: HttpRequest, secret: str) -> HttpResponse:
    """Set the password by a link, once."""
    now, where = timezone.now(), log.where_of(request)
    found = passwords.link_of(secret[:100], at=now)
    if found is None:
        return render(request, "accounts/forgotten.html", {"gone": True}, status=404)
    form = NewPasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        act = Act(by=found.person, at=now, door="web", where=where.address)
        try:
            if passwords.use_link(found, form.cleaned_data["new"], act=act, where=where):
                lockout.unlock(found.person)
                flash(request, _("Your password is set. Sign in with it now."))
                return redirect("accounts:sign-in")
            return render(request, "accounts/forgotten.html", {"gone": True}, status=404)
        except ValidationError as error:
            form.add_error("new", error)
    context = {"form": form, "title": _("Choose your password"), "who": found.person, "text": ""}
    return render(request, "accounts/step.html", context, status=422 if form.is_bound else 200)
