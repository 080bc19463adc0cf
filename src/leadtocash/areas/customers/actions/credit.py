"""A customer's credit, given by finance."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from leadtocash.areas.customers import events, permissions
from leadtocash.areas.customers.models import CreditTerm, Customer
from leadtocash.foundation.access.gate import require
from leadtocash.foundation.journal import recording
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.models import lock
from leadtocash.foundation.kernel.text import clean_line


@transaction.atomic
def set_credit(customer: Customer, values: Mapping[str, Any], *, act: Act, revision: int | None = None) -> Customer:
    """Give a customer another rating and limit (yuan), until a day, for a reason; what was before stays to be read.

    values: rating, limit, valid_until, reason. Raises ValidationError at the reason or a day gone by; NotAllowed.
    """
    customer = lock(customer, revision=revision)
    require(act.person, permissions.SET_CREDIT, customer)
    term = CreditTerm(customer=customer, **values)
    term.reason = clean_line(term.reason)
    if not term.reason:
        raise ValidationError({"reason": _("Say why.")})
    if term.valid_until is not None and term.valid_until < act.today:
        raise ValidationError({"valid_until": _("This day has passed.")})
    recording.save(term, events.CREDIT_SET, act=act, reason=term.reason)
    customer.credit, customer.credit_limit, customer.credit_until = term.rating, term.limit, term.valid_until
    return recording.save(customer, events.CREDIT_SET, act=act, reason=term.reason)
