"""Colleagues and departments by name, for filters; whoever works here may read their names."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from leadtocash.foundation.accounts.models import Department, User
from leadtocash.foundation.web.lists.pickers import Picker, pickers


def _people(_person: Any, words: str) -> QuerySet[User]:
    rows = User.objects.order_by("-is_active", "name", "pk")
    return rows.filter(Q(name__icontains=words) | Q(username__icontains=words)) if words else rows


def _departments(_person: Any, words: str) -> QuerySet[Department]:
    rows = Department.objects.order_by("path")
    return rows.filter(Q(name__icontains=words) | Q(code__icontains=words)) if words else rows


def _below(ids: Collection[int]) -> list[int]:
    """Departments with all below them."""
    places = Q()
    for path in Department.objects.filter(pk__in=ids).values_list("path", flat=True):
        places |= Q(path__startswith=path)
    return list(Department.objects.filter(places).values_list("pk", flat=True)) if places else []


def offer() -> None:
    """Called once when the program starts."""
    pickers.add("accounts.user", Picker(rows=_people, hint=lambda row: "" if row.is_active else _("left")))
    pickers.add("accounts.department", Picker(rows=_departments, below=_below))
