"""Pages of the hand-over: look, choose, carry out; and its report."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.accounts.people import main_department, superior_of
from leadtocash.foundation.administration import leaving, permissions
from leadtocash.foundation.administration.models import Handover
from leadtocash.foundation.administration.papers import groups_of
from leadtocash.foundation.administration.views import needs, one_of
from leadtocash.foundation.printing.views.papers import printed as print_paper
from leadtocash.foundation.web.acting import act_of
from leadtocash.foundation.web.flash import flash
from leadtocash.foundation.web.forms import DayField, Form, LineField

SHOWN = 100


class LeavingForm(Form):
    kind = forms.ChoiceField(label=gettext_lazy("What happens"), choices=Handover.Kind.choices)
    on_day = DayField(label=gettext_lazy("Leaving day, or day of the move"))
    reason = LineField(label=gettext_lazy("Reason"), max_length=300, required=False)


@require_http_methods(["GET", "POST"])
@needs(permissions.PEOPLE)
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything that lies with a person, and who takes it; posted, it is handed over."""
    person: User = one_of(User.objects.all(), pk)
    kind = request.POST.get("kind") or request.GET.get("kind") or Handover.Kind.LEAVING
    kind = kind if kind in Handover.Kind.values else Handover.Kind.LEAVING
    form = LeavingForm(request.POST or None, initial={"kind": kind, "on_day": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        row = leaving.hand_over(
            person, kind=values["kind"], on_day=values["on_day"], successors=_chosen(request),
            reason=values["reason"], act=act_of(request),
        )  # fmt: skip
        done = row.state == Handover.State.DONE
        flash(request, _("Everything is handed over.") if done else _("The hand-over is planned."))
        return redirect(row.get_absolute_url())
    lying = leaving.lying_with(person, kind=kind, limit=SHOWN)
    context = {
        "found": person, "form": form, "kind": kind, "lying": [_shown(one, request) for one in lying],
        "people": _heirs(person), "total": sum(one.count for one in lying), "limit": SHOWN,
        "chosen": request.POST.get("to:", "") or _proposed(person),
        "planned": Handover.objects.filter(person=person, state=Handover.State.PLANNED).first(),
        "crumbs": _crumbs(person, _("Hand-over")),
    }  # fmt: skip
    return render(request, "administration/leaving.html", context, status=422 if form.errors else 200)


def _shown(one: leaving.Lying, request: HttpRequest) -> dict[str, Any]:
    rows = [
        {**row, "name": f"to:{one.code}:{row['id']}", "chosen": request.POST.get(f"to:{one.code}:{row['id']}", "")}
        for row in one.rows
    ]
    takes = one.holding.hand_over is not None and not (one.holding.leaving_only)
    return {
        "code": one.code, "holding": one.holding, "count": one.count, "rows": rows, "takes": takes,
        "name": f"to:{one.code}", "chosen": request.POST.get(f"to:{one.code}", ""), "more": one.count - len(rows),
    }  # fmt: skip


def _chosen(request: HttpRequest) -> dict[str, int]:
    """The named successors of the form: "to:" for all, "to:customers", "to:customers:17"."""
    named = ((key[3:], str(value)) for key, value in request.POST.items() if key.startswith("to:"))
    return {key: int(value) for key, value in named if value.isascii() and value.isdigit() and len(value) < 15}


def _heirs(person: User) -> list[tuple[int, str]]:
    """Who may take over: active people, those of his own department first."""
    department = main_department(person)
    people = User.objects.filter(is_active=True).exclude(pk=person.pk).prefetch_related("positions__department")
    near: list[tuple[bool, str, int, str]] = []
    for one in people:
        places = [position.department for position in one.positions.all()]
        apart = department is None or all(place.pk != department.pk for place in places)
        where = places[0].name if places else ""
        near.append((apart, one.name, one.pk, f"{one.name} · {where}" if where else one.name))
    return [(pk, label) for _apart, _name, pk, label in sorted(near)]


def _proposed(person: User) -> str:
    superior = superior_of(person)
    return str(superior.pk) if superior else ""


@require_GET
@needs(permissions.PEOPLE)
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """What went to whom; ?print=1 as PDF."""
    row: Handover = one_of(Handover.objects.select_related("person", "made_by"), pk)
    if request.GET.get("print"):
        return print_paper(request, "administration.handover", pk)
    context = {"row": row, "groups": groups_of(row), "crumbs": _crumbs(row.person, _("Hand-over"))}
    return render(request, "administration/handover.html", context)


@require_POST
@needs(permissions.PEOPLE)
def call_off(request: HttpRequest, pk: int) -> HttpResponse:
    """Call a planned hand-over off."""
    row: Handover = one_of(Handover.objects.all(), pk)
    leaving.call_off(row, act=act_of(request))
    flash(request, _("The planned hand-over is called off."))
    return redirect("administration:person", pk=row.person_id)


@require_POST
@needs(permissions.PEOPLE)
def reactivate(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody comes back."""
    person: User = one_of(User.objects.all(), pk)
    leaving.reactivate(person, act=act_of(request))
    flash(request, _("%(name)s is active again. Make a link for the password, and look at the positions.")
          % {"name": person.name})  # fmt: skip
    return redirect("administration:person", pk=pk)


def _crumbs(person: User, title: str) -> list[dict[str, str]]:
    return [
        {"label": _("People"), "url": reverse("administration:people")},
        {"label": person.name, "url": reverse("administration:person", args=[person.pk])},
        {"label": title},
    ]
