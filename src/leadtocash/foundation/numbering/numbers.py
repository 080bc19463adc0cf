"""Give document numbers: gap-free, never reused, safe under concurrency."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.utils.functional import Promise

from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.registry import Registry
from leadtocash.foundation.kernel.stamps import Kept
from leadtocash.foundation.numbering.models import GivenNumber, NumberRule

_COUNT_ON = """
INSERT INTO numbering_counter AS counter (kind, year, department_code, last)
VALUES (%(kind)s, %(year)s, %(department_code)s, %(count)s)
ON CONFLICT (kind, year, department_code) DO UPDATE SET last = counter.last + EXCLUDED.last RETURNING last
"""
_GIVE = f"""
INSERT INTO {GivenNumber._meta.db_table} (kind, year, department_code, seq, number, given_at)
SELECT %(kind)s, %(year)s, %(department_code)s, given.seq, given.number, %(at)s
FROM unnest(%(seqs)s::int[], %(numbers)s::text[]) given (seq, number)
"""  # noqa: S608


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
    return next_numbers(kind, 1, act=act, department_code=department_code)[0]


def next_numbers(kind: str, count: int, *, act: Act, department_code: str = "") -> list[str]:
    """Give the next `count` numbers of the series at once (imports); otherwise as `next_number`."""
    pattern = pattern_of(kind)
    where = {"kind": kind, **counted_in(pattern, act.today.year, department_code)}
    with connection.cursor() as cursor:
        cursor.execute(_COUNT_ON, where | {"count": count})
        last: int = cursor.fetchone()[0]
        seqs = list(range(last - count + 1, last + 1))
        numbers = [pattern.format(seq=seq, year=act.today.year, department=department_code) for seq in seqs]
        cursor.execute(_GIVE, where | {"at": act.at, "seqs": seqs, "numbers": numbers})
    return numbers


def counted_in(pattern: str, year: int, department_code: str) -> dict[str, Any]:
    """Where a pattern counts: one without {year} counts through all years (year 0), likewise without {department}."""
    return {
        "year": year if "{year" in pattern else 0,
        "department_code": department_code if "{department" in pattern else "",
    }


def pattern_of(kind: str) -> str:
    """The company's pattern, else the shipped one."""
    return _own().get(kind) or series.get(kind).pattern


def patterns() -> dict[str, str]:
    """The patterns of all series, as `pattern_of`."""
    return {kind: pattern_of(kind) for kind, _one in series.items()}


_own: Kept[dict[str, str]] = Kept("numbering", lambda: dict(NumberRule.objects.values_list("kind", "pattern")))
