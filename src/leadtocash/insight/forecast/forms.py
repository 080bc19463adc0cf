from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.accounts.models import Department, User
from leadtocash.foundation.web.forms import AmountField, Form, LineField
from leadtocash.foundation.web.picking import PickField
from leadtocash.insight.forecast import rules


class CallForm(Form):
    """Of a person, or of a department with all below it; without amount the earlier number is taken back."""

    month = LineField(label=_("month"), max_length=7, help_text=_("As 2026-11."))
    person = PickField(
        User.objects.filter(is_active=True), source="accounts.user", label=_("account manager"), required=False,
        help_text=_("Empty: the number is the department's."),
    )  # fmt: skip
    department = PickField(
        Department.objects.all(), source="accounts.department", label=_("department"), required=False,
    )  # fmt: skip
    amount = AmountField(
        label=_("amount"), required=False, help_text=_("All that is signed in the month, in yuan with tax.")
    )
    reason = forms.CharField(label=_("reason"), max_length=400, widget=forms.Textarea(attrs={"rows": 3}))

    def clean_month(self) -> Any:
        """The first day of the month."""
        try:
            found = rules.period_of(self.cleaned_data["month"], today=date.min)
        except ValidationError:
            found = None
        if found is None or found.length != 1:
            raise ValidationError(say("Write a month as 2026-11."))
        return found.first
