"""What a template may do with a value: `{{ amount|money }}`. Each is explained to administrators on the page."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from jinja2 import Undefined
from markupsafe import Markup, escape

from leadtocash.foundation.kernel import money as amounts
from leadtocash.foundation.kernel.language import own_language
from leadtocash.foundation.kernel.text import Words
from leadtocash.foundation.web import formats

LONGEST = 100_000


def printed(value: Any) -> Any:
    """How a value stands on paper when no filter says otherwise."""
    if value is None or isinstance(value, Undefined):
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return formats.full_date(value)
    if isinstance(value, list | dict | tuple | range):
        raise ValueError(_("a list cannot be printed as it is; repeat it with a for loop"))
    return value


def _nothing(value: Any) -> bool:
    return value is None or value == "" or isinstance(value, Undefined)


def _amount(value: Any) -> Decimal | None:
    return None if _nothing(value) else formats.decimal(value)


def short(value: Any) -> str:
    number = _amount(value)
    if number is None:
        return str(printed(value))
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def in_words(value: Any) -> str:
    number = _amount(value)
    return "" if number is None else own_language(amounts.in_words(number), "")


def day(value: Any) -> str:
    if _nothing(value) or not isinstance(value, date):
        return formats.DASH if _nothing(value) else str(value)
    return formats.full_date(localtime(value) if isinstance(value, datetime) and value.tzinfo else value)


def long_day(value: Any) -> str:
    return date_format(value, "DATE_FORMAT") if isinstance(value, date) else day(value)


def moment(value: Any) -> str:
    if not isinstance(value, datetime):
        return day(value)
    return f"{localtime(value) if value.tzinfo else value:%Y-%m-%d %H:%M}"


def lines(value: Any) -> Any:
    return Markup("<br>").join(escape(line) for line in str(printed(value)).splitlines())


def default(value: Any, other: Any = formats.DASH) -> Any:
    return other if _nothing(value) else value


def join(values: Any, mark: str = ", ", name: str = "") -> str:
    text = str(mark)[:20].join(str(printed(one)) for one in _items(values, name))
    if len(text) > LONGEST:
        raise ValueError(_("This text becomes too long."))
    return text


def total(values: Any, name: str = "") -> Decimal:
    return sum((_amount(one) or Decimal(0) for one in _items(values, name)), Decimal(0))


def fill(sentence: Any, **values: Any) -> str:
    return str(sentence) % {key: printed(value) for key, value in values.items()}


def _items(values: Any, name: str = "") -> Iterable[Any]:
    if _nothing(values):
        return ()
    if not isinstance(values, list | tuple | range):
        raise ValueError(_("this works on a list only"))
    return [one.get(name) if isinstance(one, dict) else one for one in values] if name else values


def _of_list(values: Any, name: str, place: int) -> Any:
    found = list(_items(values, name))
    return found[place] if found else None


def _text(make: Callable[[str], str]) -> Callable[[Any], str]:
    return lambda value: make(str(printed(value)))


def _length(value: Any) -> int:
    return 0 if _nothing(value) else len(value)


FILTERS: dict[str, Callable[..., Any]] = {
    "money": lambda value: formats.money(_amount(value)),
    "wan": lambda value: formats.wan(_amount(value)),
    "in_words": in_words,
    "number": lambda value, places=0: formats.fixed(_amount(value), min(max(int(places), 0), 8)),
    "percent": lambda value: formats.pct(_amount(value)),
    "short": short,
    "date": day,
    "long_date": long_day,
    "time": moment,
    "lines": lines,
    "default": default,
    "join": join,
    "sum": total,
    "length": _length,
    "first": lambda values, name="": _of_list(values, name, 0),
    "last": lambda values, name="": _of_list(values, name, -1),
    "upper": _text(str.upper),
    "lower": _text(str.lower),
    "trim": _text(str.strip),
    "fill": fill,
}
#: in Word a line break of the text stays what it is
WORD_FILTERS: dict[str, Callable[..., Any]] = {**FILTERS, "lines": lambda value: str(printed(value))}
HELP: tuple[tuple[str, Words], ...] = (
    ("money", "1,898,400.00"),
    ("wan", gettext_lazy("in units of ten thousand")),
    ("in_words", gettext_lazy("the amount in capitals")),
    ("number(2)", gettext_lazy("a number with so many decimals")),
    ("percent", gettext_lazy("a share as 18.6%")),
    ("short", gettext_lazy("a number without needless zeros")),
    ("date", "2026-11-22"),
    ("long_date", gettext_lazy("the day in words")),
    ("time", gettext_lazy("day and time")),
    ("lines", gettext_lazy("a long text with its line breaks")),
    ("default", gettext_lazy("a dash where nothing is entered; default('…') another word")),
    ("join", gettext_lazy("a list in one line: lines|join(', ', 'model')")),
    ("sum", gettext_lazy("the total of a column: lines|sum('amount')")),
    ("length", gettext_lazy("how many rows a list has")),
    ("first, last", gettext_lazy("of a list")),
    ("upper, lower, trim", gettext_lazy("of a text")),
)
