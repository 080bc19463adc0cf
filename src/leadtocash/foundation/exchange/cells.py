"""What stands in a cell, as it was meant: text, whole numbers, amounts, days, yes or no, one of several words.

A cell comes as a workbook keeps it (text, number, day) or as text. Each raises ValidationError with a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from leadtocash.foundation.kernel.money import UNITS, cents, typed
from leadtocash.foundation.kernel.text import clean_line, joined, plain_signs

Parse = Callable[[Any], Any]
DANGEROUS = ("=", "+", "-", "@")
_NUMBER = re.compile(r"[+-]?(\d+|\d{1,3}(,\d{3})+|\d{1,4}(,\d{4})+)(\.\d*)?|[+-]?\.\d+")
_DAY = re.compile(
    "(\\d{4})\\s*[-/.\u5e74]\\s*(\\d{1,2})\\s*[-/.\u6708]\\s*(\\d{1,2})\\s*[\u65e5\u53f7]?(?:[ t]+\\d{1,2}:\\d{2}.*)?",
    re.IGNORECASE,
)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_ENGLISH_DAYS = ("%d %b %Y", "%d %B %Y", "%b %d %Y", "%B %d %Y", "%d-%b-%Y")
#: day 0 of a workbook, and the numbers that are taken for days (1954 to 2119)
_DAY_ZERO, _DAY_NUMBERS = date(1899, 12, 30), range(20_000, 80_000)
_TINY, _MOST = Decimal("0.000001"), Decimal(10) ** 16
_YES = {"yes", "y", "true", "1", "x", "\u221a", "\u2713", "\u2714", "\u662f", "\u6709", "\u5bf9"}
_NO = {"no", "n", "false", "0", "\u5426", "\u65e0", "\u4e0d", "\u4e0d\u662f", "\u00d7", "-", "\u2014"}


def plain(value: Any) -> str:
    """A cell as one line of text; whole numbers without ".0", days as 2026-11-24, a disarmed formula as typed."""
    return clean_line(_written(value))


def _written(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime) and (value.hour, value.minute, value.second) == (0, 0, 0):
        value = value.date()
    text = str(value)
    return text[1:] if text[:1] == "'" and text[1:2] in DANGEROUS else text


def line(value: Any) -> str:
    """One line of text."""
    return plain(value)


def paragraph(value: Any) -> str:
    """Text of several lines."""
    return "\n".join(clean_line(one) for one in _written(value).splitlines()).strip()


def whole(value: Any) -> int:
    """A whole number."""
    found = _number(plain_signs(_written(value)))
    if found is None or found != int(found):
        raise ValidationError(_("“%(value)s” is no whole number.") % {"value": plain(value)[:40]})
    return int(found)


def amount(value: Any, unit: Decimal = Decimal(1)) -> Decimal:
    """Yuan: 1,898,400.00, ¥ 12.50, full-width digits, amounts in ten thousands. `unit`: what a bare number counts."""
    found = typed(_written(value), unit)
    if found is None or abs(found) >= _MOST:
        raise ValidationError(_("“%(value)s” is no amount.") % {"value": plain(value)[:40]})
    if abs(found - cents(found)) > _TINY:
        raise ValidationError(_("“%(value)s” has more than two places after the point.") % {"value": plain(value)[:40]})
    return cents(found)


def amount_in_wan(value: Any) -> Decimal:
    """Yuan, where the heading says that the numbers below are ten thousands."""
    return amount(value, UNITS["wan"])


def day(value: Any) -> date:
    """A calendar day: 2026-11-24, 2026/11/24, 20261124, 24 Nov 2026, in Chinese, or as a workbook counts days."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = plain_signs(_written(value))
    found = _day_of(text)
    if found is None:
        sentence = _("“%(value)s” is no day; write it as 2026-11-24.")
        raise ValidationError(sentence % {"value": plain(value)[:40]})
    return found


def _day_of(text: str) -> date | None:
    match = _DAY.fullmatch(text) or _COMPACT.fullmatch(text)
    try:
        if match:
            year, month, of_month = match.groups()[:3]
            return date(int(year), int(month), int(of_month))
    except ValueError:
        return None
    for form in _ENGLISH_DAYS:
        try:
            return datetime.strptime(text.replace(",", ""), form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    number = _number(text)
    return _DAY_ZERO + timedelta(days=int(number)) if number is not None and int(number) in _DAY_NUMBERS else None


def flag(value: Any) -> bool:
    """Yes or no."""
    text = plain_signs(_written(value)).casefold()
    if text in _YES or text in _NO:
        return text in _YES
    raise ValidationError(_("“%(value)s” is neither yes nor no.") % {"value": plain(value)[:40]})


def choice(options: Iterable[tuple[str, Promise | str]]) -> Parse:
    """One of several words, by its name in any language of the program, or by its code."""
    listed = [(value, label) for value, label in options if value]

    def parse(value: Any) -> str:
        known = {value.casefold(): value for value, _label in listed}
        for language, _name in settings.LANGUAGES:
            with translation.override(language):
                known |= {plain_signs(str(label)).casefold(): value for value, label in listed}
        found = known.get(plain_signs(_written(value)).casefold())
        if found is None:
            words = {"value": plain(value)[:40], "words": joined(label for _value, label in listed)}
            raise ValidationError(_("“%(value)s” is none of: %(words)s.") % words)
        return found

    return cached_by_text(parse)


def cached_by_text(parse: Parse) -> Parse:
    """The same words are understood once: a column of choices says few different ones. What is wrong is asked again."""
    known: dict[str, Any] = {}

    def quick(value: Any) -> Any:
        if isinstance(value, str) and value in known:
            return known[value]
        found = parse(value)
        if isinstance(value, str) and len(known) < 1000:
            known[value] = found
        return found

    return quick


def _number(text: str) -> Decimal | None:
    return Decimal(text.replace(",", "")) if _NUMBER.fullmatch(text) else None
