"""One's own pages: positions and password, sessions, the proof of who one is."""

from __future__ import annotations

from django.contrib.auth import update_session_auth_hash
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from leadtocash.foundation.accounts import lockout, log, passwords, providers, sessions
from leadtocash.foundation.accounts.factors import check_code, held_by, passkeys
from leadtocash.foundation.accounts.forms import PasswordForm, ProofForm
from leadtocash.foundation.accounts.models import User, UserSession
from leadtocash.foundation.accounts.views.common import counts_tries, me_of, safe_target
from leadtocash.foundation.accounts.views.sign_in import passkey_answer
from leadtocash.foundation.web.acting import act_of
from leadtocash.foundation.web.flash import flash


@sensitive_post_parameters("current", "new")
@require_http_methods(["GET", "POST"])
@counts_tries
def me(request: HttpRequest) -> HttpResponse:
    """One's own page: positions, language, appearance, password, sign-out."""
    person = me_of(request)
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _password_changed(request, person, form):
        flash(request, _("Your password is changed. Everywhere else you are signed out."))
        return redirect("accounts:me")
    held = person.positions.select_related("department", "role", "superior").order_by("-is_main", "pk")
    context = {"form": form, "held": held, "factors": held_by(person), "has_password": person.has_usable_password()}
    return render(request, "accounts/me.html", context, status=422 if form.errors else 200)


def _password_changed(request: HttpRequest, person: User, form: PasswordForm) -> bool:
    reason = wrong_password(request, person, form.cleaned_data["current"])
    if reason:
        form.add_error("current", reason)
        return False
    try:
        passwords.set_password(
            person, form.cleaned_data["new"], act=act_of(request), where=log.where_of(request),
            keep_session=request.session.session_key,
        )  # fmt: skip
    except ValidationError as error:
        form.add_error("new", error)
        return False
    person.refresh_from_db()
    since = request.session.get(sessions.SINCE)
    before = request.session.session_key
    update_session_auth_hash(request, person)
    UserSession.objects.filter(session_key=before).update(session_key=request.session.session_key)
    request.session[sessions.SINCE] = since
    return True


def wrong_password(request: HttpRequest, person: User, typed: str) -> str:
    """ "" for the right password, else the sentence to show. Wrong ones are counted like at sign-in."""
    where, now = log.where_of(request), timezone.now()
    try:
        lockout.reserve(person.username, where.address, at=now)
    except lockout.Locked as locked:
        return str(locked)
    if person.check_password(typed):
        lockout.right(person.username, where.address)
        return ""
    log.write("refused", at=now, where=where, person=person, how="password", why="wrong")
    return _("This is not your current password.")


@never_cache
@sensitive_post_parameters("password", "code")
@require_http_methods(["GET", "POST"])
@counts_tries
def proof(request: HttpRequest) -> HttpResponse:
    """Prove again who one is, before something dangerous: by the second factor where there is one, else by the
    password, else on the platform one came from."""
    person, target = me_of(request), safe_target(request)
    held = held_by(person)
    form = ProofForm(request.POST or None)
    del form.fields["password" if held else "code"]
    if request.method == "POST":
        if held and request.POST.get("answer"):
            right = passkeys.check(request, passkey_answer(request), at=timezone.now(), person=person) is not None
        else:
            right = form.is_valid() and _proved(request, person, form)
        if right:
            sessions.proved(request, at=timezone.now())
            return redirect(target)
    linked = set(person.identities.values_list("provider", flat=True)) if not person.has_usable_password() else set()
    onward = f"?{urlencode({'next': target})}"
    ways = [
        {"label": p.label, "url": reverse("accounts:platform", args=[p.key]) + onward}
        for p in providers.configured()
        if p.key in linked
    ]
    context = {"form": form, "held": held, "next": target, "ways": ways, "by_password": person.has_usable_password()}
    return render(request, "accounts/proof.html", context, status=422 if request.method == "POST" else 200)


def _proved(request: HttpRequest, person: User, form: ProofForm) -> bool:
    if "password" in form.fields:
        reason = wrong_password(request, person, form.cleaned_data["password"])
        if reason:
            form.add_error("password", reason)
        return not reason
    where, now = log.where_of(request), timezone.now()
    try:
        lockout.reserve(person.username, where.address, at=now)
    except lockout.Locked as locked:
        form.add_error("code", str(locked))
        return False
    if check_code(person, form.cleaned_data["code"], at=now):
        lockout.right(person.username, where.address)
        return True
    log.write("refused", at=now, where=where, person=person, how="totp", why="code")
    form.add_error("code", _("This code is not right, or it was used already. Wait for the next one."))
    return False


@never_cache
@require_GET
def session_list(request: HttpRequest) -> HttpResponse:
    """Where one is signed in, and what happened lately with one's account."""
    here = request.session.session_key
    rows = [
        {"session": row, "device": log.device_of(row.agent), "how": log.HOW.get(row.how, ""),
         "here": row.session_key == here}
        for row in sessions.of(me_of(request))
    ]  # fmt: skip
    return render(request, "accounts/sessions.html", {"rows": rows, "events": event_rows(me_of(request), 50)})


def event_rows(person: User, limit: int) -> list[dict[str, object]]:
    """The newest lines of a person's sign-in log, in words."""
    found = person.sign_in_events.order_by("-at", "-pk")[:limit]
    return [
        {
            "at": e.at, "what": log.WORDS.get(e.what, e.what), "how": log.HOW.get(e.how, ""),
            "bad": e.what == "refused", "why": log.WHY.get(e.why, ""), "address": e.address,
            "device": log.device_of(e.agent), "detail": e.detail,
        }
        for e in found
    ]  # fmt: skip


@require_POST
def end_session(request: HttpRequest, pk: int) -> HttpResponse:
    """End one of one's own sessions."""
    row = UserSession.objects.filter(person=me_of(request), pk=pk).first()
    if row is None:
        raise Http404
    sessions.end(row)
    where = log.where_of(request)
    log.write("session_ended", at=timezone.now(), where=where, person=me_of(request), detail=log.device_of(row.agent))
    flash(request, _("Signed out there."))
    return redirect("accounts:sessions")


@require_POST
def end_sessions(request: HttpRequest) -> HttpResponse:
    """End all of one's sessions but this one, and forget remembered devices."""
    person = me_of(request)
    count = sessions.end_all(person, keep=request.session.session_key)
    person.devices.all().delete()
    log.write("session_ended", at=timezone.now(), where=log.where_of(request), person=person, detail=str(count))
    flash(request, _("Everywhere else you are signed out."))
    return redirect("accounts:sessions")
