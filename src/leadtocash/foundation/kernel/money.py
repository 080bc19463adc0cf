"""Money in yuan as Decimal with two places: rounding, splitting to the last cent, amounts in Chinese capitals."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from django.core.validators import MinValueValidator
from django.db import models

from leadtocash.foundation.kernel.text import plain_signs

CENT = Decimal("0.01")
ZERO = Decimal("0.00")
_DIGITS = "\u96f6\u58f9\u8d30\u53c1\u8086\u4f0d\u9646\u67d2\u634c\u7396"  # ling yi er san si wu liu qi ba jiu
_UNITS = ("", "\u62fe", "\u4f70", "\u4edf")  # ten, hundred, thousand
_GROUPS = ("", "\u4e07", "\u4ebf", "\u4e07\u4ebf", "\u4ebf\u4ebf")  # 10^4, 10^8, 10^12, 10^16
_YUAN, _JIAO, _FEN, _WHOLE = "\u5143", "\u89d2", "\u5206", "\u6574"
_PREFIX, _MINUS = "\u4eba\u6c11\u5e01", "\u8d1f"
#: ten thousand and a hundred million, as amounts are written in China and typed in haste
_WAN, _YI = Decimal(10_000), Decimal(100_000_000)
UNITS = {
    "w": _WAN, "wan": _WAN, "\u4e07": _WAN, "\u842c": _WAN, "yi": _YI, "\u4ebf": _YI, "\u5104": _YI,
}  # fmt: skip
#: an amount without currency and blanks: number, unit
TYPED = re.compile(
    rf"([+-]?(?:(?:\d+|\d{{1,4}}(?:,\d{{3,4}})+)(?:\.\d*)?|\.\d+))({'|'.join(UNITS)})?",
    re.IGNORECASE,
)
_MARKS = re.compile("rmb|cny|yuan|\u4eba\u6c11\u5e01|\u00a5|\u5143|\u5706|\\s", re.IGNORECASE)


class MoneyField(models.DecimalField):
    """An amount in yuan, up to 9,999,999,999,999,999.99, stored exactly. Non-negative unless `signed`."""

    def __init__(self, *args: object, signed: bool = False, **kwargs: object) -> None:
        kwargs.setdefault("max_digits", 18)
        kwargs.setdefault("decimal_places", 2)
        if not signed:
            kwargs.setdefault("validators", [MinValueValidator(ZERO)])
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]


def typed(text: str, unit: Decimal = Decimal(1)) -> Decimal | None:
    """An amount as people write it, in yuan: 1,898,400.00, yuan signs, 50w, amounts in ten thousands or hundred
    millions, full-width signs. None where it is none; `unit` is what a bare number counts."""
    found = TYPED.fullmatch(_MARKS.sub("", plain_signs(text)))
    return Decimal(found[1].replace(",", "")) * UNITS.get((found[2] or "").lower(), unit) if found else None


def cents(amount: Decimal) -> Decimal:
    """Round half up to whole cents, the commercial way."""
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)


def split(total: Decimal, shares: Sequence[Decimal]) -> list[Decimal]:
    """Split `total` (yuan, two places) by shares so that the parts add up to the total to the last cent.

    Each part is rounded from the running sum, so no part is off by more than one cent. Raises ValueError when the
    shares do not have a positive sum.
    """
    weight = sum(shares, Decimal(0))
    if weight <= 0:
        raise ValueError("shares must have a positive sum")
    parts: list[Decimal] = []
    running, given = Decimal(0), ZERO
    for share in shares:
        running += share
        upto = cents(total * running / weight)
        parts.append(upto - given)
        given = upto
    return parts


def in_words(amount: Decimal) -> str:
    """The amount in Chinese capitals as contracts and invoices carry it, to the fen."""
    if amount != cents(amount):
        amount = cents(amount)
    sign = _MINUS if amount < 0 else ""
    fen_total = int(abs(amount) * 100)
    yuan, rest = divmod(fen_total, 100)
    jiao, fen = divmod(rest, 10)
    words = _integer_words(yuan) + _YUAN if yuan else ""
    if not rest:
        return _PREFIX + sign + (words or _DIGITS[0] + _YUAN) + _WHOLE
    if jiao:
        words += _DIGITS[jiao] + _JIAO
    elif yuan:
        words += _DIGITS[0]
    words += _DIGITS[fen] + _FEN if fen else _WHOLE
    return _PREFIX + sign + words


def _integer_words(number: int) -> str:
    groups: list[int] = []
    while number:
        number, group = divmod(number, 10000)
        groups.append(group)
    words, gap = "", False
    for index in range(len(groups) - 1, -1, -1):
        group = groups[index]
        if not group:
            gap = bool(words)
            continue
        if words and (gap or group < 1000):
            words += _DIGITS[0]
        words += _group_words(group) + _unit(groups, index)
        gap = False
    return words


def _unit(groups: list[int], index: int) -> str:
    """The sign for 10^8 is said once: after the lowest group that is not empty among 10^12 and 10^8."""
    if index == 3 and len(groups) > 2 and groups[2]:
        return _GROUPS[1]
    return _GROUPS[index]


def _group_words(group: int) -> str:
    words, zero = "", False
    for place in range(3, -1, -1):
        digit = group // 10**place % 10
        if digit:
            words += (_DIGITS[0] if zero else "") + _DIGITS[digit] + _UNITS[place]
            zero = False
        elif words:
            zero = True
    return words
