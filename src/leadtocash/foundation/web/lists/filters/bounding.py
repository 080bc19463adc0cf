"""Filters by two ends, either may be open: <name>_from and <name>_to, both included."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from leadtocash.foundation.kernel.money import TYPED, typed
from leadtocash.foundation.kernel.text import plain_signs
from leadtocash.foundation.web.lists.filters.base import Filter, Params, wrong

_BIGGEST = Decimal(10) ** 16


@dataclass(frozen=True, kw_only=True)
class Bounds(Filter):
    """The base: reads both ends and says them."""

    kind: str = "text"

    def names(self) -> tuple[str, ...]:
        return (f"{self.name}_from", f"{self.name}_to")

    def read(self, text: str) -> Any:
        """The value meant by what was written. Raises ValueError with a sentence."""
        raise NotImplementedError

    def ends(self, params: Params) -> tuple[Any, Any]:
        """Both ends, None where it is open. Raises ValidationError."""
        found = []
        for name in self.names()[-2:]:
            text = plain_signs(params.get(name, ""))
            try:
                found.append(self.read(text) if text else None)
            except ValueError as error:
                raise wrong(name, str(error)) from error
        low, high = found
        if low is not None and high is not None and low > high:
            name = self.names()[-1]
            sentence = _("“%(label)s”: the end lies before the beginning.") % {"label": self.label}
            raise wrong(name, sentence)
        return low, high

    def narrow(self, rows: models.QuerySet[Any], params: Params, person: Any) -> models.QuerySet[Any]:
        low, high = self.ends(params)
        if low is not None:
            rows = rows.filter(**{f"{self.path}__gte": low})
        return rows.filter(**{f"{self.path}__lte": high}) if high is not None else rows

    def said(self, value: Any) -> str:
        """An end as the chip shows it."""
        return str(value)

    def words(self, params: Params, person: Any) -> str:
        try:
            low, high = (None if end is None else self.said(end) for end in self.ends(params))
        except ValidationError:
            low, high = (params.get(name) for name in self.names()[-2:])
        if not low and not high:
            return ""
        if not high:
            return f"≥ {low}"
        return f"≤ {high}" if not low else f"{low} – {high}"

    def control(self, params: Params, person: Any) -> dict[str, Any]:
        ends = self.names()[-2:]
        return {"type": self.kind, "names": ends, "values": [params.get(name, "") for name in ends]}


@dataclass(frozen=True, kw_only=True)
class Range(Bounds):
    """Numbers from–to."""

    kind: str = "number"

    def read(self, text: str) -> Decimal:
        try:
            value = Decimal(text.replace(",", ""))
        except InvalidOperation:
            raise ValueError(_("“%(value)s” is not a number.") % {"value": text[:40]}) from None
        return _held(value, text)

    def said(self, value: Any) -> str:
        return f"{value:,}"

    def schemas(self) -> dict[str, dict[str, Any]]:
        return {name: {"type": "number"} for name in self.names()}


@dataclass(frozen=True, kw_only=True)
class Money(Bounds):
    """Yuan from–to; written in yuan or with the units of ten thousand and a hundred million."""

    kind: str = "money"

    def read(self, text: str) -> Decimal:
        value = typed(text)
        if value is None:
            raise ValueError(_("“%(value)s” is not an amount; write 500000 or 50 wan.") % {"value": text[:40]})
        return _held(value, text)

    def said(self, value: Any) -> str:
        return f"{value:,.2f}".removesuffix(".00")

    def schemas(self) -> dict[str, dict[str, Any]]:
        known = {"type": "string", "pattern": rf"^{TYPED.pattern}$", "description": "yuan; 50w is 500000"}
        return dict.fromkeys(self.names(), known)


def _held(value: Decimal, text: str) -> Decimal:
    if not value.is_finite() or abs(value) >= _BIGGEST:
        raise ValueError(_("“%(value)s” is too large.") % {"value": text[:40]})
    return value
