"""The form by which a record is given to another person."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.web.forms import Form, LineField
from leadtocash.foundation.web.picking import PickField


class AssignForm(Form):
    """To whom, and why; the same for one record and for many."""

    owner = PickField(User.objects.filter(is_active=True), label=_("To whom"), source="accounts.user")
    reason = LineField(label=_("reason"), max_length=200, required=False)
