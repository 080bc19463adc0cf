"""Filters of a list: each reads its own parameters, narrows the rows, and says in words what it does."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from leadtocash.foundation.kernel.text import joined

Params = Mapping[str, str]
Options = Callable[[Any], Iterable[tuple[str, Any]]]


@dataclass(frozen=True, kw_only=True)
class Filter:
    """name: parameter on page and API; field: what it compares."""

    name: str
    label: Promise | str
    field: str = ""

    @property
    def path(self) -> str:
        return self.field or self.name

    def names(self) -> tuple[str, ...]:
        """The parameters this filter reads."""
        return (self.name,)

    def narrow(self, rows: models.QuerySet[Any], params: Params, person: Any) -> models.QuerySet[Any]:
        raise NotImplementedError

    def words(self, params: Params, person: Any) -> str:
        """The chip's value, "" when the filter is not set."""
        return params.get(self.name, "")

    def control(self, params: Params, person: Any) -> dict[str, Any]:
        """What the filter's input needs: type, options, values."""
        return {"type": "text", "value": params.get(self.name, "")}

    def schema(self) -> list[dict[str, Any]]:
        """OpenAPI parameters."""
        return [
            {
                "name": n,
                "in": "query",
                "required": False,
                "description": str(self.label),
                "schema": {"type": "string"},
            }
            for n in self.names()
        ]


@dataclass(frozen=True, kw_only=True)
class Choice(Filter):
    """One or several of fixed values, comma separated."""

    options: Options | Iterable[tuple[str, Any]] = ()

    def choices(self, person: Any) -> list[tuple[str, str]]:
        found = self.options(person) if callable(self.options) else self.options
        return [(str(value), str(label)) for value, label in found]

    def _chosen(self, params: Params) -> list[str]:
        return [v for v in params.get(self.name, "").split(",") if v]

    def narrow(self, rows: models.QuerySet[Any], params: Params, person: Any) -> models.QuerySet[Any]:
        chosen = self._chosen(params)
        known = {value for value, _label in self.choices(person)} if chosen else set()
        return rows.filter(**{f"{self.path}__in": [v for v in chosen if v in known]}) if chosen else rows

    def words(self, params: Params, person: Any) -> str:
        chosen = self._chosen(params)
        labels = dict(self.choices(person)) if chosen else {}
        return joined(labels.get(value, "?") for value in chosen)

    def control(self, params: Params, person: Any) -> dict[str, Any]:
        return {"type": "choice", "value": self._chosen(params), "options": self.choices(person)}


@dataclass(frozen=True, kw_only=True)
class Person(Filter):
    """One person by id, or "me". `people` gives those one may choose (defaults to none but oneself)."""

    people: Options | None = None

    def narrow(self, rows: models.QuerySet[Any], params: Params, person: Any) -> models.QuerySet[Any]:
        wanted = params.get(self.name, "")
        if wanted == "me":
            return rows.filter(**{self.path: person.pk})
        return rows.filter(**{self.path: int(wanted)}) if wanted.isdigit() and len(wanted) < 15 else rows

    def words(self, params: Params, person: Any) -> str:
        wanted = params.get(self.name, "")
        if wanted == "me":
            return _("me")
        if not wanted or self.people is None:
            return wanted
        return next((str(label) for value, label in self.people(person) if str(value) == wanted), "?")

    def control(self, params: Params, person: Any) -> dict[str, Any]:
        options = [
            ("me", _("me")),
            *((str(v), str(n)) for v, n in (self.people(person) if self.people else ())),
        ]
        return {"type": "choice", "value": [params.get(self.name, "")], "options": options}


@dataclass(frozen=True, kw_only=True)
class Flag(Filter):
    """Yes or no; `field` may be a condition instead of a field."""

    condition: models.Q | None = None

    def narrow(self, rows: models.QuerySet[Any], params: Params, person: Any) -> models.QuerySet[Any]:
        wanted = params.get(self.name, "").lower()
        if wanted not in {"1", "0", "true", "false"}:
            return rows
        condition = self.condition if self.condition is not None else models.Q(**{self.path: True})
        return rows.filter(condition) if wanted in {"1", "true"} else rows.exclude(condition)

    def words(self, params: Params, person: Any) -> str:
        wanted = params.get(self.name, "").lower()
        return _("yes") if wanted in {"1", "true"} else _("no") if wanted in {"0", "false"} else ""

    def control(self, params: Params, person: Any) -> dict[str, Any]:
        options = [("1", _("yes")), ("0", _("no"))]
        return {"type": "choice", "value": [params.get(self.name, "")], "options": options}


@dataclass(frozen=True, kw_only=True)
class _Bounds(Filter):
    """Two ends, either may be open: <name>_from and <name>_to."""

    kind: str = "text"

    def names(self) -> tuple[str, ...]:
        return (f"{self.name}_from", f"{self.name}_to")

    def _value(self, text: str) -> Any:
        raise NotImplementedError

    def _ends(self, params: Params) -> tuple[Any, Any]:
        low, high = self.names()
        return self._value(params.get(low, "")), self._value(params.get(high, ""))

    def narrow(self, rows: models.QuerySet[Any], params: Params, person: Any) -> models.QuerySet[Any]:
        low, high = self._ends(params)
        if low is not None:
            rows = rows.filter(**{f"{self.path}__gte": low})
        return rows.filter(**{f"{self.path}__lte": high}) if high is not None else rows

    def words(self, params: Params, person: Any) -> str:
        low, high = self._ends(params)
        if low is None and high is None:
            return ""
        if high is None:
            return f"≥ {low}"
        return f"≤ {high}" if low is None else f"{low} – {high}"

    def control(self, params: Params, person: Any) -> dict[str, Any]:
        low, high = self.names()
        return {
            "type": self.kind,
            "names": [low, high],
            "values": [params.get(low, ""), params.get(high, "")],
        }


@dataclass(frozen=True, kw_only=True)
class DateRange(_Bounds):
    """Days from–to, both included (ISO dates)."""

    kind: str = "date"

    def _value(self, text: str) -> date | None:
        try:
            return date.fromisoformat(text) if text else None
        except ValueError:
            return None


@dataclass(frozen=True, kw_only=True)
class Range(_Bounds):
    """Numbers or yuan from–to, both included."""

    kind: str = "number"

    def _value(self, text: str) -> Decimal | None:
        try:
            value = Decimal(text.replace(",", "")) if text else None
        except InvalidOperation:
            return None
        return value if value is None or (value.is_finite() and abs(value) < Decimal(10) ** 16) else None
