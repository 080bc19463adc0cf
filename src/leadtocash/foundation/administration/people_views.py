"""Pages about somebody's sign-in, the company's rules for it, the sign-in log, the organisation as a picture."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from leadtocash.foundation.accounts import log, providers
from leadtocash.foundation.accounts import policy as policies
from leadtocash.foundation.accounts.models import Department, Position, Role, SignInEvent, SignInPolicy, User
from leadtocash.foundation.administration import people_access, permissions
from leadtocash.foundation.administration.views import needs, one_of
from leadtocash.foundation.journal.timeline import timeline
from leadtocash.foundation.web.acting import act_of, person_of
from leadtocash.foundation.web.flash import flash
from leadtocash.foundation.web.forms import Group, ModelForm, submit

MANAGERS = ("general_manager", "sales_vp", "bu_manager", "sales_manager", "rd_manager")


@require_POST
@needs(permissions.PEOPLE)
def unlock(request: HttpRequest, pk: int) -> HttpResponse:
    person: User = one_of(User.objects.all(), pk)
    opened = people_access.unlock(person, act=act_of(request))
    flash(request, _("Unlocked.") if opened else _("There was nothing to unlock."))
    return redirect("administration:person", pk=pk)


@require_POST
@needs(permissions.PEOPLE)
def password_link(request: HttpRequest, pk: int) -> HttpResponse:
    """A link by which the person sets his password; shown once, to be handed to him."""
    person: User = one_of(User.objects.all(), pk)
    secret = people_access.make_link(person, act=act_of(request))
    address = request.build_absolute_uri(reverse("accounts:password-link", args=[secret]))
    return render(request, "administration/link.html", {"found": person, "address": address})


@require_POST
@needs(permissions.PEOPLE)
def reset_factors(request: HttpRequest, pk: int) -> HttpResponse:
    person: User = one_of(User.objects.all(), pk)
    people_access.reset_factors(person, act=act_of(request))
    flash(request, _("The second factor is taken off; everywhere %(name)s is signed out.") % {"name": person.name})
    return redirect("administration:person", pk=pk)


@require_POST
@needs(permissions.PEOPLE)
def end_everything(request: HttpRequest, pk: int) -> HttpResponse:
    person: User = one_of(User.objects.all(), pk)
    count = people_access.end_everything(person, act=act_of(request))
    flash(request, _("Sessions and tokens ended: %(count)d.") % {"count": count})
    return redirect("administration:person", pk=pk)


class PolicyForm(ModelForm):
    mfa_roles = forms.MultipleChoiceField(
        label=gettext_lazy("Roles that need a second factor"), required=False, widget=forms.CheckboxSelectMultiple
    )
    layout = [
        Group(gettext_lazy("Passwords"), ["min_length", "past_passwords", "max_age_days"]),
        Group(gettext_lazy("Wrong tries"), ["tries_account", "tries_address", "lock_minutes"]),
        Group(gettext_lazy("Sessions and devices"), ["idle_minutes", "session_hours", "device_days"]),
        Group(gettext_lazy("Second factor"), ["mfa_roles"], wide=("mfa_roles",)),
    ]

    class Meta:
        model = SignInPolicy
        fields = [
            "min_length", "past_passwords", "max_age_days", "tries_account", "tries_address", "lock_minutes",
            "idle_minutes", "session_hours", "device_days", "mfa_roles",
        ]  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["mfa_roles"]
        field.choices = [(role.code, str(role)) for role in Role.objects.all()]


@require_http_methods(["GET", "POST"])
@needs(permissions.SIGN_IN)
def sign_in(request: HttpRequest) -> HttpResponse:
    """The company's rules for signing in, and which platforms are configured (their secrets are never shown)."""
    policy = policies.current()
    form = PolicyForm(request.POST or None, instance=policy)
    if request.method == "POST" and form.is_valid():
        saved = submit(form, lambda: people_access.save_policy(form.cleaned_data, act=act_of(request)))
        if saved is not None:
            flash(request, _("Saved."))
            return redirect("administration:sign-in")
    ready = {provider.key for provider in providers.configured()}
    platforms = [
        {
            "title": kind.title, "ready": kind.key in ready,
            "names": [f"LEADTOCASH_{kind.key}_{name}".upper() for name in kind.needed],
            "address": request.build_absolute_uri(reverse("accounts:platform-answer", args=[kind.key])),
        }
        for kind in providers.KINDS
    ]  # fmt: skip
    context = {
        "form": form, "platforms": platforms, "title": _("Rules for signing in"),
        "entries": timeline(policy, person_of(request), 20),
        "cancel_url": reverse("administration:sign-in"), "side": True,
    }  # fmt: skip
    return render(request, "administration/sign_in.html", context, status=422 if form.errors else 200)


@require_GET
@needs(permissions.PEOPLE)
def sign_in_log(request: HttpRequest) -> HttpResponse:
    """The newest lines of the sign-in log of all people; ?bad=1 only what was refused, ?person= of one."""
    rows = SignInEvent.objects.select_related("person").order_by("-at", "-pk")
    bad, person = request.GET.get("bad") == "1", request.GET.get("person", "")
    if bad:
        rows = rows.filter(what="refused")
    if person.isascii() and person.isdigit() and len(person) < 15:
        rows = rows.filter(person_id=int(person))
    context = {"events": [_line(event) for event in rows[:200]], "bad": bad, "person_asked": person}
    return render(request, "administration/sign_in_log.html", context)


def _line(event: SignInEvent) -> dict[str, Any]:
    return {
        "at": event.at, "who": event.person.name if event.person else event.name, "person_id": event.person_id,
        "what": log.WORDS.get(event.what, event.what), "how": log.HOW.get(event.how, ""),
        "why": log.WHY.get(event.why, ""), "bad": event.what == "refused", "detail": event.detail,
        "address": event.address, "device": log.device_of(event.agent),
    }  # fmt: skip


@require_GET
@needs(permissions.PEOPLE)
def chart(request: HttpRequest) -> HttpResponse:
    """The organisation: departments, each with its head and its people."""
    held: dict[int, list[Position]] = defaultdict(list)
    rows = Position.objects.filter(person__is_active=True).select_related("person", "role")
    for position in rows.order_by("role__order", "person__username"):
        held[position.department_id].append(position)
    below: dict[int | None, list[Department]] = defaultdict(list)
    for department in Department.objects.filter(is_active=True).order_by("code"):
        below[department.parent_id].append(department)
    return render(
        request, "administration/chart.html", {"tree": _branch(None, below, held), "today": timezone.localdate()}
    )


def _branch(
    parent: int | None, below: dict[int | None, list[Department]], held: dict[int, list[Position]]
) -> list[dict[str, Any]]:
    return [
        {
            "department": department,
            "head": _head(held[department.pk]),
            "people": held[department.pk],
            "below": _branch(department.pk, below, held),
        }
        for department in below.get(parent, [])
    ]


def _head(positions: list[Position]) -> Position | None:
    """The highest of those who manage."""
    managing = [position for position in positions if position.role.code in MANAGERS]
    return min(managing, key=lambda position: MANAGERS.index(position.role.code), default=None)
