"""Forms of key-account plans."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.formsets import BaseFormSet
from django.utils.translation import gettext_lazy as _

from leadtocash.areas.customers import queries as customers
from leadtocash.areas.customers.models import Customer
from leadtocash.areas.visits.models import AccountPlan, Visit
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.custom_fields.forming import Extended
from leadtocash.foundation.web.forms import AmountField, Form, Group, LineField, ModelForm, NumberField
from leadtocash.foundation.web.picking import PickField

MOST_ROWS = 4 * len(Visit.Kind)


class PlanForm(Extended, ModelForm):
    customer = PickField(Customer.objects.none(), label=_("customer"), source="customers:options")
    year = NumberField(label=_("year"), min_value=2000, max_value=2100)
    target = AmountField(label=_("sales hoped for"), required=False, help_text=_("In yuan with tax."))

    layout = [Group(_("Key account"), ["customer", "year", "target", "goals"], wide=("goals",))]

    class Meta:
        model = AccountPlan
        fields = ["customer", "year", "target", "goals"]
        widgets = {"goals": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, person=person, **kwargs)
        self.fields["customer"].queryset = customers.findable(person)  # type: ignore[attr-defined]
        if self.instance.pk:
            del self.fields["customer"], self.fields["year"]

    def clean_target(self) -> object:
        return self.cleaned_data["target"] or 0


class ActivityForm(Form):
    """One row of the sheet."""

    quarter = forms.TypedChoiceField(label=_("quarter"), coerce=int, choices=[(n, f"Q{n}") for n in range(1, 5)])
    kind = forms.ChoiceField(label=_("kind"), choices=Visit.Kind.choices)
    times = NumberField(label=_("how often"), min_value=1, max_value=366, initial=1)
    what = LineField(label=_("what for"), max_length=160, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs |= {"class": "cell", "aria-label": field.label}


class _Rows(BaseFormSet):
    def values(self) -> list[dict[str, Any]]:
        """The rows that are filled in and not deleted, for the action."""
        kept = [f for f in self.forms if f.cleaned_data and not f.data.get(f.add_prefix("DELETE"))]
        return [{name: f.cleaned_data[name] for name in ("quarter", "kind", "times", "what")} for f in kept]


ActivitySheet: Any = forms.formset_factory(
    ActivityForm, formset=_Rows, extra=0, can_delete=True, max_num=MOST_ROWS, absolute_max=2 * MOST_ROWS
)
