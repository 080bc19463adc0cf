"""What holds of people at customers; pure."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from leadtocash.areas.customers.models import Contact
from leadtocash.foundation.kernel.errors import RuleError


def check_superior(contact: Contact, line: Collection[int]) -> None:
    """Raise ValidationError unless he reports to somebody of the same customer, and not by others to himself.

    line: the ids of his superior, that one's superior and so on.
    """
    superior = contact.reports_to
    if superior is None:
        return
    if superior.customer_id != contact.customer_id:
        raise ValidationError({"reports_to": _("Choose somebody of the same customer.")})
    if contact.pk is not None and contact.pk in line:
        raise ValidationError({"reports_to": _("This person reports to %(name)s.") % {"name": contact.name}})


def check_leaving(contact: Contact, on: date, *, today: date) -> None:
    """Raise unless somebody who is there can have left by that day."""
    if contact.left_on is not None:
        raise RuleError(_("%(name)s has left already.") % {"name": contact.name}, code="contact_left")
    if on > today:
        raise ValidationError({"on": _("This day is still to come.")})


def check_gone(contact: Contact) -> date:
    """Give the day somebody left. Raises RuleError for one who is there."""
    if contact.left_on is None:
        raise RuleError(_("%(name)s has not left.") % {"name": contact.name}, code="contact_there")
    return contact.left_on
