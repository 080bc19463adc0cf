"""Forms of sales journals."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from leadtocash.areas.visits.models import SalesJournal
from leadtocash.foundation.custom_fields.forming import Extended
from leadtocash.foundation.web.forms import DayField, Form, Group, ModelForm


class JournalForm(Extended, ModelForm):
    first_day = DayField(label=_("first day"))
    last_day = DayField(label=_("last day"))

    layout = [
        Group(_("Period"), ["first_day", "last_day"]),
        Group(
            _("Results of these days"),
            ["summary", "outlook", "help_wanted"],
            wide=("summary", "outlook", "help_wanted"),
        ),
    ]

    class Meta:
        model = SalesJournal
        fields = ["first_day", "last_day", "summary", "outlook", "help_wanted"]
        widgets = {
            "summary": forms.Textarea(attrs={"rows": 6}),
            "outlook": forms.Textarea(attrs={"rows": 3}),
            "help_wanted": forms.Textarea(attrs={"rows": 2}),
        }


class ReadForm(Form):
    remark = forms.CharField(
        label=_("superior's remark"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
