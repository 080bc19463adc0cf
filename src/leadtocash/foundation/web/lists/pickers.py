"""What one may pick by typing, kind by kind: the searching inputs of filters and panels ask one address."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db import models
from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from leadtocash.foundation.kernel.registry import Registry
from leadtocash.foundation.kernel.text import clean_line

FOUND = 30


@dataclass(frozen=True, kw_only=True)
class Picker:
    """rows: person and words -> those of the kind he may see; label: a row's name; hint: what stands beside it;
    below: ids -> the ids that are meant (a department and those below)."""

    rows: Callable[[Any, str], models.QuerySet[Any]]
    label: Callable[[Any], str] = str
    hint: Callable[[Any], str] = lambda row: ""
    below: Callable[[Collection[int]], list[int]] | None = None

    def meant(self, ids: list[int]) -> list[int]:
        return self.below(ids) if self.below and ids else ids

    def names(self, person: Any, ids: Collection[int]) -> dict[str, str]:
        """The names of those of these that the person may see."""
        rows = self.rows(person, "").filter(pk__in=ids) if ids else ()
        return {str(row.pk): self.label(row) for row in rows}

    def url(self, kind: str) -> str:
        return f"{reverse('web:pick')}?{urlencode({'kind': kind})}"


pickers: Registry[Picker] = Registry("picker")


@require_GET
def pick(request: HttpRequest) -> JsonResponse:
    """Records of a kind for the typed words (?kind=, ?q=): {results: [{value, text, hint}]}."""
    picker = pickers.find(request.GET.get("kind", ""))
    words = clean_line(request.GET.get("q", ""))[:60]
    rows = picker.rows(request.user, words)[:FOUND] if picker else ()
    results = [{"value": str(row.pk), "text": picker.label(row), "hint": picker.hint(row)} for row in rows if picker]
    return JsonResponse({"results": results})
