"""Parts of tables in words a person understands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from leadtocash.foundation.authority import tables
from leadtocash.foundation.kernel.text import Words, joined
from leadtocash.foundation.web import formats

Show = Callable[[str, Any], str]


def plain(_name: str, value: Any) -> str:
    """A value as it stands."""
    return str(value)


def value(name: str, given: Any) -> str:
    """A value of the authority matrix: 1,000,000 yuan, 15%, formal contract, any other."""
    if name == "amount":
        return _("%(amount)s yuan") % {"amount": formats.fixed(given, 0 if given == given.to_integral_value() else 2)}
    if name == "margin":
        return percent(given)
    words = {"formal": _("Formal contract"), "virtual": _("Virtual contract"), "*": _("any other")}
    return words.get(given, str(given))


def percent(share: Decimal) -> str:
    """A share in per cent with no zero too many: 0.15 is 15%."""
    text = f"{share * 100:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) + "%"


def box(part: tables.Box, labels: Mapping[str, Words], *, show: Show = plain) -> str:
    """A part of a table: "amount from 0 to below 1000, credit class A"."""
    return joined(f"{labels.get(name, name)} {cell(one, name, show)}" for name, one in part.items()) or _("anything")


def cell(one: tables.Cell, name: str = "", show: Show = plain) -> str:
    """One cell: "from 0 to below 1000", "A / B", "any"."""
    if isinstance(one, tables.Choices):
        return " / ".join(sorted(show(name, chosen) for chosen in one.values))
    if one.low is None and one.high is None:
        return _("any")
    if one.low is None:
        return _("below %(high)s") % {"high": show(name, one.high)}
    if one.high is None:
        return _("from %(low)s on") % {"low": show(name, one.low)}
    return _("from %(low)s to below %(high)s") % {"low": show(name, one.low), "high": show(name, one.high)}
