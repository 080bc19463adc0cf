"""Forms of a cancellation."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from leadtocash.areas.projects.models import Cancellation
from leadtocash.foundation.web.forms import Form, Group, ModelForm


class CancellationForm(ModelForm):
    layout = [
        Group(_("Why"), ["cause", "twin", "explanation"], wide=("explanation",)),
        Group(_("State of goods and money"), ["goods", "money"], wide=("goods", "money")),
    ]

    class Meta:
        model = Cancellation
        fields = ["cause", "twin", "explanation", "goods", "money"]
        widgets = {
            "explanation": forms.Textarea(attrs={"rows": 3}),
            "goods": forms.Textarea(attrs={"rows": 4}),
            "money": forms.Textarea(attrs={"rows": 3}),
        }
        help_texts = {
            "twin": _("Only where the sale was set up twice: the project that stays."),
            "goods": _("Filled from purchasing; add what is not on record."),
            "money": _("Filled from receivables; add what is not on record."),
        }

    def __init__(self, *args: Any, twins: QuerySet[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["twin"].queryset = twins  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        if values.get("cause") == Cancellation.Cause.SET_UP_TWICE and not values.get("twin"):
            self.add_error("twin", _("Name the other project that stays."))
        return values


class SettleForm(Form):
    note = forms.CharField(label=_("what was settled"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))
