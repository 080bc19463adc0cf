"""My deputy: who decides for me while I am away, for whom I do, and, for administrators, for anybody."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from leadtocash.foundation.access.gate import allowed, require
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.kernel.text import joined
from leadtocash.foundation.web.acting import act_of, person_of
from leadtocash.foundation.web.flash import flash
from leadtocash.foundation.workflow import actions, listing, queries
from leadtocash.foundation.workflow.forms import DelegationForm
from leadtocash.foundation.workflow.models import Delegation, WorkItem
from leadtocash.foundation.workflow.permissions import ADMINISTER

LIVE = (WorkItem.State.OPEN, WorkItem.State.WAITING)
PAST_SHOWN = 20


@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """My own deputies, now and in the past, and whose deputy I am."""
    person, today = person_of(request), timezone.localdate()
    rows = list(queries.delegations(person).filter(Q(principal=person) | Q(deputy=person)))
    own = [_shown(one, today) for one in rows if one.principal_id == person.pk]
    context = {
        "title": _("Deputies"),
        "current": [one for one in own if not one["is_over"]],
        "past": [one for one in own if one["is_over"]][:PAST_SHOWN],
        "for_others": [_shown(one, today) for one in rows if one.deputy_id == person.pk and not _is_over(one, today)],
        "open_for_others": _open_by_principal(person),
        "may_administer": allowed(person, ADMINISTER),
    }
    return render(request, "workflow/delegations.html", context)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Set my own deputy."""
    return _new(request, for_others=False)


@require_http_methods(["GET", "POST"])
def new_for_others(request: HttpRequest) -> HttpResponse:
    """An administrator sets the deputy of somebody who is away and cannot."""
    require(person_of(request), ADMINISTER)
    return _new(request, for_others=True)


@require_GET
def everybody(request: HttpRequest) -> HttpResponse:
    """All deputies there are now and will be, for administrators."""
    require(person_of(request), ADMINISTER)
    today = timezone.localdate()
    rows = (
        queries.delegations(person_of(request))
        .filter(ended_at=None, until_day__gte=today)
        .order_by("from_day", "pk")[:500]
    )
    return render(
        request,
        "workflow/all_delegations.html",
        {"title": _("Deputies of all"), "rows": [_shown(one, today) for one in rows]},
    )


@require_GET
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One of them: lead to the page it stands on."""
    delegation = queries.fetch_delegation(person_of(request), pk)
    people = (delegation.principal_id, delegation.deputy_id)
    return redirect("workflow:delegations" if person_of(request).pk in people else "workflow:all-delegations")


@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """End it now: what is still open goes back."""
    delegation = queries.fetch_delegation(person_of(request), pk)
    actions.end_delegation(delegation, act=act_of(request))
    flash(request, _("Ended. What was still open is with %(who)s again.") % {"who": delegation.principal.name})
    own = delegation.principal_id == person_of(request).pk
    return redirect("workflow:delegations" if own else "workflow:all-delegations")


def _new(request: HttpRequest, *, for_others: bool) -> HttpResponse:
    today = timezone.localdate()
    form = DelegationForm(
        request.POST if request.method == "POST" else None,
        processes=list(listing.processes(None)),
        for_others=for_others,
        today=today,
        initial={"from_day": today},
    )
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        given.setdefault("principal", person_of(request))
        delegation = actions.delegate(act=act_of(request), **given)
        flash(request, _told(delegation))
        return redirect("workflow:all-delegations" if for_others else "workflow:delegations")
    back = reverse("workflow:all-delegations" if for_others else "workflow:delegations")
    context = {
        "form": form,
        "title": _("Set a deputy for somebody") if for_others else _("Set my deputy"),
        "crumbs": [{"label": _("Deputies"), "url": back}],
        "cancel_url": back,
        "submit_label": _("Set the deputy"),
        "note": {
            "tone": "info",
            "text": _("Open work goes over at once when it begins today; what is left comes back on the last day."),
        },
    }
    return render(request, "web/form.html", context, status=422 if form.errors else 200)


def _told(delegation: Delegation) -> str:
    if delegation.begun_at is None:
        return _("%(deputy)s stands in from %(day)s.") % {
            "deputy": delegation.deputy.name,
            "day": delegation.from_day.isoformat(),
        }
    moved = WorkItem.objects.filter(
        on_behalf_of=delegation.principal, assignee=delegation.deputy, state__in=LIVE
    ).count()
    words = ngettext("%(deputy)s has taken over %(n)d item.", "%(deputy)s has taken over %(n)d items.", moved)
    return words % {"deputy": delegation.deputy.name, "n": moved}


def _is_over(delegation: Delegation, today: date) -> bool:
    return delegation.ended_at is not None or delegation.until_day < today


def _shown(delegation: Delegation, today: date) -> dict[str, Any]:
    over = _is_over(delegation, today)
    begun = delegation.from_day <= today
    names = dict(listing.processes(None)) if delegation.kinds else {}
    return {
        "delegation": delegation,
        "is_over": over,
        "state": "idle" if over else "doing" if begun else "wait",
        "words": _("over") if over else _("now") if begun else _("to come"),
        "kinds": joined(str(names.get(key, key)) for key in delegation.kinds) or _("all processes"),
        "end": None
        if over
        else {
            "label": _("End it now"),
            "url": reverse("workflow:end-delegation", args=[delegation.pk]),
            "post": True,
            "confirm": _("End it now? What is still open goes back to %(who)s.") % {"who": delegation.principal.name},
        },
    }


def _open_by_principal(person: User) -> list[dict[str, Any]]:
    rows = WorkItem.objects.filter(assignee=person, on_behalf_of__isnull=False, state__in=LIVE)
    counted = rows.order_by().values("on_behalf_of__name").annotate(n=models.Count("pk")).order_by("on_behalf_of__name")
    return [{"name": row["on_behalf_of__name"], "n": row["n"]} for row in counted]
