"""The list of people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Exists, Func, OuterRef, Prefetch, Q, Value
from django.db.models.functions import Lower, Now
from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.access.gate import allowed
from leadtocash.foundation.accounts.models import Department, Passkey, Position, Role, SignInCounter, TotpSecret, User
from leadtocash.foundation.administration import permissions
from leadtocash.foundation.web.lists import Choice, Column, Flag, ListPage
from leadtocash.foundation.web.lists.filters import Params
from leadtocash.foundation.web.lists.page import Empty, Primary


@dataclass(frozen=True, kw_only=True)
class Within(Choice):
    """People with a position in one of the departments or below."""

    def narrow(self, rows: models.QuerySet[Any], params: Params, person: Any) -> models.QuerySet[Any]:
        chosen = [v for v in params.get(self.name, "").split(",") if v.isascii() and v.isdigit() and len(v) < 15]
        if not chosen:
            return rows
        places = Q()
        for path in Department.objects.filter(pk__in=chosen).values_list("path", flat=True):
            places |= Q(department__path__startswith=path)
        held = Position.objects.filter(places, person=OuterRef("pk")) if places else Position.objects.none()
        return rows.filter(Exists(held))


@dataclass(frozen=True, kw_only=True)
class Held(Choice):
    """People who hold one of the roles."""

    def narrow(self, rows: models.QuerySet[Any], params: Params, person: Any) -> models.QuerySet[Any]:
        chosen = [v for v in params.get(self.name, "").split(",") if v]
        held = Position.objects.filter(role__code__in=chosen, person=OuterRef("pk"))
        return rows.filter(Exists(held)) if chosen else rows


def _departments(_person: Any) -> list[tuple[str, Any]]:
    return [(str(d.pk), d.name) for d in Department.objects.order_by("path")]


def _roles(_person: Any) -> list[tuple[str, Any]]:
    return [(role.code, str(role)) for role in Role.objects.all()]


def _rows(person: Any) -> models.QuerySet[Any]:
    held = Position.objects.select_related("role", "department")
    factor = Exists(TotpSecret.objects.filter(person=OuterRef("pk"))) | Exists(
        Passkey.objects.filter(person=OuterRef("pk"))
    )
    name = Func(Func(Lower("username"), Value("UTF8"), function="convert_to"), function="sha256")
    key = Func(name, Value("hex"), function="encode", output_field=models.CharField())
    locked = SignInCounter.objects.filter(kind="account", key=OuterRef("lock_key"), locked_until__gt=Now())
    rows = User.objects.annotate(lock_key=key).annotate(has_factor=factor, is_locked=Exists(locked))
    return rows.prefetch_related(Prefetch("positions", queryset=held))


def _state(row: User) -> tuple[str, Any]:
    if not row.is_active:
        return "idle", _("left")
    return ("late", _("locked")) if getattr(row, "is_locked", False) else ("done", _("active"))


def _main(row: User, what: str) -> str:
    held = list(row.positions.all())
    position = next((p for p in held if p.is_main), held[0] if held else None)
    return str(getattr(position, what)) if position else ""


PEOPLE = ListPage(
    name="people",
    title=_("People"),
    rows=_rows,
    order="username",
    search=("name__icontains", "username__icontains", "phone__contains", "email__icontains"),
    search_hint=_("Name, user name, phone or e-mail"),
    columns=[
        Column(key="username", label=_("User name"), kind="code", order="username", slot="c"),
        Column(key="name", label=_("Name"), kind="link", order="name", slot="a"),
        Column(key="role", label=_("Role"), value=lambda row: _main(row, "role"), slot="d"),
        Column(key="department", label=_("Department"), value=lambda row: _main(row, "department"), slot="e"),
        Column(key="phone", label=_("Phone")),
        Column(key="last_login", label=_("Last sign-in"), kind="datetime", order="last_login"),
        Column(key="factor", label=_("Second factor"), value=lambda row: _("on") if row.has_factor else ""),
        Column(
            key="active", label=_("State"), slot="b",
            tag=_state,
        ),
    ],
    filters=[
        Flag(name="active", label=_("Active"), condition=Q(is_active=True)),
        Within(name="department", label=_("Department"), options=_departments),
        Held(name="role", label=_("Role"), options=_roles),
        Flag(name="factor", label=_("Second factor"), condition=Q(has_factor=True)),
        Flag(name="locked", label=_("Locked"), condition=Q(is_locked=True)),
    ],
    primary=Primary(
        label=_("New person"), url_name="administration:new-person",
        may=lambda person: allowed(person, permissions.PEOPLE),
    ),
    empty=Empty(title=_("Nobody here"), text=_("Add the people of your company and give them positions.")),
)  # fmt: skip
