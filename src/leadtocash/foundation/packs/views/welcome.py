"""The first start: language, company, administrator, pack; afterwards 404 for ever."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from leadtocash.foundation.accounts import signing_in
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.errors import RuleError
from leadtocash.foundation.packs import founding, shipped
from leadtocash.foundation.packs.forms import WelcomeForm
from leadtocash.foundation.packs.views.packs import cards
from leadtocash.foundation.web.acting import address_of
from leadtocash.foundation.web.flash import flash
from leadtocash.foundation.web.forms import submit


@never_cache
@sensitive_post_parameters("password", "again")
@require_http_methods(["GET", "POST"])
def welcome(request: HttpRequest) -> HttpResponse:
    """Set up the company. Of two browsers at once one succeeds, the other is sent to sign in."""
    if not founding.is_open():
        if request.method == "POST":
            return _set_up_by_another(request)
        raise Http404
    form = WelcomeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = {name: form.cleaned_data[name] for name in ("company", "name", "username", "password", "pack")}
        wish = founding.Wish(language=get_language() or "zh-hans", **values)
        act = Act(by=None, at=timezone.now(), door="web", where=address_of(request))
        try:
            person = submit(form, lambda: founding.found_company(wish, act=act))
        except RuleError as refusal:
            if refusal.code == "already_set_up":
                return _set_up_by_another(request)
            form.add_error(None, " ".join([refusal.message, *(str(one.what) for one in refusal.missing)]))
            person = None
        if person is not None:
            flash(request, _("%(company)s is set up.") % {"company": wish.company})
            return signing_in.begin(request, person, how="password", target="/", at=act.at)
    chosen = form["pack"].value() or shipped.DEFAULT
    context = {"form": form, "cards": cards(), "chosen": chosen}
    return render(request, "packs/welcome.html", context, status=422 if form.is_bound else 200)


def _set_up_by_another(request: HttpRequest) -> HttpResponse:
    """Who fills in the page while somebody else finishes it is told so where he can sign in."""
    flash(request, _("This company is set up already. Sign in."), tone="info")
    return redirect("accounts:sign-in")
