"""Parts of tables in words a person understands."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from leadtocash.foundation.authority import tables
from leadtocash.foundation.kernel.text import Words


def box(part: tables.Box, labels: Mapping[str, Words]) -> str:
    """A part of a table: "amount from 0 to below 1000, credit class A"."""
    return ", ".join(f"{labels.get(name, name)} {cell(one)}" for name, one in part.items()) or _("anything")


def cell(one: tables.Cell) -> str:
    """One cell: "from 0 to below 1000", "A / B", "any"."""
    if isinstance(one, tables.Choices):
        return " / ".join(sorted(str(value) for value in one.values))
    if one.low is None and one.high is None:
        return _("any")
    if one.low is None:
        return _("below %(high)s") % {"high": one.high}
    if one.high is None:
        return _("from %(low)s on") % {"low": one.low}
    return _("from %(low)s to below %(high)s") % {"low": one.low, "high": one.high}
