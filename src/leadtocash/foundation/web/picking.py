"""Pick one record out of many: a select that holds the first ones and finds the others while one types.

The address that answers the typing is a view that returns `answer(request, rows)`. Without scripts the
first ones can still be chosen.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.db import models
from django.forms.models import ModelChoiceIterator
from django.http import HttpRequest, JsonResponse
from django.urls import reverse

from leadtocash.foundation.kernel.text import clean_line
from leadtocash.foundation.web.lists.pickers import pickers

SHOWN = 50
FOUND = 30


class _PickSelect(forms.Select):
    """Prints the chosen record and the first ones of the field's rows."""

    source = ""

    def optgroups(self, name: str, value: list[str], attrs: dict[str, Any] | None = None) -> list[Any]:
        whole = self.choices
        if isinstance(whole, ModelChoiceIterator):
            self.choices = self._first(whole, value)
        try:
            return super().optgroups(name, value, attrs)
        finally:
            self.choices = whole

    def _first(self, whole: ModelChoiceIterator, value: list[str]) -> list[tuple[Any, Any]]:
        field: Any = whole.field
        chosen = [pk for pk in value if str(pk).isdigit()]
        records = list(field.queryset.filter(pk__in=chosen)) if chosen else []
        records += [one for one in field.queryset[:SHOWN] if str(one.pk) not in chosen]
        empty = [] if getattr(field, "empty_label", None) is None else [("", field.empty_label)]
        return [*empty, *((one.pk, field.label_from_instance(one)) for one in records)]

    def build_attrs(self, base_attrs: Any, extra_attrs: Any = None) -> dict[str, Any]:
        found: dict[str, Any] = super().build_attrs(base_attrs, extra_attrs)
        kind = pickers.find(self.source)
        url = kind.url(self.source) if kind else reverse(self.source)
        return {**found, "data-search": "", "data-source": url}


class _PickSelectMany(_PickSelect, forms.SelectMultiple):
    """The same for several."""


class PickField(forms.ModelChoiceField):
    """`source`: name of the address that finds records by typing, or a kind of `pickers`; `queryset`: the rows one
    may choose from."""

    widget = _PickSelect

    def __init__(self, queryset: models.QuerySet[Any], *, source: str, **kwargs: Any) -> None:
        kwargs.setdefault("empty_label", "\u2014")
        super().__init__(queryset, **kwargs)
        self.widget.source = source


class PickManyField(forms.ModelMultipleChoiceField):
    """Several out of many; `source` and `queryset` as for one."""

    widget = _PickSelectMany

    def __init__(self, queryset: models.QuerySet[Any], *, source: str, **kwargs: Any) -> None:
        super().__init__(queryset, **kwargs)
        self.widget.source = source


def answer(request: HttpRequest, rows: Callable[[str], models.QuerySet[Any]], *, hint: str = "") -> JsonResponse:
    """Records for the typed words (?q=): {results: [{value, text, hint}]}.

    `rows` gives, for the words, those the person may choose; `hint` names a field shown beside.
    """
    found = rows(clean_line(request.GET.get("q", ""))[:60])[:FOUND]
    results = [
        {"value": one.pk, "text": str(one), "hint": str((hint and getattr(one, hint, "")) or "")} for one in found
    ]
    return JsonResponse({"results": results})


def _hint(record: models.Model, name: str) -> str:
    value = getattr(record, name, None) if name else None
    return "" if value is None else str(value)
