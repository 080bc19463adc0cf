"""Filters by fixed values: one or several of a choice, yes or no."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from leadtocash.foundation.kernel.text import joined
from leadtocash.foundation.web.lists.filters.base import NO, YES, Filter, Options, Params, wrong, yes_or_no


@dataclass(frozen=True, kw_only=True)
class Choice(Filter):
    """One or several of fixed values, comma separated."""

    options: Options | Iterable[tuple[str, Any]] = ()

    def choices(self, person: Any) -> list[tuple[str, str]]:
        found = self.options(person) if callable(self.options) else self.options
        return [(str(value), str(label)) for value, label in found]

    def _chosen(self, params: Params) -> list[str]:
        return [v for v in params.get(self.name, "").split(",") if v]

    def chosen(self, params: Params, person: Any) -> list[str]:
        """The values asked for. Raises ValidationError for one that is not offered."""
        chosen = self._chosen(params)
        known = {value for value, _label in self.choices(person)} if chosen else set()
        for value in chosen:
            if value not in known:
                raise wrong(
                    self.name,
                    _("“%(value)s” is not one of the choices of “%(label)s”.")
                    % {"value": value[:60], "label": self.label},
                )
        return chosen

    def narrow(self, rows: models.QuerySet[Any], params: Params, person: Any) -> models.QuerySet[Any]:
        chosen = self.chosen(params, person)
        return rows.filter(**{f"{self.path}__in": chosen}) if chosen else rows

    def words(self, params: Params, person: Any) -> str:
        chosen = self._chosen(params)
        labels = dict(self.choices(person)) if chosen else {}
        return joined(labels.get(value, value[:60]) for value in chosen)

    def control(self, params: Params, person: Any) -> dict[str, Any]:
        return {"type": "choice", "value": self._chosen(params), "options": self.choices(person)}

    def schemas(self) -> dict[str, dict[str, Any]]:
        item: dict[str, Any] = {"type": "string"}
        if not callable(self.options):
            item["enum"] = [value for value, _label in self.choices(None)]
        return {self.name: {"type": "array", "items": item}}


@dataclass(frozen=True, kw_only=True)
class Flag(Filter):
    """Yes or no; `field` may be a condition instead of a field."""

    condition: models.Q | None = None

    def narrow(self, rows: models.QuerySet[Any], params: Params, person: Any) -> models.QuerySet[Any]:
        wanted = yes_or_no(params, self.name)
        condition = self.condition if self.condition is not None else models.Q(**{self.path: True})
        if wanted is None:
            return rows
        return rows.filter(condition) if wanted else rows.exclude(condition)

    def words(self, params: Params, person: Any) -> str:
        wanted = params.get(self.name, "").lower()
        return _("yes") if wanted in YES else _("no") if wanted in NO else wanted

    def control(self, params: Params, person: Any) -> dict[str, Any]:
        options = [("1", _("yes")), ("0", _("no"))]
        wanted = params.get(self.name, "").lower()
        value = "1" if wanted in YES else "0" if wanted in NO else ""
        return {"type": "one", "value": [value], "options": options}

    def schemas(self) -> dict[str, dict[str, Any]]:
        return {self.name: {"type": "boolean"}}
