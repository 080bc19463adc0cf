from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from leadtocash.areas.customers.models import Customer, StatusChange
from leadtocash.areas.customers.rules.status import LABELS, choices
from leadtocash.foundation.web.forms import DayField, Form, Group


class StatusForm(Form):
    """What is asked for, and what shows each condition; the rule says at the field what a status needs."""

    after = forms.ChoiceField(label=_("new status"))
    reason = forms.CharField(
        label=_("reason"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Needed for a lower status."),
    )  # fmt: skip

    layout = [
        Group(_("What is asked for"), ["after", "reason"]),
        Group(_("For a base customer"), ["need", "need_on", "budget", "budget_on", "timetable", "timetable_on"]),
        Group(_("For a potential customer"), ["negotiation", "negotiation_on"]),
    ]

    def __init__(self, *args: Any, customer: Customer, before: StatusChange | None = None, **kwargs: Any) -> None:
        names = [*LABELS, *(f"{name}_on" for name in LABELS)]
        initial = {name: getattr(before, name) for name in names} if before else {}
        super().__init__(*args, initial=initial, **kwargs)
        field: Any = self.fields["after"]
        field.choices = [(one, Customer.Status(one).label) for one in choices(customer.status)]
        for name, label in LABELS.items():
            self.fields[name] = forms.CharField(
                label=label, max_length=1000, required=False, help_text=_("What shows it: who said what, which paper."),
                widget=forms.Textarea(attrs={"rows": 2, "data-span": "2"}),
            )  # fmt: skip
            self.fields[f"{name}_on"] = DayField(label=_("known since"), required=False)
