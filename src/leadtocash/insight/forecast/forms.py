from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.accounts.models import Department, User
from leadtocash.foundation.web.forms import AmountField, Form, LineField
from leadtocash.foundation.web.picking import PickField
from leadtocash.insight.forecast import rules


class _WhoseForm(Form):
    """Of a person, or of a department with all below it."""

    person = PickField(
        User.objects.filter(is_active=True), source="accounts.user", label=_("account manager"), required=False,
        help_text=_("Empty: the number is the department's."),
    )  # fmt: skip
    department = PickField(
        Department.objects.all(), source="accounts.department", label=_("department"), required=False,
    )  # fmt: skip


class CallForm(_WhoseForm):
    """Without amount the earlier number is taken back."""

    month = LineField(label=_("month"), max_length=7, help_text=_("As 2026-11."))
    amount = AmountField(
        label=_("amount"), required=False, help_text=_("All that is signed in the month, in yuan with tax.")
    )
    reason = forms.CharField(label=_("reason"), max_length=400, widget=forms.Textarea(attrs={"rows": 3}))

    field_order = ("month", "person", "department", "amount", "reason")

    def clean_month(self) -> date:
        """The first day of the month."""
        return _read(rules.month_of, self.cleaned_data["month"]).first


class TargetForm(_WhoseForm):
    """Without amount the earlier target is taken back."""

    period = LineField(
        label=_("period"), max_length=7,
        help_text=_("As 2026-11, 2026-Q4 or 2026; a quarter or year is divided into its months in equal parts."),
    )  # fmt: skip
    amount = AmountField(
        label=_("target"), required=False, help_text=_("All that is to be signed in the period, in yuan with tax.")
    )
    reason = forms.CharField(
        label=_("reason"), max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Needed where there is a target already."),
    )  # fmt: skip
    field_order = ("period", "person", "department", "amount", "reason")

    def clean_period(self) -> rules.Period:
        """Whole months."""
        return _read(lambda text: rules.period_of(text, today=date.min), self.cleaned_data["period"])


def _read(rule: Callable[[str], rules.Period], text: str) -> rules.Period:
    """Raises ValidationError without the field's name, which the form knows."""
    try:
        return rule(text)
    except ValidationError as error:
        raise ValidationError(error.messages) from None
