"""What a customer record must be; pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from leadtocash.areas.customers.models import Contact, Customer
from leadtocash.foundation.kernel.errors import Missing

_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_LENGTH = 18


def credit_code_check_sign(code17: str) -> str:
    """The check sign of a unified social credit code: weights 3**n mod 31 over its first 17 signs (GB 32100)."""
    total = sum(_ALPHABET.index(sign) * pow(3, place, 31) for place, sign in enumerate(code17))
    return _ALPHABET[(31 - total % 31) % 31]


def check_credit_code(code: str) -> None:
    """Raise ValidationError with what is wrong: length, a sign not used, or the check sign (CRM-1)."""
    if not code:
        return
    if len(code) != _LENGTH:
        missing = _LENGTH - len(code)
        sentence = _("%(n)s sign(s) too few, it has 18.") if missing > 0 else _("%(n)s sign(s) too many, it has 18.")
        raise ValidationError(sentence % {"n": abs(missing)})
    wrong = next((sign for sign in code if sign not in _ALPHABET), None)
    if wrong is not None:
        raise ValidationError(_("The sign %(sign)s does not occur in credit codes.") % {"sign": wrong})
    if credit_code_check_sign(code[:17]) != code[17]:
        raise ValidationError(_("The last sign does not fit the others: a sign was mistyped."))


def check_one_customer(survivor: Contact, others: Sequence[Contact]) -> Iterator[Missing]:
    """Contacts are merged within one customer."""
    if any(other.customer_id != survivor.customer_id for other in others):
        yield Missing(what=_("They belong to different customers; merge these first, or leave both."))


def status_after(survivor: Customer, others: Sequence[Customer]) -> str:
    """Whoever has won a deal has won it (S1 3.3.1): a merged customer is won if one of them was."""
    won = any(one.status == Customer.Status.WON for one in others)
    return Customer.Status.WON if won else survivor.status


def parent_after(survivor: Customer, others: Sequence[Customer]) -> int | None:
    """A customer is never its own parent company; then the parent of the one it was merged with counts."""
    own = {survivor.pk, *(other.pk for other in others)}
    above = [survivor.parent_id, *(other.parent_id for other in others)]
    if survivor.parent_id not in own:
        return survivor.parent_id
    return next((pk for pk in above if pk is not None and pk not in own), None)
