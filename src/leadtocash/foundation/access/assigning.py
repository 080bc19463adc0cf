"""How a record is given to another person on the pages: one, or many together."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.access.gate import allowed
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.web.forms import Form, LineField
from leadtocash.foundation.web.lists.bulk import Deed
from leadtocash.foundation.web.picking import PickField


class AssignForm(Form):
    """To whom, and why; the same for one record and for many."""

    owner = PickField(User.objects.filter(is_active=True), label=_("To whom"), source="accounts.user")
    reason = LineField(label=_("reason"), max_length=200, required=False)


def assign_deed(action: Callable[..., Any], permission: str) -> Deed:
    """The bulk deed "assign" of a list: the action of one record, for whoever holds the permission."""
    return Deed(
        label=_("Assign"),
        form=lambda data, person: AssignForm(data),
        do=lambda row, given, act: action(row, given["owner"], act=act, reason=given["reason"]),
        may=lambda person: allowed(person, permission),
    )
