"""What a token may be used for: "read" or "write" everywhere, or in one part of the program ("customers:read").

Writing includes reading. The part is the app whose addresses are called; a token never gives more than its person
may do.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

from django.apps import apps
from django.urls import URLResolver, get_resolver
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

from leadtocash.foundation.accounts.models import ApiToken

READ, WRITE = "read", "write"


@cache
def areas() -> tuple[str, ...]:
    """The parts of the program that have an API."""
    names = (str(entry.app_name) for entry in get_resolver().url_patterns if isinstance(entry, URLResolver))
    return tuple(sorted(name.removesuffix("-api") for name in names if name.endswith("-api")))


def all_scopes() -> list[str]:
    """Every scope a token can have."""
    return [READ, WRITE, *(f"{area}:{reach}" for area in areas() for reach in (READ, WRITE))]


def label_of(scope: str) -> str:
    """A scope in the reader's words."""
    area, _colon, reach = scope.rpartition(":")
    words = _("read and change") if reach == WRITE else _("read only")
    return _("%(where)s: %(what)s") % {"where": name_of(area), "what": words}


def name_of(area: str) -> str:
    """A part of the program in the reader's words."""
    return str(apps.get_app_config(area).verbose_name) if area in areas() else area or _("everything")


def needed(request: Request) -> str:
    """The scope this request needs."""
    match = request.resolver_match
    area = match.app_name.removesuffix("-api") if match else ""
    return f"{area}:{READ if request.method in SAFE_METHODS else WRITE}"


def covers(scopes: Iterable[str], wanted: str) -> bool:
    """Do these scopes allow what is wanted?"""
    area, _colon, reach = wanted.partition(":")
    reaches = {WRITE} if reach == WRITE else {READ, WRITE}
    return any(scope in scopes for one in reaches for scope in (one, f"{area}:{one}"))


class ScopePermission(BasePermission):
    """Refuses (403, code scope_missing) what the token was not made for."""

    def has_permission(self, request: Request, view: Any) -> bool:
        token = request.auth
        if isinstance(token, ApiToken) and not covers(token.scopes, needed(request)):
            sentence = _("This token lacks the scope %(scope)s. Use another token, or make one with this scope.")
            raise exceptions.PermissionDenied(sentence % {"scope": needed(request)}, code="scope_missing")
        return True
