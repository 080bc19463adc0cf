"""Give document numbers: gap-free, never reused, safe under concurrency."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import F
from django.utils.functional import Promise

from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.registry import Registry
from leadtocash.foundation.numbering.models import Counter, GivenNumber, NumberRule


@dataclass(frozen=True)
class Series:
    """A shipped series; pattern holes: {year} {seq} {department}. With {department} each department counts alone."""

    kind: str
    label: Promise | str
    pattern: str


series: Registry[Series] = Registry("number series")


def declare(kind: str, label: Promise | str, pattern: str) -> str:
    """Declare a series with its shipped pattern, e.g. "HT-{year}-{seq:04d}", and give its kind."""
    series.add(kind, Series(kind, label, pattern))
    return kind


def next_number(kind: str, *, act: Act, department_code: str = "") -> str:
    """Give the next number of the series inside the caller's transaction (S0 2.3.2).

    The counter's row stays locked until the caller commits, so a rolled-back act leaves no gap and two at once never
    get the same. Take it as late in an action as possible. Raises LookupError for an undeclared series.
    """
    pattern = pattern_of(kind)
    counted_in = department_code if "{department" in pattern else ""
    year = act.today.year
    where = {"kind": kind, "year": year, "department_code": counted_in}
    if not Counter.objects.filter(**where).update(last=F("last") + 1):
        Counter.objects.bulk_create([Counter(**where, last=0)], ignore_conflicts=True)
        Counter.objects.filter(**where).update(last=F("last") + 1)
    seq = Counter.objects.values_list("last", flat=True).get(**where)
    number = pattern.format(year=year, seq=seq, department=department_code)
    GivenNumber.objects.bulk_create([GivenNumber(**where, seq=seq, number=number, given_at=act.at)])
    return number


def pattern_of(kind: str) -> str:
    """The company's pattern, else the shipped one."""
    own = NumberRule.objects.filter(kind=kind).values_list("pattern", flat=True).first()
    return own or series.get(kind).pattern
