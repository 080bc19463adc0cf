"""Signing in through a platform: there, back, and linking one's own account in /me/."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from leadtocash.foundation.accounts import log, matching, providers, sessions, signing_in
from leadtocash.foundation.accounts.forms import SignInForm
from leadtocash.foundation.accounts.models import PlatformIdentity
from leadtocash.foundation.accounts.providers.base import Round
from leadtocash.foundation.accounts.views.common import counts_tries, me_of, needs_proof, safe_target
from leadtocash.foundation.accounts.views.sign_in import show
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.errors import RuleError
from leadtocash.foundation.web.acting import act_of
from leadtocash.foundation.web.flash import flash

_WAY = "platform_way"
MINUTES = 15


@never_cache
@require_GET
def platform(request: HttpRequest, key: str) -> HttpResponse:
    """To the platform. Signed in already, it is to prove who one is."""
    purpose = "prove" if request.user.is_authenticated else "sign_in"
    return _leave(request, key, purpose=purpose, target=safe_target(request))


@never_cache
@require_GET
@needs_proof
def link(request: HttpRequest, key: str) -> HttpResponse:
    """To the platform, to link one's own account there."""
    return _leave(request, key, purpose="link", target=reverse("accounts:security"))


def _leave(request: HttpRequest, key: str, *, purpose: str, target: str) -> HttpResponse:
    provider = providers.provider(key)
    if provider is None:
        raise Http404
    here = request.build_absolute_uri(reverse("accounts:platform-answer", args=[key]))
    way = Round.new(here, log.where_of(request).agent)
    request.session[_WAY] = {
        "way": asdict(way), "key": key, "purpose": purpose, "target": target, "at": int(timezone.now().timestamp()),
    }  # fmt: skip
    try:
        return HttpResponseRedirect(provider.where_to(way))
    except providers.Failed as failed:
        return _refused(request, key, purpose, why="platform", detail=str(failed))


@never_cache
@require_GET
def answer(request: HttpRequest, key: str) -> HttpResponse:
    """Back from the platform. The state must be the one this session left with; it is good once."""
    provider, kept, now = providers.provider(key), request.session.pop(_WAY, None), timezone.now()
    if provider is None:
        raise Http404
    purpose = kept["purpose"] if kept else "sign_in"
    given = request.GET.get("state", "")
    code = next((request.GET[name] for name in provider.code_names if request.GET.get(name)), "")
    if not kept or kept["key"] != key or not constant_time_compare(kept["way"]["state"], given):
        return _refused(request, key, purpose, why="platform", detail="state")
    if not code or int(now.timestamp()) - kept["at"] > MINUTES * 60:
        return _refused(request, key, purpose, why="platform", detail=request.GET.get("error", "no code")[:60])
    try:
        claims = provider.who(code[:2000], Round(**kept["way"]), at=now)
    except providers.Failed as failed:
        return _refused(request, key, purpose, why="platform", detail=str(failed))
    return _arrived(request, provider, claims, kept)


def _arrived(request: HttpRequest, provider: Any, claims: providers.Claims, kept: dict[str, Any]) -> HttpResponse:
    where, now = log.where_of(request), timezone.now()
    if kept["purpose"] == "sign_in":
        act = Act(by=None, at=now, door="web", where=where.address)
        person = matching.person_of(provider, claims, act=act, where=where)
        if person is None:
            return _refused(request, provider.key, "sign_in", why="unknown_person", detail=claims.name)
        return signing_in.begin(request, person, how=provider.key, target=kept["target"], at=now, strong=claims.strong)
    if not request.user.is_authenticated:
        return redirect("accounts:sign-in")
    if kept["purpose"] == "link":
        try:
            matching.link(me_of(request), provider, claims, act=act_of(request), where=where)
            flash(request, _("Linked with %(platform)s.") % {"platform": provider.label})
        except RuleError as refusal:
            flash(request, refusal.message, tone="late")
    elif PlatformIdentity.objects.filter(person=me_of(request), provider=provider.key, subject=claims.subject).exists():
        sessions.proved(request, at=now)
    return redirect(kept["target"])


@require_POST
@counts_tries
@needs_proof
def unlink(request: HttpRequest, pk: int) -> HttpResponse:
    """Unlink one's own account on a platform."""
    identity = PlatformIdentity.objects.filter(person=me_of(request), pk=pk).first()
    if identity is not None:
        matching.unlink(identity, act=act_of(request), where=log.where_of(request))
        flash(request, _("Unlinked."))
    return redirect("accounts:security")


def _refused(request: HttpRequest, key: str, purpose: str, *, why: str, detail: str) -> HttpResponse:
    """What went wrong stands in the log; the page says what to do."""
    person = me_of(request) if request.user.is_authenticated else None
    log.write("refused", at=timezone.now(), where=log.where_of(request), person=person, how=key, why=why, detail=detail)
    if why == "unknown_person":
        trouble = _(
            "Nobody here belongs to this account. Sign in with user name and password and link it under My account, "
            "or ask an administrator to enter your phone number."
        )
    else:
        trouble = _("The platform's answer was not accepted. Try once more, or sign in with your password.")
    if purpose != "sign_in" and person is not None:
        flash(request, trouble, tone="late")
        return redirect("accounts:security")
    return show(request, SignInForm(), status=422, trouble=trouble)
