"""Limits the company sets itself: days, shares, amounts that a policy names and that are no step of a process.

An area declares each once, with the default the product ships and the clause it follows; whoever needs it asks
`number` or `value`. Rules stay pure: their caller passes the value on.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leadtocash.foundation.kernel.registry import Registry
from leadtocash.foundation.kernel.text import Words, plain_signs

WORKING_DAYS, DAYS, MONTHS, PERCENT = "working_days", "days", "months", "percent"
YUAN, COUNT, POINTS, ITEMS = "yuan", "count", "points", "items"
UNITS: Mapping[str, Words] = {
    WORKING_DAYS: gettext_lazy("working days"),
    DAYS: gettext_lazy("days"),
    MONTHS: gettext_lazy("months"),
    PERCENT: gettext_lazy("%"),
    YUAN: gettext_lazy("yuan"),
    COUNT: gettext_lazy("times"),
    POINTS: gettext_lazy("points"),
    ITEMS: gettext_lazy("pieces"),
}
_PLACES = {PERCENT: 2, YUAN: 2}
_FRESH_SECONDS = 30.0
_kept: tuple[float, dict[str, Decimal]] | None = None


@dataclass(frozen=True, kw_only=True)
class Declared:
    """key: "projects.signoff_days"; minimum, maximum: what an administrator may choose, both included.

    note: what else a person must know who changes it (from when it holds, what does not follow it).
    """

    key: str
    label: Words
    default: Decimal
    unit: str
    clause: str
    minimum: Decimal
    maximum: Decimal
    note: Words

    @property
    def unit_label(self) -> Words:
        return UNITS[self.unit]

    def checked(self, typed: str | int | Decimal) -> Decimal:
        """What was typed as a value of this limit. Raises ValidationError at the field `value`."""
        try:
            found = Decimal(plain_signs(str(typed)).replace(",", "").removesuffix("%").strip())
        except InvalidOperation:
            raise ValidationError({"value": _("This is not a number.")}) from None
        if not found.is_finite() or not self.minimum <= found <= self.maximum:
            span = {"low": printed(self.minimum), "high": printed(self.maximum)}
            raise ValidationError({"value": _("From %(low)s to %(high)s.") % span})
        if found != round(found, _PLACES.get(self.unit, 0)):
            raise ValidationError({"value": _("This has too many decimal places.")})
        return found


declared: Registry[Declared] = Registry("limit")


def declare(
    key: str, label: Words, default: int | str, *, unit: str, minimum: int, maximum: int, clause: str = "",
    note: Words = "",
) -> str:  # fmt: skip
    """Declare a limit with the shipped default and give its key."""
    if unit not in UNITS:
        raise ValueError(f"unit {unit!r} is not one of {sorted(UNITS)}")
    limit = Declared(
        key=key, label=label, default=Decimal(default), unit=unit, clause=clause, minimum=Decimal(minimum),
        maximum=Decimal(maximum), note=note,
    )  # fmt: skip
    declared.add(key, limit)
    return key


def value(key: str) -> Decimal:
    """The company's value of a limit, else the shipped one. Raises LookupError for an undeclared key."""
    limit = declared.get(key)
    return own_values().get(key, limit.default)


def number(key: str) -> int:
    """The value of a limit that counts days, months or times."""
    return int(value(key))


def own_values() -> dict[str, Decimal]:
    """What the company has set itself; read at most every half minute, at once after a change in this process."""
    global _kept  # noqa: PLW0603
    if _kept is None or time.monotonic() - _kept[0] > _FRESH_SECONDS:
        from leadtocash.foundation.packs.models import Limit

        _kept = (time.monotonic(), dict(Limit.objects.values_list("key", "value")))
    return _kept[1]


def forget() -> None:
    """Read anew at the next question."""
    global _kept  # noqa: PLW0603
    _kept = None


def printed(number: Decimal) -> str:
    """A value without needless zeros: 10, 0.5, 200000."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
