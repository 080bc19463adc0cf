"""Forms about whose a customer is, and what it owes."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from leadtocash.areas.customers.models import Customer
from leadtocash.foundation.web.forms import AmountField, DayField, Form, LineField


class DisputeForm(Form):
    name = LineField(label=_("customer name"), max_length=120, help_text=_("As it is registered, in full."))
    claim = forms.CharField(
        label=_("what the claim rests on"), max_length=2000, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Since when you work with the customer, with whom there, which papers show it."),
    )  # fmt: skip


class AnswerForm(Form):
    answer = forms.CharField(
        label=_("answer of the account manager"), max_length=2000, widget=forms.Textarea(attrs={"rows": 5})
    )


class CreditForm(Form):
    rating = forms.ChoiceField(label=_("credit rating"), choices=Customer.Credit.choices, required=False)
    limit = AmountField(label=_("credit limit"))
    valid_until = DayField(label=_("valid until"), required=False)
    reason = LineField(label=_("reason"), max_length=400)
