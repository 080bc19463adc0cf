"""The events there are, by area; and what the API shows of a record to a person."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache
from typing import Any

from django.apps import apps
from django.http import Http404, HttpRequest
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request

from leadtocash.foundation.access.api import RecordViewSet
from leadtocash.foundation.access.scoping import kind_of
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.journal.verbs import verbs

ALL = ".*"
#: apps whose verbs are written on records of the areas
_ON_RECORDS = ("workflow", "documents")


@cache
def areas() -> tuple[str, ...]:
    """The apps whose events can be heard."""
    scoped = {model._meta.app_label for model in apps.get_models() if hasattr(model, "access")}
    return tuple(dict.fromkeys(a for code, _verb in verbs.items() if (a := area_of(code)) in scoped | {*_ON_RECORDS}))


def area_of(code: str) -> str:
    return code.partition(".")[0]


def codes() -> list[str]:
    """The codes of all events that can be heard."""
    return [code for code, _verb in verbs.items() if area_of(code) in areas()]


def known(chosen: str) -> bool:
    """Is this an event, or all of an area?"""
    return chosen.removesuffix(ALL) in areas() if chosen.endswith(ALL) else chosen in codes()


def hears(chosen: Iterable[str], code: str) -> bool:
    """Is this event among the chosen ones?"""
    return bool({code, area_of(code) + ALL} & set(chosen))


def href_of(kind: str, pk: int) -> str:
    """The record's address in the API, "" when it has none."""
    found = _addresses().get(kind)
    return reverse(found[1], args=[pk]) if found else ""


def shown(kind: str, pk: int, person: User) -> Any:
    """What the API shows the person of the record; None where it has no address. Raises Http404 when it is hidden."""
    model: Any = apps.get_model(kind)
    if not model._default_manager.visible_to(person).filter(pk=pk).exists():
        raise Http404
    found = _addresses().get(kind)
    if found is None:
        return None
    plain = HttpRequest()
    plain.method, plain.user = "GET", person
    view = found[0](action="retrieve", kwargs={"pk": str(pk)}, format_kwarg=None)
    view.request = Request(plain)
    view.request.user = person
    return json.loads(JSONRenderer().render(view.retrieve(view.request, str(pk)).data))


@cache
def _addresses() -> dict[str, tuple[type[RecordViewSet], str]]:
    found: dict[str, tuple[type[RecordViewSet], str]] = {}
    for part in get_resolver().url_patterns:
        if not isinstance(part, URLResolver) or not str(part.app_name).endswith("-api"):
            continue
        for one in part.url_patterns:
            if not isinstance(one, URLPattern):
                continue
            view = getattr(one.callback, "cls", None)
            reads = (getattr(one.callback, "actions", None) or {}).get("get") == "retrieve"
            if reads and view is not None and issubclass(view, RecordViewSet):
                found.setdefault(kind_of(view.model), (view, f"{part.app_name}:{one.name}"))
    return found
