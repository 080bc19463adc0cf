"""What a value of each type is: understood from what somebody wrote, kept as JSON, read, put in words.

Kept are: text as it is, whole numbers, decimals and amounts as "12.50", days as "2026-11-24", yes or no, the code of a
choice, a list of such codes, the id of a person. Everything that comes in, by form, API or import, passes `clean`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.custom_fields.models import CustomField, label_of
from leadtocash.foundation.exchange import cells
from leadtocash.foundation.kernel.text import joined, plain_signs
from leadtocash.foundation.web import formats

Type = CustomField.Type
LINE, LONG, BIGGEST = 200, 4000, 10**15
_SEPARATORS = str.maketrans(dict.fromkeys("\uff0c\u3001\uff1b;|\n", ","))


def clean(field: CustomField, given: Any, *, there: Any = None) -> Any:
    """The value as it is kept, None for nothing. What is there already stays right, also a choice since retired.

    Raises ValidationError with a sentence for what is no value of this type.
    """
    if given is None or given in ("", []) or (isinstance(given, str) and not given.strip()):
        return None
    if given == there and type(given) is type(there):
        return there
    if isinstance(given, dict) or (isinstance(given, list | tuple) and field.type != Type.CHOICES):
        raise ValidationError(_("One value is expected here."))
    return _CLEAN[Type(field.type)](field, given, there)


def read(field: CustomField, value: Any) -> Any:
    """The value as a program reckons with it: Decimal, date, the words of a choice; a person stays an id."""
    if value is None:
        return None
    if field.type in (Type.DECIMAL, Type.MONEY):
        return Decimal(value)
    if field.type == Type.DATE:
        return date.fromisoformat(value)
    if field.type == Type.YES_NO:
        return _("yes") if value else _("no")
    if field.type in (Type.CHOICE, Type.CHOICES):
        labels = dict(field.options(all_of_them=True))
        return joined(labels.get(one, one) for one in ([value] if isinstance(value, str) else value))
    return value


def text(field: CustomField, value: Any, names: Mapping[int, str]) -> str:
    """The value as a page or paper prints it, "" for nothing; `names`: of people, by id."""
    if value is None:
        return ""
    plain = read(field, value)
    if field.type == Type.PERSON:
        return names.get(value, f"#{value}")
    if field.type == Type.MONEY:
        return formats.money(plain)
    if field.type == Type.DECIMAL:
        return f"{formats.fixed(plain, field.places)} {field.unit}".strip()
    if field.type == Type.INTEGER:
        return f"{plain:,} {field.unit}".strip()
    return str(plain)


def names_in(fields: Iterable[CustomField], extras: Iterable[Mapping[str, Any]]) -> dict[int, str]:
    """The names of the people in these values; asked only where there are any."""
    codes = [field.code for field in fields if field.type == Type.PERSON]
    return names_of({extra[code] for extra in extras for code in codes if extra.get(code) is not None})


def names_of(ids: set[int]) -> dict[int, str]:
    """The names of people by id."""
    return dict(User.objects.filter(pk__in=ids).values_list("pk", "name")) if ids else {}


# ---------------------------------------------------------------- type by type
def _line(field: CustomField, given: Any, there: Any) -> str:
    return _short(cells.line(given), LINE)


def _long(field: CustomField, given: Any, there: Any) -> str:
    return _short(cells.paragraph(given), LONG)


def _short(said: str, most: int) -> str:
    if len(said) > most:
        raise ValidationError(
            _("At most %(most)s signs; these are %(count)s.") % {"most": most, "count": len(said)}, code="max_length"
        )
    return said


def _integer(field: CustomField, given: Any, there: Any) -> int:
    found = cells.whole(_number_sign(given, field))
    if abs(found) >= BIGGEST:
        raise ValidationError(_("“%(value)s” is too large.") % {"value": str(given)[:40]})
    return found


def _decimal(field: CustomField, given: Any, there: Any) -> str:
    said = _number_sign(given, field)
    try:
        found = Decimal(said.replace(",", ""))
        if not found.is_finite():
            raise InvalidOperation
    except InvalidOperation:
        raise ValidationError(_("“%(value)s” is not a number.") % {"value": said[:40]}) from None
    if abs(found) >= BIGGEST:
        raise ValidationError(_("“%(value)s” is too large.") % {"value": said[:40]})
    rounded = round(found, field.places)
    if rounded != found:
        words = {"value": said[:40], "places": field.places}
        raise ValidationError(_("“%(value)s” has more than %(places)s places after the point.") % words)
    return f"{rounded:.{field.places}f}"


def _number_sign(given: Any, field: CustomField) -> str:
    """A number as it was written, without the unit behind it."""
    if isinstance(given, bool):
        raise ValidationError(_("“%(value)s” is not a number.") % {"value": given})
    said = plain_signs(str(given))
    return said.removesuffix(plain_signs(field.unit)).strip() if field.unit else said


def _money(field: CustomField, given: Any, there: Any) -> str:
    if isinstance(given, bool):
        raise ValidationError(_("“%(value)s” is no amount.") % {"value": given})
    return f"{cells.amount(given):.2f}"


def _date(field: CustomField, given: Any, there: Any) -> str:
    return cells.day(given).isoformat()


def _yes_no(field: CustomField, given: Any, there: Any) -> bool:
    return cells.flag(given)


def _choice(field: CustomField, given: Any, there: Any) -> str:
    said = plain_signs(str(given))
    found = _codes(field).get(said.casefold())
    if found is None and not (given == there and there is not None):
        words = joined(label for _code, label in field.options())
        raise ValidationError(_("“%(value)s” is none of: %(words)s.") % {"value": said[:40], "words": words})
    return found or str(there)


def _several(field: CustomField, given: Any, there: Any) -> list[str] | None:
    said = given if isinstance(given, list | tuple) else str(given).translate(_SEPARATORS).split(",")
    if not all(isinstance(one, str) for one in said):
        raise ValidationError(_("A list of choices is expected here."))
    known = set(there or ())
    chosen = {_choice(field, one, one if one in known else None) for one in said if one.strip()}
    return [one["code"] for one in field.choices if one["code"] in chosen] or None


def _codes(field: CustomField) -> dict[str, str]:
    """What a choice may be called -> its code; a code before all labels."""
    found = {one["code"]: one["code"] for one in field.choices if one["active"]}
    for one in field.choices:
        for label in (one["label"], one["label_en"], label_of(one)) if one["active"] else ():
            found.setdefault(plain_signs(label).casefold(), one["code"])
    return found


def _person(field: CustomField, given: Any, there: Any) -> int:
    said = plain_signs(str(getattr(given, "pk", given)))
    rows = User.objects.filter(is_active=True)
    if said.isascii() and said.isdigit():
        found = list(rows.filter(pk=int(said)).values_list("pk", flat=True)) if len(said) < 18 else []
        found = found or ([there] if said == str(there) else [])
    else:
        found = list(rows.filter(username__iexact=said).values_list("pk", flat=True)[:1])
        found = found or list(rows.filter(name=said).values_list("pk", flat=True)[:2])
    if len(found) != 1:
        raise ValidationError(
            _("Several people have this name; write the sign-in name.") if found else _("There is no such person.")
        )
    return int(found[0])


_CLEAN: dict[CustomField.Type, Callable[[CustomField, Any, Any], Any]] = {
    Type.TEXT: _line,
    Type.LONG: _long,
    Type.INTEGER: _integer,
    Type.DECIMAL: _decimal,
    Type.MONEY: _money,
    Type.DATE: _date,
    Type.YES_NO: _yes_no,
    Type.CHOICE: _choice,
    Type.CHOICES: _several,
    Type.PERSON: _person,
}
