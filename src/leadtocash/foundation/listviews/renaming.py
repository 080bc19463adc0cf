"""A record named in the conditions of saved views is merged into another: they mean that one from then on."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.db.models import Q

from leadtocash.foundation.kernel.references import Reference
from leadtocash.foundation.listviews.models import SavedView
from leadtocash.foundation.web.lists import Relation
from leadtocash.foundation.web.lists.page import lists


class Conditions(Reference):
    """Saved views whose query names records by a relation filter ("customer=7,9")."""

    def rows(self, kind: str, ids: Collection[int]) -> Any:
        found = [view.pk for view in _candidates(kind) if _renamed(view, kind, ids, 0) != view.query]
        return SavedView.objects.filter(pk__in=found)

    def move(self, kind: str, ids: Collection[int], to: int) -> None:
        for view in self.rows(kind, ids):
            view.query = _renamed(view, kind, ids, to)
            view.save(update_fields=["query"])


def _names(kind: str) -> dict[str, set[str]]:
    """List -> its filters that choose records of this kind."""
    found = {}
    for name, page in lists.items():
        if names := {one.name for one in page.filters if isinstance(one, Relation) and one.picks == kind}:
            found[name] = names
    return found


def _candidates(kind: str) -> Iterator[SavedView]:
    named = Q(pk=None)
    for list_name, names in _names(kind).items():
        for name in names:
            named |= Q(list_name=list_name, query__contains=f"{name}=")
    yield from SavedView.objects.filter(named)


def _renamed(view: SavedView, kind: str, ids: Collection[int], to: int) -> str:
    names, gone = _names(kind)[view.list_name], {str(pk) for pk in ids}
    pairs = parse_qsl(view.query, keep_blank_values=True)
    if not any(name in names and gone & set(value.split(",")) for name, value in pairs):
        return view.query
    renamed = []
    for name, value in pairs:
        signs = [str(to) if sign in gone else sign for sign in value.split(",")] if name in names else [value]
        renamed.append((name, ",".join(dict.fromkeys(signs))))
    return urlencode(renamed)
