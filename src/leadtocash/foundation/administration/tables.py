"""The list of people."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Prefetch, Q
from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.access.gate import allowed
from leadtocash.foundation.accounts.models import Position, User
from leadtocash.foundation.administration import permissions
from leadtocash.foundation.web.lists import Column, Flag, ListPage
from leadtocash.foundation.web.lists.page import Empty, Primary


def _rows(person: Any) -> models.QuerySet[Any]:
    held = Position.objects.select_related("role", "department")
    return User.objects.prefetch_related(Prefetch("positions", queryset=held))


def _main(row: User, what: str) -> str:
    held = list(row.positions.all())
    position = next((p for p in held if p.is_main), held[0] if held else None)
    return str(getattr(position, what)) if position else ""


PEOPLE = ListPage(
    name="people",
    title=_("People"),
    rows=_rows,
    order="username",
    search=("name__icontains", "username__icontains"),
    search_hint=_("Name or user name"),
    columns=[
        Column(key="username", label=_("User name"), kind="code", order="username", slot="c"),
        Column(key="name", label=_("Name"), kind="link", order="name", slot="a"),
        Column(key="role", label=_("Role"), value=lambda row: _main(row, "role"), slot="d"),
        Column(key="department", label=_("Department"), value=lambda row: _main(row, "department"), slot="e"),
        Column(key="phone", label=_("Phone")),
        Column(
            key="active", label=_("State"), slot="b",
            tag=lambda row: ("done", _("active")) if row.is_active else ("idle", _("left")),
        ),
    ],
    filters=[Flag(name="active", label=_("Active"), condition=Q(is_active=True))],
    primary=Primary(
        label=_("New person"), url_name="administration:new-person",
        may=lambda person: allowed(person, permissions.PEOPLE),
    ),
    empty=Empty(title=_("Nobody here"), text=_("Add the people of your company and give them positions.")),
)  # fmt: skip
