from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from leadtocash.areas.customers.models import Customer, StatusChange
from leadtocash.areas.customers.rules.status import CONDITIONS, LABELS, choices, conditions
from leadtocash.foundation.web.forms import DayField, Form, Group

_HEADINGS = {
    Customer.Status.BASE: _("For a base customer"),
    Customer.Status.POTENTIAL: _("For a potential customer"),
}


class StatusForm(Form):
    """What is asked for, and what shows each condition; the rule says at the field what a status needs."""

    after = forms.ChoiceField(label=_("new status"))
    reason = forms.CharField(
        label=_("reason"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Needed for a lower status."),
    )  # fmt: skip

    def __init__(self, *args: Any, customer: Customer, before: StatusChange | None = None, **kwargs: Any) -> None:
        asked = choices(customer.status)
        wanted = {status: [n for n in CONDITIONS[status] if any(n in conditions(customer.status, one) for one in asked)]
                  for status in CONDITIONS}  # fmt: skip
        shown = [name for several in wanted.values() for name in several]
        names = [*shown, *(f"{name}_on" for name in shown)]
        initial = {name: getattr(before, name) for name in names} if before else {}
        super().__init__(*args, initial=initial, **kwargs)
        offered: Any = self.fields["after"]
        offered.choices = [(one, Customer.Status(one).label) for one in asked]
        for name in shown:
            field = forms.CharField(
                label=LABELS[name], max_length=1000, required=False,
                help_text=_("What shows it: who said what, which paper."),
                widget=forms.Textarea(attrs={"rows": 2, "data-span": "2"}),
            )  # fmt: skip
            self.add(name, field)
            self.add(f"{name}_on", DayField(label=_("known since"), required=False))
        self.layout = [
            Group(_("What is asked for"), ["after", "reason"]),
            *(
                Group(_HEADINGS[Customer.Status(status)], [field for name in several for field in (name, f"{name}_on")])
                for status, several in wanted.items()
                if several
            ),
        ]
