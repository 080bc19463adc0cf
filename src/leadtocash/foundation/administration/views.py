"""Pages of the administrator."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from leadtocash.foundation.access import fields
from leadtocash.foundation.access.gate import require
from leadtocash.foundation.access.models import RolePermission
from leadtocash.foundation.access.permissions import Permission, Scope
from leadtocash.foundation.access.permissions import permissions as known
from leadtocash.foundation.accounts import lockout, sessions, tokens
from leadtocash.foundation.accounts.factors import held_by
from leadtocash.foundation.accounts.models import Department, Position, Role, User
from leadtocash.foundation.administration import actions, permissions
from leadtocash.foundation.administration.forms import (
    DayForm,
    DepartmentForm,
    HoursForm,
    PersonForm,
    PositionForm,
)
from leadtocash.foundation.administration.tables import PEOPLE
from leadtocash.foundation.calendar.models import CalendarDay, WorkingHours
from leadtocash.foundation.journal.timeline import timeline
from leadtocash.foundation.web.acting import act_of, person_of
from leadtocash.foundation.web.flash import flash
from leadtocash.foundation.web.forms import submit
from leadtocash.foundation.web.lists import render_list

View = Callable[..., Any]


def needs(permission: str) -> Callable[[View], View]:
    """Only for those who hold the permission: 403 otherwise."""

    def wrap(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            require(person_of(request), permission)
            return view(request, *args, **kwargs)

        return guarded

    return wrap


def one_of(rows: Any, pk: int) -> Any:
    """The row of this id, 404 without one."""
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _find(model: Any, **lookup: Any) -> Any:
    found = model.objects.filter(**lookup).first()
    if found is None:
        raise Http404
    return found


@require_GET
@needs(permissions.PEOPLE)
def people(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    return render_list(request, PEOPLE)


@require_http_methods(["GET", "POST"])
@needs(permissions.PEOPLE)
def new_person(request: HttpRequest) -> HttpResponse:
    form = PersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        person = submit(form, lambda: actions.create_person(form.cleaned_data, act=act_of(request)))
        if person is not None:
            flash(request, _("Added %(name)s. Give a position next.") % {"name": person.name})
            return redirect("administration:person", pk=person.pk)
    return _form(request, form, _("New person"), reverse("administration:people"))


@require_http_methods(["GET", "POST"])
@needs(permissions.PEOPLE)
def person(request: HttpRequest, pk: int) -> HttpResponse:
    found: User = _find(User, pk=pk)
    form = PersonForm(request.POST or None, person=found)
    if (
        request.method == "POST"
        and form.is_valid()
        and submit(form, lambda: actions.change_person(found, form.cleaned_data, act=act_of(request))) is not None
    ):
        flash(request, _("Saved."))
        return redirect("administration:person", pk=pk)
    held = found.positions.select_related("department", "role", "superior")
    context = {
        "form": form,
        "found": found,
        "held": held,
        "entries": timeline(found, person_of(request), 50),
        **_account(found),
    }
    return render(request, "administration/person.html", context, status=422 if form.errors else 200)


def _account(found: User) -> dict[str, Any]:
    """How the person signs in, and his hand-overs."""
    return {
        "factors": held_by(found),
        "locked_until": lockout.locked_until(found, at=timezone.now()),
        "sessions": len(sessions.of(found)),
        "tokens": tokens.of(found).filter(revoked_at=None, expires_at__gt=timezone.now()).count(),
        "identities": list(found.identities.all()),
        "handovers": list(found.handovers.order_by("-pk")[:10]),
        "side": True,
    }


@require_http_methods(["GET", "POST"])
@needs(permissions.PEOPLE)
def new_position(request: HttpRequest, pk: int) -> HttpResponse:
    found: User = _find(User, pk=pk)
    form = PositionForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and submit(form, lambda: actions.give_position(found, form.cleaned_data, act=act_of(request))) is not None
    ):
        flash(request, _("Saved."))
        return redirect("administration:person", pk=pk)
    title = _("New position of %(name)s") % {"name": found.name}
    return _form(request, form, title, reverse("administration:person", args=[pk]))


@require_POST
@needs(permissions.PEOPLE)
def take_position(request: HttpRequest, pk: int) -> HttpResponse:
    position: Position = _find(Position, pk=pk)
    actions.take_position(position, act=act_of(request))
    flash(request, _("Position taken back."))
    return redirect("administration:person", pk=position.person_id)


@require_GET
@needs(permissions.PEOPLE)
def departments(request: HttpRequest) -> HttpResponse:
    rows = list(Department.objects.order_by("path"))
    shown = [{"department": d, "depth": d.path.count("/") - 2} for d in _as_tree(rows)]
    return render(request, "administration/departments.html", {"rows": shown})


@require_http_methods(["GET", "POST"])
@needs(permissions.PEOPLE)
def department(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    found = _find(Department, pk=pk) if pk else Department()
    form = DepartmentForm(request.POST or None, instance=found)
    if (
        request.method == "POST"
        and form.is_valid()
        and submit(form, lambda: actions.save_department(found, form.cleaned_data, act=act_of(request))) is not None
    ):
        flash(request, _("Saved."))
        return redirect("administration:departments")
    title = found.name if pk else _("New department")
    return _form(request, form, title, reverse("administration:departments"))


@require_GET
@needs(permissions.ROLES)
def roles(request: HttpRequest) -> HttpResponse:
    """One table: permissions down, roles across, how far in each cell."""
    columns = list(Role.objects.filter(permissions__isnull=False).distinct())
    held = {(r, p): s for r, p, s in RolePermission.objects.values_list("role_id", "permission", "scope")}
    labels = dict(Scope.choices)
    rows = [
        {"permission": p, "cells": [labels.get(held.get((role.pk, p.code), ""), "") for role in columns]}
        for p in _by_area()
    ]
    return render(request, "administration/roles.html", {"roles": Role.objects.all(), "columns": columns, "rows": rows})


def _by_area() -> list[Permission]:
    """The permissions, those of one part of the program together."""
    areas = list(dict.fromkeys(permission.area for permission in known.values()))
    return sorted(known.values(), key=lambda permission: areas.index(permission.area))


@require_http_methods(["GET", "POST"])
@needs(permissions.ROLES)
def role(request: HttpRequest, pk: int) -> HttpResponse:
    found: Role = _find(Role, pk=pk)
    if request.method == "POST":
        wanted = {code: request.POST.get(f"scope:{code}", "") for code, _permission in known.items()}
        actions.set_role_permissions(found, wanted, act=act_of(request))
        flash(request, _("Saved."))
        return redirect("administration:role", pk=pk)
    held = dict(RolePermission.objects.filter(role=found).values_list("permission", "scope"))
    opened = fields.opened_by()
    rows = [{"permission": p, "scope": held.get(p.code, ""), "opens": opened.get(p.code)} for p in _by_area()]
    context = {"role": found, "rows": rows, "scopes": Scope.choices, "entries": timeline(found, person_of(request), 50)}
    return render(request, "administration/role.html", context)


@require_http_methods(["GET", "POST"])
@needs(permissions.CALENDAR)
def calendar(request: HttpRequest) -> HttpResponse:
    """The days of a year that differ from the ordinary week."""
    form = DayForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        actions.set_day(values["day"], working=values["working"], name=values["name"], act=act_of(request))
        flash(request, _("Saved. Limits that span this day are being counted anew."))
        return redirect(f"{reverse('administration:calendar')}?year={values['day'].year}")
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdigit() and 1900 < int(asked) < 2200 else timezone.localdate().year
    rows = CalendarDay.objects.filter(day__year=year)
    hours = HoursForm(instance=WorkingHours.objects.first() or WorkingHours())
    context = {"form": form, "hours": hours, "rows": rows, "year": year, "years": range(year - 2, year + 3),
               "unconfirmed": any(not row.confirmed for row in rows)}  # fmt: skip
    return render(request, "administration/calendar.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@needs(permissions.CALENDAR)
def working_hours(request: HttpRequest) -> HttpResponse:
    """When work begins and ends."""
    form = HoursForm(request.POST or None, instance=WorkingHours.objects.first() or WorkingHours())
    if request.method == "POST" and form.is_valid():
        saved = submit(form, lambda: actions.set_hours(form.cleaned_data, act=act_of(request)))
        if saved is not None:
            flash(request, _("Saved. Reminders still to come are moved to the new beginning of work."))
            return redirect("administration:calendar")
    return _form(request, form, _("Working hours"), reverse("administration:calendar"))


@require_POST
@needs(permissions.CALENDAR)
def clear_day(request: HttpRequest, pk: int) -> HttpResponse:
    row: CalendarDay = _find(CalendarDay, pk=pk)
    actions.clear_day(row, act=act_of(request))
    return redirect(f"{reverse('administration:calendar')}?year={row.day.year}")


def _as_tree(rows: list[Department]) -> list[Department]:
    below: dict[int | None, list[Department]] = {}
    for row in rows:
        below.setdefault(row.parent_id, []).append(row)
    ordered: list[Department] = []

    def walk(parent: int | None) -> None:
        for row in sorted(below.get(parent, []), key=lambda d: d.code):
            ordered.append(row)
            walk(row.pk)

    walk(None)
    return ordered


def _form(request: HttpRequest, form: Any, title: str, back: str) -> HttpResponse:
    crumbs = [{"label": _("Administration"), "url": back}, {"label": title}]
    context = {"form": form, "title": title, "cancel_url": back, "crumbs": crumbs}
    return render(request, "web/form.html", context, status=422 if form.is_bound else 200)
