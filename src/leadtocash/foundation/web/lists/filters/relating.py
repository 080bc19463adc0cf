"""Filters by another record: a customer, a person, a department, also over several steps (contract.customer)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _

from leadtocash.foundation.kernel.text import joined
from leadtocash.foundation.web.lists.filters.base import Filter, Params, wrong
from leadtocash.foundation.web.lists.pickers import pickers

NONE = "none"
_DIGITS = 18


@dataclass(frozen=True, kw_only=True)
class Relation(Filter):
    """One or several records by id, comma separated; "none" where there is none (nullable).

    picks: the kind of record ("customers.customer"), which gives the names; many: the path leads to several rows
    (lines of an opportunity). The rows are the list's own, the names those the person may see: nothing else shows.
    """

    picks: str
    nullable: bool = False
    many: bool = False

    @property
    def signs(self) -> dict[str, str]:
        """Words that may stand for a record."""
        return {NONE: _("empty")} if self.nullable else {}

    def _chosen(self, params: Params) -> list[str]:
        return [v for v in params.get(self.name, "").split(",") if v]

    def ids(self, params: Params, person: Any) -> list[int]:
        """The ids asked for. Raises ValidationError for what is none."""
        found = []
        for value in self._chosen(params):
            if value in self.signs:
                continue
            if not (value.isascii() and value.isdigit() and len(value) <= _DIGITS):
                sentence = _("“%(value)s” is not a number of a record: choose one for “%(label)s”.")
                raise wrong(self.name, sentence % {"value": value[:40], "label": self.label})
            found.append(int(value))
        return found

    def narrow(self, rows: models.QuerySet[Any], params: Params, person: Any) -> models.QuerySet[Any]:
        ids = pickers.get(self.picks).meant(self.ids(params, person))
        wanted = Q(**{f"{self.path}__in": ids})
        if NONE in self._chosen(params) and self.nullable:
            wanted |= Q(**{f"{self.path}__isnull": True})
        if self.many:
            return rows.filter(pk__in=rows.model._base_manager.filter(wanted).values("pk"))
        return rows.filter(wanted)

    def named(self, params: Params, person: Any) -> list[tuple[str, str]]:
        """What is chosen, with the names the person may see."""
        chosen = self._chosen(params)
        ids = [int(v) for v in chosen if v.isascii() and v.isdigit() and len(v) <= _DIGITS]
        names = {**pickers.get(self.picks).names(person, ids), **self.signs} if chosen else {}
        return [(value, names.get(value, "?")) for value in chosen]

    def words(self, params: Params, person: Any) -> str:
        return joined(name for _value, name in self.named(params, person))

    def control(self, params: Params, person: Any) -> dict[str, Any]:
        options = dict([*self.signs.items(), *self.named(params, person)])
        source = pickers.get(self.picks).url(self.picks)
        return {"type": "relation", "value": self._chosen(params), "options": list(options.items()), "source": source}

    def schemas(self) -> dict[str, dict[str, Any]]:
        pattern = "|".join(["[0-9]{1,18}", *self.signs])
        return {self.name: {"type": "array", "items": {"type": "string", "pattern": f"^({pattern})$"}}}


@dataclass(frozen=True, kw_only=True)
class Person(Relation):
    """People by id, or "me"."""

    picks: str = "accounts.user"

    @property
    def signs(self) -> dict[str, str]:
        return {"me": _("me"), **super().signs}

    def ids(self, params: Params, person: Any) -> list[int]:
        found = super().ids(params, person)
        return [person.pk, *found] if "me" in self._chosen(params) else found
