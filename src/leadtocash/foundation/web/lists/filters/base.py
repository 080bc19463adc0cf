"""What every filter is, and the filter by words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from leadtocash.foundation.kernel.text import clean_line
from leadtocash.foundation.web.lists.searching import LONGEST, containing

Params = Mapping[str, str]
Options = Callable[[Any], Iterable[tuple[str, Any]]]
YES, NO = frozenset({"1", "true"}), frozenset({"0", "false"})


def wrong(name: str, sentence: str) -> ValidationError:
    """A value of a parameter that cannot be understood: shown on the page, a field error (400) in the API."""
    return ValidationError({name: [sentence]})


def yes_or_no(params: Params, name: str) -> bool | None:
    """A parameter that says yes or no; None when it is not set. Raises ValidationError."""
    value = params.get(name, "").lower()
    if value and value not in YES | NO:
        raise wrong(name, _("“%(value)s” is neither 1 (yes) nor 0 (no).") % {"value": value})
    return value in YES if value else None


def field_at(model: type[models.Model], path: str) -> Any:
    """The field at the end of a path; None for what a query has computed."""
    current: Any = model
    field = None
    try:
        for step in path.split("__"):
            field = current._meta.pk if step == "pk" else current._meta.get_field(step)
            current = field.related_model
    except (FieldDoesNotExist, AttributeError):
        return None
    return field


@dataclass(frozen=True, kw_only=True)
class Filter:
    """name: parameter on page and API; field: what it compares; may: who may use it (whoever sees the field)."""

    name: str
    label: Promise | str
    field: str = ""
    may: Callable[[Any], bool] | None = None

    @property
    def path(self) -> str:
        return self.field or self.name

    def names(self) -> tuple[str, ...]:
        """The parameters this filter reads."""
        return (self.name,)

    def narrow(self, rows: models.QuerySet[Any], params: Params, person: Any) -> models.QuerySet[Any]:
        """The rows that are left; asked only when one of the parameters is set. Raises ValidationError."""
        raise NotImplementedError

    def words(self, params: Params, person: Any) -> str:
        """The chip's value, "" when the filter is not set; a wrong value as it was written."""
        return params.get(self.name, "")

    def control(self, params: Params, person: Any) -> dict[str, Any]:
        """What the filter's input needs: type, options, values."""
        return {"type": "text", "value": params.get(self.name, "")}

    def schemas(self) -> dict[str, dict[str, Any]]:
        """The JSON schema of each parameter."""
        return {name: {"type": "string"} for name in self.names()}

    def schema(self) -> list[dict[str, Any]]:
        """OpenAPI parameters; several values of one are separated by commas."""
        return [parameter(name, str(self.label), schema) for name, schema in self.schemas().items()]


def parameter(name: str, description: str, schema: dict[str, Any]) -> dict[str, Any]:
    """One OpenAPI parameter of a query."""
    found = {"name": name, "in": "query", "required": False, "description": description, "schema": schema}
    return {**found, "explode": False, "style": "form"} if schema.get("type") == "array" else found


@dataclass(frozen=True, kw_only=True)
class Text(Filter):
    """Contains these words (<name>), or is empty (<name>_empty=1). lookup: "zh" where the field has a gram index."""

    lookup: str = "icontains"

    def names(self) -> tuple[str, ...]:
        return (self.name, f"{self.name}_empty")

    def narrow(self, rows: models.QuerySet[Any], params: Params, person: Any) -> models.QuerySet[Any]:
        words = clean_line(params.get(self.name, ""))[:LONGEST]
        if words:
            rows = rows.filter(containing(rows.model, [f"{self.path}__{self.lookup}"], words))
        empty = yes_or_no(params, f"{self.name}_empty")
        if empty is None:
            return rows
        nothing = Q(**{self.path: ""})
        if getattr(field_at(rows.model, self.path), "null", True):
            nothing |= Q(**{f"{self.path}__isnull": True})
        return rows.filter(nothing) if empty else rows.exclude(nothing)

    def words(self, params: Params, person: Any) -> str:
        written, empty = params.get(self.name, ""), params.get(f"{self.name}_empty", "").lower()
        if not empty:
            return written
        said = _("empty") if empty in YES else _("not empty")
        return f"{written} · {said}" if written else said

    def control(self, params: Params, person: Any) -> dict[str, Any]:
        empty = f"{self.name}_empty"
        return {"type": "words", "value": params.get(self.name, ""), "empty": empty, "is_empty": params.get(empty, "")}

    def schemas(self) -> dict[str, dict[str, Any]]:
        return {self.name: {"type": "string"}, f"{self.name}_empty": {"type": "boolean"}}
