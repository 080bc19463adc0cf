"""What OpenAPI says of a list's parameters."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from leadtocash.foundation.kernel.extra import Extensible
from leadtocash.foundation.kernel.text import joined
from leadtocash.foundation.web.lists.columns import Column
from leadtocash.foundation.web.lists.filters import wrong
from leadtocash.foundation.web.lists.filters.base import parameter
from leadtocash.foundation.web.lists.page import ALL, PAGE_SIZE, ListPage

MAX_PAGE = 200


#: marks, with the kind of record, where a description has room for the fields a company has added
CUSTOM = "x-custom-fields-of"


def orderings(columns: Iterable[Column]) -> list[str]:
    """By what one may sort."""
    return [sign + c.key for c in columns if c.order for sign in ("", "-")]


def parameters(page: ListPage, model: type[models.Model]) -> list[dict[str, Any]]:
    """The parameters of a list over the API: those of every list, and its filters."""
    keys = orderings(page.columns)
    text = {"type": "string"}
    ordering = {"type": "array", "items": {"type": "string", "enum": keys}, "maxItems": 4}
    own = [
        ("search", "words to search for", text),
        ("ordering", "column keys in order, '-' before one for descending", ordering if keys else text),
        ("view", "a named view", {"type": "string", "enum": [ALL, *(v.key for v in page.views)]}),
        ("saved", "id of a saved view; filters given beside it take its place", {"type": "integer", "minimum": 1}),
        ("cursor", "from next or previous", text),
        ("fields", "only these fields of each row, by their names", {"type": "array", "items": text}),
        ("page_size", f"1 to {MAX_PAGE}", {"type": "integer", "minimum": 1, "maximum": MAX_PAGE, "default": PAGE_SIZE}),
    ]
    found = [parameter(*one) for one in own] + [found for one in page.filters for found in one.schema()]
    if issubclass(model, Extensible):
        next(one for one in found if one["name"] == "ordering")[CUSTOM] = model._meta.label_lower
    return found


def fields_of(given: str, known: Iterable[str]) -> set[str]:
    """The fields of a row that are asked for, all where none is named. Raises ValidationError."""
    names, there = {name.strip() for name in given.split(",") if name.strip()}, set(known)
    if unknown := names - there:
        raise wrong("fields", _("There is no field %(names)s.") % {"names": joined(sorted(unknown))})
    return names or there


def size_of(given: str) -> int:
    """How many rows a page of the API has. Raises ValidationError."""
    if not given:
        return PAGE_SIZE
    if not (given.isascii() and given.isdigit() and len(given) < 4 and 1 <= int(given) <= MAX_PAGE):
        raise wrong("page_size", _("A page has 1 to %(most)s rows.") % {"most": MAX_PAGE})
    return int(given)
